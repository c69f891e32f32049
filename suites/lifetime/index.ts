import type { Suite } from '../support/suite';
import { enterSuite } from './enter.suite';
import { currentTaskSuite } from './current-task.suite';
import { registerWeaklySuite } from './register-weakly.suite';
import { registerSuite } from './register.suite';
import { allTasksSuite } from './all-tasks.suite';
import { unregisterSuite } from './unregister.suite';
import { awaitedBySuite } from './awaited-by.suite';
import { thirdPartySuite } from './third-party.suite';

export const lifetimeSuites: readonly Suite[] = [
  registerWeaklySuite,
  registerSuite,
  allTasksSuite,
  unregisterSuite,
  enterSuite,
  currentTaskSuite,
  awaitedBySuite,
  thirdPartySuite,
];
