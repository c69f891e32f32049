import type { Suite } from '../support/suite';

export const debugSuites: readonly Suite[] = [];
