/** The reference in a web page: the same core on another host. */
import type { AsyncioModule, Subject } from '../../spec';
import { asyncioOn } from '../asyncio';
import { HostExecutor } from '../executor/host-executor';
import { WebEventLoop } from './web-event-loop';
import './web-host';

export { WebEventLoop } from './web-event-loop';

export const newEventLoop = (): WebEventLoop => new WebEventLoop();

export const asyncio: AsyncioModule = asyncioOn({ newEventLoop, ThreadPoolExecutor: HostExecutor });

export const subject: Subject = {
  name: 'web',
  kind: 'typescript',
  contract: '3.14',
  newEventLoop,
  asyncio,
  lacks: { signal: 'no signal reaches a web page' },
  cannot: { cpu_clock: 'a web page has none' },
};
