import type { Suite } from '../support/suite';

export const iterationSuites: readonly Suite[] = [];
