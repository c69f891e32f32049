import type { Suite } from '../support/suite';

export const coroutineSuites: readonly Suite[] = [];
