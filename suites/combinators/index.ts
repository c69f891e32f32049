import type { Suite } from '../support/suite';

export const combinatorsSuites: readonly Suite[] = [];
