/** The module `asyncio`, as one object: what belongs to no loop. */
import type { AsyncioModule, FutureConstructor } from '../spec';
import { asCompleted } from './combinators/as-completed';
import { gather } from './combinators/gather';
import { shield } from './combinators/shield';
import { sleep } from './combinators/sleep';
import { TaskGroup } from './combinators/task-group';
import { timeout, timeoutAt } from './combinators/timeout';
import { wait } from './combinators/wait';
import { waitFor } from './combinators/wait-for';
import { futureAddToAwaitedBy, futureDiscardFromAwaitedBy } from './futures/awaited-by';
import { ConcurrentFuture } from './futures/concurrent-future';
import { ensureFuture } from './futures/ensure-future';
import { Future } from './futures/future';
import { runCoroutineThreadsafe } from './futures/run-coroutine-threadsafe';
import { wrapFuture } from './futures/wrap-future';
import { AbstractEventLoop } from './loop/abstract-event-loop';
import { BaseEventLoop } from './loop/base-event-loop';
import { _getRunningLoop, _setRunningLoop, getEventLoop, getRunningLoop, setEventLoop } from './loop/current-loop';
import { Handle, TimerHandle } from './loop/handle';
import { Runner, run } from './runner';
import { createTask } from './tasks/create-task';
import { _enterTask, _leaveTask, _swapCurrentTask, currentTask } from './tasks/current-task';
import { createEagerTaskFactory, eagerTaskFactory } from './tasks/eager';
import { _registerEagerTask, _registerTask, _unregisterEagerTask, _unregisterTask, allTasks } from './tasks/registry';
import { Task } from './tasks/task';
import { Context, ContextVar, copyContext } from './python/context';
import { iscoroutine, iscoroutinefunction, isfuture } from './python/coroutine';
import {
  BaseProtocol,
  BufferedProtocol,
  DatagramProtocol,
  Protocol,
  SubprocessProtocol,
} from './transports/base-protocols';
import {
  BaseTransport,
  DatagramTransport,
  ReadTransport,
  SubprocessTransport,
  Transport,
  WriteTransport,
} from './transports/base-transports';

/** What differs from host to host. */
export type HostModule = Pick<AsyncioModule, 'newEventLoop' | 'ThreadPoolExecutor' | 'sockets' | 'ssl' | 'files'>;

/** The module on one host. */
export const asyncioOn = (host: HostModule): AsyncioModule => ({
  ...host,
  // Its type parameter appears in no argument, which the compiler cannot match with another's.
  Future: Future as FutureConstructor,
  Task,
  Handle,
  TimerHandle,
  AbstractEventLoop,
  BaseEventLoop,
  ConcurrentFuture,
  Runner,
  TaskGroup,
  ContextVar,
  Context,
  copyContext,

  _registerTask,
  _unregisterTask,
  _registerEagerTask,
  _unregisterEagerTask,
  _enterTask,
  _leaveTask,
  _swapCurrentTask,
  allTasks,
  currentTask,

  getRunningLoop,
  _getRunningLoop,
  _setRunningLoop,
  getEventLoop,
  setEventLoop,

  isfuture,
  iscoroutine,
  iscoroutinefunction,
  ensureFuture,
  wrapFuture,
  createTask,
  eagerTaskFactory,
  createEagerTaskFactory,
  run,

  sleep,
  gather,
  wait,
  waitFor,
  shield,
  asCompleted,
  timeout,
  timeoutAt,
  runCoroutineThreadsafe,

  futureAddToAwaitedBy,
  futureDiscardFromAwaitedBy,

  BaseTransport,
  ReadTransport,
  WriteTransport,
  Transport,
  DatagramTransport,
  SubprocessTransport,
  BaseProtocol,
  Protocol,
  BufferedProtocol,
  DatagramProtocol,
  SubprocessProtocol,

  PIPE: -1,
  STDOUT: -2,
  DEVNULL: -3,
});
