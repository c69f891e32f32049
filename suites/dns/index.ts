/** Suites of chapter dns. */
import type { Suite } from '../support';
import { namesSuite } from './names.suite';

export const dnsSuites: readonly Suite[] = [namesSuite];
