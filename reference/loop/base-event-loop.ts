/**
 * BaseEventLoop: all of a loop but the waiting and the world. It is written as a chain of classes, one for each subject:
 *
 *     AbstractEventLoop   what a loop offers, nothing implemented
 *     ReportingLoop       errors that nobody caught, debug mode
 *     SchedulingLoop      the queues
 *     IteratingLoop       one iteration
 *     RunningLoop         running, stopping, closing
 *     TaskLoop            futures and tasks
 *     AsyncgenLoop        asynchronous generators
 *     ExecutorLoop        functions run outside the loop
 *     network/            names, connections, datagrams, pipes, servers, files
 *     BaseEventLoop
 *
 * A successor sets `_selector`, implements `_processEvents` and `_writeToSelf`, and has a loop. Which selector it brings
 * decides how the loop waits: one whose select() blocks, or moves a virtual clock, waits by itself; a `HostSelector` never
 * blocks and lets the host wait. It may override `time()`, `_runOnce()`, `_callSoon()` and `_addCallback()`, which all the
 * others use. For the network it implements `_openSocket()`, `sockConnect()` and the `_make...Transport()` methods.
 */
import { repr } from '../values/repr';
import { SendfileLoop } from './network/sendfile-loop';

export class BaseEventLoop extends SendfileLoop {
  override toString(): string {
    const { name } = this.constructor;
    return `<${name} running=${repr(this.isRunning())} closed=${repr(this.isClosed())} debug=${repr(this.getDebug())}>`;
  }
}
