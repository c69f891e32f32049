/** The module `asyncio` on node. */
import type { AsyncioModule } from '../../spec';
import { asyncioOn } from '../asyncio';
import { ThreadPoolExecutor } from '../executor/thread-pool-executor';
import { unavailable } from '../python/unavailable';
import { files, sockets } from '../sockets';
import { newEventLoop } from './new-event-loop';

/** The module `asyncio`, with loops on node. */
export const asyncio: AsyncioModule = asyncioOn({
  newEventLoop,
  ThreadPoolExecutor,
  sockets,
  ssl: unavailable('the reference has no TLS yet'),
  files,
});
