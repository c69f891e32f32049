import type { Suite } from '../support/suite';

export const callbacksSuites: readonly Suite[] = [];
