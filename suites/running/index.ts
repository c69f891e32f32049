import type { Suite } from '../support/suite';
import { stopSuite } from './stop.suite';
import { isRunningSuite } from './is-running.suite';
import { runForeverSuite } from './run-forever.suite';
import { runUntilCompleteRefusalsSuite } from './run-until-complete-refusals.suite';
import { exitRequestSuite } from './exit-request.suite';
import { runUntilCompleteSuite } from './run-until-complete.suite';

export const runningSuites: readonly Suite[] = [
  stopSuite,
  isRunningSuite,
  runForeverSuite,
  runUntilCompleteRefusalsSuite,
  runUntilCompleteSuite,
  exitRequestSuite,
];
