import type { Suite } from '../support/suite';

export const threadsSuites: readonly Suite[] = [];
