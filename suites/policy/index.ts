/** Policies. */
import type { Suite } from '../support/suite';
import { policySuite } from './policy.suite';

export const policySuites: readonly Suite[] = [policySuite];
