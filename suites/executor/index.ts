import type { Suite } from '../support/suite';
import { setDefaultExecutorSuite } from './set-default-executor.suite';
import { shutdownDefaultExecutorSuite } from './shutdown-default-executor.suite';
import { runInExecutorPoolsSuite } from './run-in-executor-pools.suite';
import { runInExecutorSuite } from './run-in-executor.suite';

export const executorSuites: readonly Suite[] = [
  runInExecutorPoolsSuite,
  runInExecutorSuite,
  setDefaultExecutorSuite,
  shutdownDefaultExecutorSuite,
];
