/** The running and the current loop. */
import type { Suite } from '../support/suite';
import { currentLoopSuite } from './current-loop.suite';
import { runningLoopSuite } from './running-loop.suite';

export const currentSuites: readonly Suite[] = [runningLoopSuite, currentLoopSuite];
