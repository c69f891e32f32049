/** Suites of chapter dns. */
import type { Suite } from '../support';

export const dnsSuites: readonly Suite[] = [];
