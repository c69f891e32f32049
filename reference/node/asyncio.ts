/** The module `asyncio` on node. */
import type { AsyncioModule } from '../../spec';
import { asyncioOn } from '../asyncio';
import { ThreadPoolExecutor } from '../executor/thread-pool-executor';
import { newEventLoop } from './new-event-loop';

export const asyncio: AsyncioModule = asyncioOn({ newEventLoop, ThreadPoolExecutor });
