import type { Suite } from '../support/suite';

export const errorsSuites: readonly Suite[] = [];
