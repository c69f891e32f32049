/** Suites of chapter connection. */
import type { Suite } from '../support';
import { addressesSuite } from './addresses.suite';
import { argumentsSuite } from './arguments.suite';
import { attemptsSuite } from './attempts.suite';
import { givenSocketSuite } from './given-socket.suite';
import { makingSuite } from './making.suite';

export const connectionSuites: readonly Suite[] = [
  makingSuite,
  argumentsSuite,
  addressesSuite,
  attemptsSuite,
  givenSocketSuite,
];
