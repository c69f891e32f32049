import type { Suite } from '../support/suite';

export const timersSuites: readonly Suite[] = [];
