import type { Suite } from '../support/suite';
import { handlerSuite } from './handler.suite';
import { reportsSuite } from './reports.suite';

export const errorsSuites: readonly Suite[] = [handlerSuite, reportsSuite];
