import type { Suite } from '../support/suite';

export const signalsSuites: readonly Suite[] = [];
