import type { Suite } from '../support/suite';
import { asCompletedSuite } from './as-completed.suite';
import { gatherCancelSuite } from './gather-cancel.suite';
import { gatherSuite } from './gather.suite';
import { shieldSuite } from './shield.suite';
import { sleepSuite } from './sleep.suite';
import { taskGroupCancelSuite } from './task-group-cancel.suite';
import { taskGroupErrorsSuite } from './task-group-errors.suite';
import { taskGroupSuite } from './task-group.suite';
import { threadsafeSuite } from './threadsafe.suite';
import { timeoutErrorsSuite } from './timeout-errors.suite';
import { timeoutSuite } from './timeout.suite';
import { waitForSuite } from './wait-for.suite';
import { waitSuite } from './wait.suite';

export const combinatorsSuites: readonly Suite[] = [
  sleepSuite,
  gatherCancelSuite,
  gatherSuite,
  waitSuite,
  waitForSuite,
  shieldSuite,
  asCompletedSuite,
  timeoutErrorsSuite,
  timeoutSuite,
  taskGroupErrorsSuite,
  taskGroupSuite,
  taskGroupCancelSuite,
  threadsafeSuite,
];
