/** The module `asyncio`, as one object: what belongs to no loop. */
import { sleep } from './combinators/sleep';
import { futureAddToAwaitedBy, futureDiscardFromAwaitedBy } from './futures/awaited-by';
import { ensureFuture } from './futures/ensure-future';
import { Future } from './futures/future';
import { AbstractEventLoop } from './loop/abstract-event-loop';
import { BaseEventLoop } from './loop/base-event-loop';
import { _getRunningLoop, _setRunningLoop, getEventLoop, getRunningLoop, setEventLoop } from './loop/current-loop';
import { Handle, TimerHandle } from './loop/handle';
import { newEventLoop } from './node/new-event-loop';
import { _enterTask, _leaveTask, _swapCurrentTask, currentTask } from './tasks/current-task';
import { _registerEagerTask, _registerTask, _unregisterEagerTask, _unregisterTask, allTasks } from './tasks/registry';
import { Task } from './tasks/task';
import { Context, ContextVar, copyContext } from './values/context';
import { iscoroutine, iscoroutinefunction, isfuture } from './values/coroutine';
import { createTask } from './tasks/create-task';
import type { AsyncioModule } from '../spec';

export const asyncio = {
  Future,
  Task,
  Handle,
  TimerHandle,
  AbstractEventLoop,
  BaseEventLoop,
  ContextVar,
  Context,
  copyContext,
  isfuture,
  iscoroutine,
  iscoroutinefunction,
  ensureFuture,
  createTask,
  sleep,
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
  newEventLoop,
  futureAddToAwaitedBy,
  futureDiscardFromAwaitedBy,
} as unknown as AsyncioModule;
