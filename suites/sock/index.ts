/** Suites of chapter sock. */
import type { Suite } from '../support';

export const sockSuites: readonly Suite[] = [];
