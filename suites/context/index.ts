import type { Suite } from '../support/suite';
import { callbackContextSuite } from './callbacks.suite';
import { taskContextSuite } from './tasks.suite';

export const contextSuites: readonly Suite[] = [callbackContextSuite, taskContextSuite];
