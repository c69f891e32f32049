/** Suites of chapter transport. */
import type { Suite } from '../support';

export const transportSuites: readonly Suite[] = [];
