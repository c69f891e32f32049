/** A loop with one fault, named by it, that the tests of one clause must catch. */
import type { AbstractEventLoop, AsyncioModule, ClauseId } from '../../spec';

export interface BrokenLoop {
  /** The fault, as a sentence about the loop. */
  readonly fault: string;
  /** The clause it breaks; at least one test of that very clause must fail. */
  readonly breaks: ClauseId;
  /** It is skipped where the kit has no sockets of its own. */
  readonly needsSockets?: true;
  /** Makes the loop; the reference's own loop when the fault lies in the module. */
  readonly make?: () => AbstractEventLoop;
  /** The faulty parts of the module; made anew for each use when a function. */
  readonly asyncio?: Partial<AsyncioModule> | (() => Partial<AsyncioModule>);
  /** Breaks the reference's own classes; returns what mends them again. */
  readonly patch?: () => () => void;
  /**
   * For a clause that binds Python only: the body of a Python function of `loop`, run on each new loop of CPython's own in an
   * interpreter of its own, which puts the fault in, e.g. `loop.__class__ = type('Broken', (type(loop),), {...})`.
   */
  readonly python?: string;
  /** The fault shows in that something never happens, so that the test waits in vain. Any other loop that hangs is not caught. */
  readonly hangs?: true;
  /** What the failure must say, where the default check (an assertion or a wrong error) is not telling enough. */
  readonly message?: RegExp;
}
