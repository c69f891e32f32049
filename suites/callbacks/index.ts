import type { Suite } from '../support/suite';
import { callSoonSuite } from './call-soon.suite';

export const callbacksSuites: readonly Suite[] = [callSoonSuite];
