import type { Suite } from '../support/suite';

export const extensionSuites: readonly Suite[] = [];
