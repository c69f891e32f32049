import type { Suite } from '../support/suite';

export const asyncgensSuites: readonly Suite[] = [];
