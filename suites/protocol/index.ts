/** Suites of chapter protocol. */
import type { Suite } from '../support';
import { errorsSuite } from './errors.suite';
import { orderSuite } from './order.suite';

export const protocolSuites: readonly Suite[] = [orderSuite, errorsSuite];
