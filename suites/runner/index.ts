/** Runner and run(). */
import type { Suite } from '../support/suite';
import { runSuite } from './run.suite';
import { runnerSuite } from './runner.suite';

export const runnerSuites: readonly Suite[] = [runnerSuite, runSuite];
