import type { Suite } from '../support/suite';
import { signalDispositionsSuite } from './dispositions.suite';
import { signalRefusalsSuite } from './refusals.suite';
import { signalsSuite } from './signals.suite';

export const signalsSuites: readonly Suite[] = [signalsSuite, signalRefusalsSuite, signalDispositionsSuite];
