import type { Suite } from '../support/suite';
import { handlerSuite } from './handler.suite';
import { callbackSuite } from './callback.suite';
import { setExceptionHandlerSuite } from './set-exception-handler.suite';
import { reportsSuite } from './reports.suite';

export const errorsSuites: readonly Suite[] = [handlerSuite, callbackSuite, setExceptionHandlerSuite, reportsSuite];
