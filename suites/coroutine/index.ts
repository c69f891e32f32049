import type { Suite } from '../support/suite';
import { coroutineSuite } from './coroutine.suite';

export const coroutineSuites: readonly Suite[] = [coroutineSuite];
