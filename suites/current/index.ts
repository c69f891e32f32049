import type { Suite } from '../support/suite';

export const currentSuites: readonly Suite[] = [];
