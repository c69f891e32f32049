/** Suites of chapter datagram. */
import type { Suite } from '../support';

export const datagramSuites: readonly Suite[] = [];
