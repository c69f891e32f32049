/** Suites of chapter server. */
import type { Suite } from '../support';

export const serverSuites: readonly Suite[] = [];
