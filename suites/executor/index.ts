import type { Suite } from '../support/suite';
import { defaultExecutorSuite } from './default-executor.suite';
import { runInExecutorSuite } from './run-in-executor.suite';

export const executorSuites: readonly Suite[] = [runInExecutorSuite, defaultExecutorSuite];
