/** Suites of chapter accepted. */
import type { Suite } from '../support';
import { acceptedSuite } from './accepted.suite';

export const acceptedSuites: readonly Suite[] = [acceptedSuite];
