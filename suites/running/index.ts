import type { Suite } from '../support/suite';
import { runForeverSuite } from './run-forever.suite';
import { exitRequestSuite, runUntilCompleteSuite } from './run-until-complete.suite';

export const runningSuites: readonly Suite[] = [runForeverSuite, runUntilCompleteSuite, exitRequestSuite];
