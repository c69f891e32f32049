import type { Suite } from '../support/suite';
import { cancelDeliverySuite } from './cancel-delivery.suite';
import { cancelSuite } from './cancel.suite';
import { cancelSelfSuite } from './cancel-self.suite';
import { constructSuite } from './construct.suite';
import { countingSuite } from './counting.suite';
import { currentSuite } from './current.suite';
import { endingsSuite } from './endings.suite';
import { namesSuite } from './names.suite';
import { protocolSuite } from './protocol.suite';
import { waitingSuite } from './waiting.suite';
import { yieldingSuite } from './yielding.suite';
import { collectedSuite } from './collected.suite';
import { createTaskSuite } from './create-task.suite';
import { factorySuite } from './factory.suite';
import { inspectSuite } from './inspect.suite';

export const taskSuites: readonly Suite[] = [
  constructSuite,
  namesSuite,
  protocolSuite,
  endingsSuite,
  yieldingSuite,
  waitingSuite,
  currentSuite,
  cancelDeliverySuite,
  cancelSuite,
  cancelSelfSuite,
  countingSuite,
  collectedSuite,
  createTaskSuite,
  factorySuite,
  inspectSuite,
];
