/** Suites of chapter connection. */
import type { Suite } from '../support';

export const connectionSuites: readonly Suite[] = [];
