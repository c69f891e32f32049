/** Suites of chapter tls. */
import type { Suite } from '../support';

export const tlsSuites: readonly Suite[] = [];
