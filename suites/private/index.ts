/** Suites of chapter private. */
import type { Suite } from '../support';
import { acceptedCallsSuite } from './accepted-calls.suite';

export const privateSuites: readonly Suite[] = [acceptedCallsSuite];
