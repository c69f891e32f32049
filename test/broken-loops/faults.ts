/** Making loops with one fault: a subclass of the sound loop, or parts of the module replaced. */
import { Future, NodeEventLoop, SelectorEventLoop, Task } from '../../reference';
import { StreamTransport } from '../../reference/node/stream-transport';
import type { AsyncioModule, ClauseId } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { replaceMethods, type FutureInside, type Replaced, type TaskInside } from './harness/patched';

/** A loop whose class the fault derives from the sound one. */
export function loop(
  breaks: ClauseId,
  fault: string,
  derive: (Base: typeof NodeEventLoop) => typeof NodeEventLoop,
): BrokenLoop {
  return { fault, breaks, make: () => new (derive(NodeEventLoop))() };
}

/** A loop that is damaged once it is made. */
export function damaged(breaks: ClauseId, fault: string, damage: (loop: NodeEventLoop) => void): BrokenLoop {
  return {
    fault,
    breaks,
    make: () => {
      const made = new NodeEventLoop();
      damage(made);
      return made;
    },
  };
}

/** A SelectorEventLoop whose class the fault derives from the sound one: for the chapters that the other loop lacks. */
export function selecting(
  breaks: ClauseId,
  fault: string,
  derive: (Base: typeof SelectorEventLoop) => typeof SelectorEventLoop,
): BrokenLoop {
  return { fault, breaks, needsSockets: true, make: () => new (derive(SelectorEventLoop))() };
}

/** The sound loop with a faulty module. */
export function module(breaks: ClauseId, fault: string, parts: () => Partial<AsyncioModule>): BrokenLoop {
  return { fault, breaks, asyncio: parts };
}

/** CPython's own loop with a fault put in by Python source. */
export function python(breaks: ClauseId, fault: string, source: string): BrokenLoop {
  return { fault, breaks, python: source };
}

/** A fault that shows in what never happens. */
export function hanging(broken: BrokenLoop): BrokenLoop {
  return { ...broken, hangs: true };
}

/** The sound loop with methods of Future replaced. */
export function future(breaks: ClauseId, fault: string, replaced: Replaced<FutureInside>): BrokenLoop {
  return { breaks, fault, patch: () => replaceMethods(Future.prototype, replaced) };
}

/** The sound loop with methods of Task replaced. */
export function task(breaks: ClauseId, fault: string, replaced: Replaced<TaskInside>): BrokenLoop {
  return { breaks, fault, patch: () => replaceMethods(Task.prototype, replaced) };
}

/** The sound loop with methods of its stream transports replaced. */
export function stream(breaks: ClauseId, fault: string, replaced: Replaced<StreamTransport>): BrokenLoop {
  return { breaks, fault, patch: () => replaceMethods(StreamTransport.prototype, replaced) };
}
