/** Suites of chapter buffered. */
import type { Suite } from '../support';
import { bufferedSuite } from './buffered.suite';

export const bufferedSuites: readonly Suite[] = [bufferedSuite];
