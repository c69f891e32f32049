import type { Suite } from '../support/suite';

export const eagerSuites: readonly Suite[] = [];
