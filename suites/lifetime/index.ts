import type { Suite } from '../support/suite';
import { currentTaskSuite } from './current-task.suite';
import { registrySuite } from './registry.suite';
import { thirdPartySuite } from './third-party.suite';

export const lifetimeSuites: readonly Suite[] = [registrySuite, currentTaskSuite, thirdPartySuite];
