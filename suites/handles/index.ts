import type { Suite } from '../support/suite';

export const handlesSuites: readonly Suite[] = [];
