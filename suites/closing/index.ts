import type { Suite } from '../support/suite';

export const closingSuites: readonly Suite[] = [];
