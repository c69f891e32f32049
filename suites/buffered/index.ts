/** Suites of chapter buffered. */
import type { Suite } from '../support';

export const bufferedSuites: readonly Suite[] = [];
