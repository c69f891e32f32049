/** Suites of chapter transport. */
import type { Suite } from '../support';
import { closingSuite } from './closing.suite';
import { factsSuite } from './facts.suite';
import { flowControlSuite } from './flow-control.suite';
import { limitsSuite } from './limits.suite';
import { readingSuite } from './reading.suite';
import { writingSuite } from './writing.suite';

export const transportSuites: readonly Suite[] = [
  writingSuite,
  limitsSuite,
  flowControlSuite,
  readingSuite,
  closingSuite,
  factsSuite,
];
