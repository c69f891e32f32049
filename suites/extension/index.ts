import type { Suite } from '../support/suite';
import { iterationSuite } from './iteration.suite';
import { pythonWorldSuite } from './python-world.suite';
import { selectorSuite } from './selector.suite';
import { serversAndFilesSuite } from './servers-and-files.suite';
import { timersSuite } from './timers.suite';
import { transportsSuite } from './transports.suite';
import { wakeUpSuite } from './wake-up.suite';

export const extensionSuites: readonly Suite[] = [
  selectorSuite,
  wakeUpSuite,
  iterationSuite,
  timersSuite,
  transportsSuite,
  serversAndFilesSuite,
  pythonWorldSuite,
];
