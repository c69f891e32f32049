import type { Suite } from '../support/suite';
import { starvingSuite } from './starving.suite';
import { iterationSuite } from './iteration.suite';

export const iterationSuites: readonly Suite[] = [starvingSuite, iterationSuite];
