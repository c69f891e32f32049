/** Suites of chapter subprocess. */
import type { Suite } from '../support';

export const subprocessSuites: readonly Suite[] = [];
