import type { Suite } from '../support/suite';
import { awaitSuite } from './await.suite';
import { callbacksSuite } from './callbacks.suite';
import { constructSuite } from './construct.suite';
import { neverRetrievedSuite } from './never-retrieved.suite';
import { cancelSuite, outcomeSuite } from './outcome.suite';
import { wrapSuite } from './wrap.suite';

export const futureSuites: readonly Suite[] = [
  constructSuite,
  outcomeSuite,
  cancelSuite,
  callbacksSuite,
  awaitSuite,
  neverRetrievedSuite,
  wrapSuite,
];
