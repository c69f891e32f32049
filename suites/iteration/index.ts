import type { Suite } from '../support/suite';
import { iterationSuite } from './iteration.suite';

export const iterationSuites: readonly Suite[] = [iterationSuite];
