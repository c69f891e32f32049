/** Suites of chapter sendfile. */
import type { Suite } from '../support';

export const sendfileSuites: readonly Suite[] = [];
