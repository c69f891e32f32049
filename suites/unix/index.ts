/** Suites of chapter unix. */
import type { Suite } from '../support';

export const unixSuites: readonly Suite[] = [];
