import type { Suite } from '../support/suite';

export const abstractSuites: readonly Suite[] = [];
