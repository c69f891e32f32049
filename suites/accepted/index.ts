/** Suites of chapter accepted. */
import type { Suite } from '../support';

export const acceptedSuites: readonly Suite[] = [];
