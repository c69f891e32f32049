/** Child watchers. */
import type { Suite } from '../support/suite';
import { watchersSuite } from './watchers.suite';

export const watchersSuites: readonly Suite[] = [watchersSuite];
