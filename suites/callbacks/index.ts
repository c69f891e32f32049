import type { Suite } from '../support/suite';
import { callSoonArgumentsSuite } from './call-soon-arguments.suite';
import { callSoonSuite } from './call-soon.suite';

export const callbacksSuites: readonly Suite[] = [callSoonArgumentsSuite, callSoonSuite];
