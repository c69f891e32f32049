import type { Suite } from '../support/suite';

export const runningSuites: readonly Suite[] = [];
