import type { Suite } from '../support/suite';
import { closingSuite } from './closing.suite';

export const closingSuites: readonly Suite[] = [closingSuite];
