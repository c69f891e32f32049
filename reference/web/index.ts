/** The reference in a web page: the same core on another host. */
import { lacksNetwork, type AsyncioModule, type Subject } from '../../spec';
import { asyncioOn } from '../asyncio';
import { HostExecutor } from '../executor/host-executor';
import { unavailable } from '../python/unavailable';
import { WebEventLoop } from './web-event-loop';
import './web-host';

export { WebEventLoop } from './web-event-loop';

export const newEventLoop = (): WebEventLoop => new WebEventLoop();

export const asyncio: AsyncioModule = asyncioOn({
  newEventLoop,
  ThreadPoolExecutor: HostExecutor,
  sockets: unavailable('a web page has no sockets'),
  ssl: unavailable('a web page has no TLS of its own'),
  files: unavailable('a web page opens no files'),
});

export const subject: Subject = {
  name: 'web',
  kind: 'typescript',
  contract: '3.15',
  newEventLoop,
  asyncio,
  lacks: { ...lacksNetwork('a web page has no sockets'), signal: 'no signal reaches a web page' },
  cannot: { cpu_clock: 'a web page has none' },
};
