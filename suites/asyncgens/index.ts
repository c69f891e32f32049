/** Asynchronous generators. */
import type { Suite } from '../support/suite';
import { asyncgensSuite } from './asyncgens.suite';
import { finalizerSuite } from './finalizer.suite';

export const asyncgensSuites: readonly Suite[] = [asyncgensSuite, finalizerSuite];
