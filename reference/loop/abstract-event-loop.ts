/**
 * AbstractEventLoop: every method of the contract, none implemented. Plain methods throw at the call, coroutine methods when
 * they are run, as in asyncio. An ordinary class: a loop may implement any part of it.
 */
import type * as contract from '../../spec';
import { leaveCoroutines, leavePlain } from './not-implemented';

const PLAIN = [
  'runForever',
  'runUntilComplete',
  'stop',
  'isRunning',
  'isClosed',
  'close',
  'callLater',
  'callAt',
  'callSoonThreadsafe',
  'time',
  'createFuture',
  'createTask',
  'setTaskFactory',
  'getTaskFactory',
  'runInExecutor',
  'setDefaultExecutor',
  'addReader',
  'removeReader',
  'addWriter',
  'removeWriter',
  'addSignalHandler',
  'removeSignalHandler',
  'getExceptionHandler',
  'setExceptionHandler',
  'defaultExceptionHandler',
  'callExceptionHandler',
  'getDebug',
  'setDebug',
  '_timerHandleCancelled',
] as const satisfies readonly (keyof contract.AbstractEventLoop)[];

const COROUTINES = [
  'shutdownAsyncgens',
  'shutdownDefaultExecutor',
  'getaddrinfo',
  'getnameinfo',
  'createConnection',
  'createServer',
  'createUnixConnection',
  'createUnixServer',
  'connectAcceptedSocket',
  'createDatagramEndpoint',
  'startTls',
  'sendfile',
  'connectReadPipe',
  'connectWritePipe',
  'subprocessExec',
  'subprocessShell',
  'sockRecv',
  'sockRecvInto',
  'sockRecvfrom',
  'sockRecvfromInto',
  'sockSendall',
  'sockSendto',
  'sockConnect',
  'sockAccept',
  'sockSendfile',
] as const satisfies readonly (keyof contract.AbstractEventLoop)[];

/* eslint-disable @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type --
   the methods are defined below, from the lists */
export interface AbstractEventLoop extends contract.AbstractEventLoop {}

/** asyncio.AbstractEventLoop: every method raises NotImplementedError until a successor overrides it. */
export class AbstractEventLoop {
  /** The one method with a body. */
  callSoon<A extends readonly unknown[] = []>(
    callback: (...args: A) => unknown,
    args?: Readonly<A>,
    options?: contract.ScheduleOptions,
  ): contract.Handle {
    return this.callLater(0, callback, args, options);
  }
}
/* eslint-enable */

leavePlain(AbstractEventLoop.prototype, PLAIN);
leaveCoroutines(AbstractEventLoop.prototype, COROUTINES);
