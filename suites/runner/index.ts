import type { Suite } from '../support/suite';

export const runnerSuites: readonly Suite[] = [];
