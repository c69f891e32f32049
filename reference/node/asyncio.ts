/** The module `asyncio` on node. */
import type { AsyncioModule } from '../../spec';
import { asyncioOn } from '../asyncio';
import { ThreadPoolExecutor } from '../executor/thread-pool-executor';
import { files, sockets } from '../sockets';
import { ssl } from '../tls/ssl-context';
import { newEventLoop } from './new-event-loop';

/** The module `asyncio`, with loops on node. */
export const asyncio: AsyncioModule = asyncioOn({
  newEventLoop,
  ThreadPoolExecutor,
  sockets,
  ssl,
  files,
});
