/** The module `asyncio` on node. */
import type { AsyncioModule } from '../../spec';
import { asyncioOn } from '../asyncio';
import { ThreadPoolExecutor } from '../executor/thread-pool-executor';
import { unavailable } from '../python/unavailable';
import { ssl } from '../tls/ssl-context';
import { newEventLoop } from './new-event-loop';

/** The module `asyncio`, with loops on node. */
export const asyncio: AsyncioModule = asyncioOn({
  newEventLoop,
  ThreadPoolExecutor,
  sockets: unavailable('the reference has no sockets yet'),
  ssl,
  files: unavailable('the reference has no files yet'),
});
