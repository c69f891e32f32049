/** Suites of chapter unix. */
import type { Suite } from '../support';
import { connectingSuite } from './connecting.suite';
import { servingSuite } from './serving.suite';
import { socketFileSuite } from './socket-file.suite';

export const unixSuites: readonly Suite[] = [connectingSuite, servingSuite, socketFileSuite];
