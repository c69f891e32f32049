import type { Suite } from '../support/suite';

export const contextSuites: readonly Suite[] = [];
