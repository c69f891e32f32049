/** Suites of chapter pipe. */
import type { Suite } from '../support';

export const pipeSuites: readonly Suite[] = [];
