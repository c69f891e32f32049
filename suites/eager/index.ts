/** Tasks that start inside create_task(). */
import type { Suite } from '../support/suite';
import { eagerFactorySuite } from './factory.suite';
import { firstStepSuite } from './first-step.suite';
import { laterSuite } from './later.suite';

export const eagerSuites: readonly Suite[] = [firstStepSuite, laterSuite, eagerFactorySuite];
