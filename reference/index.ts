/** The reference: a loop, Future and Task that keep every clause. */
export { asyncio } from './asyncio';
export { subject } from './subject';
export { NodeEventLoop } from './node/node-event-loop';
export { NodeSelector } from './node/node-selector';
export { newEventLoop } from './node/new-event-loop';
export { BaseEventLoop } from './loop/base-event-loop';
export { AbstractEventLoop } from './loop/abstract-event-loop';
export { Handle, TimerHandle } from './loop/handle';
export { isHostSelector } from './loop/host-selector';
export type { HostSelector } from './loop/host-selector';
export { Future } from './futures/future';
export { Task } from './tasks/task';
export { Context, ContextVar, Token, copyContext } from './values/context';
export { logger } from './values/logger';
export { sleep } from './combinators/sleep';
