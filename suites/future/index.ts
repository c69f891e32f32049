import type { Suite } from '../support/suite';
import { isfutureSuite } from './isfuture.suite';
import { awaitThrowSuite } from './await-throw.suite';
import { awaitSuite } from './await.suite';
import { removeDoneCallbackSuite } from './remove-done-callback.suite';
import { addDoneCallbackSuite } from './add-done-callback.suite';
import { createFutureSuite } from './create-future.suite';
import { reprSuite } from './repr.suite';
import { initSuite } from './init.suite';
import { neverRetrievedSuite } from './never-retrieved.suite';
import { cancelSuite } from './cancel.suite';
import { setExceptionSuite } from './set-exception.suite';
import { resultSuite } from './result.suite';
import { wrapFutureSuite } from './wrap-future.suite';
import { ensureFutureSuite } from './ensure-future.suite';

export const futureSuites: readonly Suite[] = [
  createFutureSuite,
  reprSuite,
  initSuite,
  setExceptionSuite,
  resultSuite,
  cancelSuite,
  removeDoneCallbackSuite,
  addDoneCallbackSuite,
  isfutureSuite,
  awaitThrowSuite,
  awaitSuite,
  neverRetrievedSuite,
  wrapFutureSuite,
  ensureFutureSuite,
];
