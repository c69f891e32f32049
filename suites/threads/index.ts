/** Calls from outside the loop's thread. */
import type { Suite } from '../support/suite';
import { manyCallersSuite } from './many-callers.suite';
import { threadsafeSuite } from './threadsafe.suite';

export const threadsSuites: readonly Suite[] = [threadsafeSuite, manyCallersSuite];
