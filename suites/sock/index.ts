/** Suites of chapter sock. */
import type { Suite } from '../support';
import { cancellingSuite } from './cancelling.suite';
import { connectingSuite } from './connecting.suite';
import { receivingSuite } from './receiving.suite';
import { sendingSuite } from './sending.suite';

export const sockSuites: readonly Suite[] = [receivingSuite, sendingSuite, connectingSuite, cancellingSuite];
