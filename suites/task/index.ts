import type { Suite } from '../support/suite';

export const taskSuites: readonly Suite[] = [];
