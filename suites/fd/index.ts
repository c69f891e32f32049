/** Suites of chapter fd. */
import type { Suite } from '../support';

export const fdSuites: readonly Suite[] = [];
