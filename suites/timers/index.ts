import type { Suite } from '../support/suite';
import { hostClockSuite } from './host-clock.suite';
import { timersSuite } from './timers.suite';

export const timersSuites: readonly Suite[] = [timersSuite, hostClockSuite];
