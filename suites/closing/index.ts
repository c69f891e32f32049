import type { Suite } from '../support/suite';
import { rejectsSuite } from './rejects.suite';
import { closeSuite } from './close.suite';

export const closingSuites: readonly Suite[] = [rejectsSuite, closeSuite];
