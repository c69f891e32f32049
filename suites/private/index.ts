/** Suites of chapter private. */
import type { Suite } from '../support';

export const privateSuites: readonly Suite[] = [];
