import type { Suite } from '../support/suite';

export const futureSuites: readonly Suite[] = [];
