/** Suites of chapter subprocess. */
import type { Suite } from '../support';
import { argumentsSuite } from './arguments.suite';
import { endingSuite } from './ending.suite';
import { signalsSuite } from './signals.suite';
import { startingSuite } from './starting.suite';
import { streamsSuite } from './streams.suite';

export const subprocessSuites: readonly Suite[] = [
  startingSuite,
  argumentsSuite,
  streamsSuite,
  signalsSuite,
  endingSuite,
];
