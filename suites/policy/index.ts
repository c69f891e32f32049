import type { Suite } from '../support/suite';

export const policySuites: readonly Suite[] = [];
