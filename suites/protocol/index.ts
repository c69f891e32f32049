/** Suites of chapter protocol. */
import type { Suite } from '../support';

export const protocolSuites: readonly Suite[] = [];
