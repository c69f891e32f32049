import type { Suite } from '../support/suite';
import { callSoonSuite } from './call-soon.suite';
import { callbackSuite } from './callback.suite';
import { taskSuite } from './task.suite';
import { futureCallbackSuite } from './future-callback.suite';

export const contextSuites: readonly Suite[] = [callSoonSuite, callbackSuite, taskSuite, futureCallbackSuite];
