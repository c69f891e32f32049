/** Suites of chapter pipe. */
import type { Suite } from '../support';
import { kindsSuite } from './kinds.suite';
import { readingSuite } from './reading.suite';
import { writingSuite } from './writing.suite';

export const pipeSuites: readonly Suite[] = [readingSuite, writingSuite, kindsSuite];
