import type { Suite } from '../support/suite';
import { timersSuite } from './timers.suite';

export const timersSuites: readonly Suite[] = [timersSuite];
