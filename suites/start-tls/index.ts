/** Suites of chapter start_tls. */
import type { Suite } from '../support';
import { failingSuite } from './failing.suite';
import { upgradeSuite } from './upgrade.suite';

export const startTlsSuites: readonly Suite[] = [upgradeSuite, failingSuite];
