/** The reference: a loop, Future and Task that keep every clause. */
import './node/node-host';

export { asyncio } from './node/asyncio';
export { subject } from './node/subject';

export { AbstractEventLoop } from './loop/abstract-event-loop';
export { BaseEventLoop } from './loop/base-event-loop';
export { NodeEventLoop } from './node/node-event-loop';
export { NodeSelector } from './node/node-selector';
export { EpollSelector } from './selector/epoll-selector';
export { KeyedSelector } from './selector/keyed-selector';
export type { SelectorEvent, SelectorKey } from './selector/keyed-selector';
export { NodeEpollSelector } from './selector/node-epoll-selector';
export { NodePollSelector } from './selector/node-poll-selector';
export { PollSelector } from './selector/poll-selector';
export { SelectorEventLoop } from './selector/selector-event-loop';
export { newEventLoop } from './node/new-event-loop';
export { TimerSelector } from './loop/timer-selector';
export { isHostSelector } from './loop/host-selector';
export type { Host, HostTimers, NameService } from './loop/host';
export type { HostSelector } from './loop/host-selector';
export { _getRunningLoop, _setRunningLoop, getEventLoop, getRunningLoop, setEventLoop } from './loop/current-loop';

export { Handle, TimerHandle } from './loop/handle';
export { Future } from './futures/future';
export { ConcurrentFuture } from './futures/concurrent-future';
export { ensureFuture } from './futures/ensure-future';
export { wrapFuture } from './futures/wrap-future';
export { runCoroutineThreadsafe } from './futures/run-coroutine-threadsafe';
export { Task } from './tasks/task';
export { createTask } from './tasks/create-task';
export { createEagerTaskFactory, eagerTaskFactory } from './tasks/eager';
export { _enterTask, _leaveTask, _swapCurrentTask, currentTask } from './tasks/current-task';
export { _registerEagerTask, _registerTask, _unregisterEagerTask, _unregisterTask, allTasks } from './tasks/registry';

export { Context, ContextVar, Token, copyContext } from './python/context';
export { iscoroutine, iscoroutinefunction, isfuture } from './python/coroutine';
export { logger } from './python/logger';
export type { LogEntry, LogLevel } from './python/logger';

export { asCompleted } from './combinators/as-completed';
export { gather } from './combinators/gather';
export { shield } from './combinators/shield';
export { sleep } from './combinators/sleep';
export { TaskGroup } from './combinators/task-group';
export { Timeout, timeout, timeoutAt } from './combinators/timeout';
export { wait } from './combinators/wait';
export { waitFor } from './combinators/wait-for';
export { Runner, run } from './runner';

export { ThreadPoolExecutor } from './executor/thread-pool-executor';
export { workerCall } from './executor/worker-call';
