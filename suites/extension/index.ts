import type { Suite } from '../support/suite';
import { runForeverSetupSuite } from './run-forever-setup.suite';
import { runOnceSuite } from './run-once.suite';
import { pythonWorldSuite } from './python-world.suite';
import { selectorSuite } from './selector.suite';
import { serversAndFilesSuite } from './servers-and-files.suite';
import { timersSuite } from './timers.suite';
import { transportsSuite } from './transports.suite';
import { wakeUpSuite } from './wake-up.suite';

export const extensionSuites: readonly Suite[] = [
  selectorSuite,
  wakeUpSuite,
  runForeverSetupSuite,
  runOnceSuite,
  timersSuite,
  transportsSuite,
  serversAndFilesSuite,
  pythonWorldSuite,
];
