/** Suites of chapter start_tls. */
import type { Suite } from '../support';

export const startTlsSuites: readonly Suite[] = [];
