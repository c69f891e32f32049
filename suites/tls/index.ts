/** Suites of chapter tls. */
import type { Suite } from '../support';
import { closingSuite } from './closing.suite';
import { handshakeSuite } from './handshake.suite';
import { negotiatingSuite } from './negotiating.suite';
import { readingSuite } from './reading.suite';
import { verifyingSuite } from './verifying.suite';
import { writingSuite } from './writing.suite';

export const tlsSuites: readonly Suite[] = [
  handshakeSuite,
  verifyingSuite,
  negotiatingSuite,
  writingSuite,
  readingSuite,
  closingSuite,
];
