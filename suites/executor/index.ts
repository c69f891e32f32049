import type { Suite } from '../support/suite';

export const executorSuites: readonly Suite[] = [];
