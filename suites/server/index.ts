/** Suites of chapter server. */
import type { Suite } from '../support';
import { acceptingSuite } from './accepting.suite';
import { argumentsSuite } from './arguments.suite';
import { closingSuite } from './closing.suite';
import { listeningSuite } from './listening.suite';
import { servingSuite } from './serving.suite';

export const serverSuites: readonly Suite[] = [
  listeningSuite,
  argumentsSuite,
  acceptingSuite,
  servingSuite,
  closingSuite,
];
