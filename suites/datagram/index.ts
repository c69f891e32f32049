/** Suites of chapter datagram. */
import type { Suite } from '../support';
import { argumentsSuite } from './arguments.suite';
import { closingSuite } from './closing.suite';
import { givenSocketSuite } from './given-socket.suite';
import { receivingSuite } from './receiving.suite';
import { sendingSuite } from './sending.suite';

export const datagramSuites: readonly Suite[] = [
  argumentsSuite,
  sendingSuite,
  receivingSuite,
  closingSuite,
  givenSocketSuite,
];
