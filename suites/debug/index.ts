import type { Suite } from '../support/suite';
import { debugChecksSuite } from './checks.suite';
import { debugModeSuite } from './debug-mode.suite';
import { slowCallbacksSuite } from './slow-callbacks.suite';

export const debugSuites: readonly Suite[] = [debugModeSuite, debugChecksSuite, slowCallbacksSuite];
