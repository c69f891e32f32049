/** Suites of chapter sendfile. */
import type { Suite } from '../support';
import { socketsSuite } from './sockets.suite';
import { transportsSuite } from './transports.suite';
import { waitingSuite } from './waiting.suite';

export const sendfileSuites: readonly Suite[] = [transportsSuite, waitingSuite, socketsSuite];
