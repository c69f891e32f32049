/**
 * BaseEventLoop: all of a loop but the waiting and the world. It is written as a chain of classes, one for each subject, from
 * AbstractEventLoop to this one:
 *
 *     AbstractEventLoop  ReportingLoop   SchedulingLoop   IteratingLoop
 *     RunningLoop        TaskLoop        BaseEventLoop
 *
 * A successor sets `_selector`, implements `_processEvents` and `_writeToSelf`, and has a loop. Which selector it brings
 * decides how the loop waits: one whose select() blocks, or moves a virtual clock, waits by itself; a `HostSelector` never
 * blocks and lets the host wait. It may override `time()`, `_runOnce()`, `_callSoon()` and `_addCallback()`, which all others use.
 */
import { repr } from '../values/repr';
import { ExecutorLoop } from './executor-loop';

export class BaseEventLoop extends ExecutorLoop {
  override toString(): string {
    const { name } = this.constructor;
    return `<${name} running=${repr(this.isRunning())} closed=${repr(this.isClosed())} debug=${repr(this.getDebug())}>`;
  }
}
