import type { Suite } from '../support/suite';
import { hostClockSuite } from './host-clock.suite';
import { timeSuite } from './time.suite';
import { handleSuite } from './handle.suite';
import { cancelledSuite } from './cancelled.suite';
import { orderSuite } from './order.suite';
import { callLaterSuite } from './call-later.suite';

export const timersSuites: readonly Suite[] = [
  timeSuite,
  handleSuite,
  cancelledSuite,
  orderSuite,
  callLaterSuite,
  hostClockSuite,
];
