import type { Suite } from '../support/suite';

export const lifetimeSuites: readonly Suite[] = [];
