/** Suites of chapter fd. */
import type { Suite } from '../support';
import { replacingSuite } from './replacing.suite';
import { watchingSuite } from './watching.suite';

export const fdSuites: readonly Suite[] = [watchingSuite, replacingSuite];
