/**
 * The doors between layers: what the runner asks of the reference and of the bridge. It imports neither, it loads them by
 * path like any subject; each says `satisfies`, so that the compiler holds both sides to these lines.
 */
import type { Need } from './clause';
import type { AsyncioModule } from './contract';
import type { Subject } from './subject';

/** What `reference/layer` exports as `layer`. */
export interface ReferenceLayer {
  readonly subject: Subject;
  /** The whole module: what a subject leaves out is taken from here. */
  readonly asyncio: AsyncioModule;
  /** SelectorEventLoop. @throws with the remedy where there are no descriptors for it */
  selector(): Subject;
  /** What the module cannot do on this machine: a subject that brings no such part of its own cannot either. */
  readonly cannot: Readonly<Partial<Record<Need, string>>>;
}

/** What `bridge/layer` exports as `layer`. */
export interface BridgeLayer {
  /** CPython as WebAssembly, in this process. @throws when it is not installed, with the remedy */
  openEmbedded(): Promise<Subject>;
  /** A loop on an interpreter of its own. */
  openNative(options: NativeLoop): Promise<Subject>;
  /** The path of the interpreter that a path, a name, a version or a folder stands for. @throws when there is none */
  findPython(text: string): Promise<string>;
  /** Every interpreter of this machine that the kit knows where to look for. */
  findPythons(): Promise<readonly PythonAtHand[]>;
  /** The known loops that `python` can import, and those it cannot. */
  probeLoops(python: string): Promise<readonly LoopAtHand[]>;
  readonly signatures: CallSignatures;
}

/** Which loop to open, and on which interpreter. */
export interface NativeLoop {
  /** The interpreter: a path, a name on PATH, a version such as `3.12`, or the folder of a virtual environment. */
  readonly python: string;
  readonly module: string;
  /** An attribute path in the module: a function or a class. */
  readonly factory: string;
  /** Keyword arguments of the factory. */
  readonly args: Readonly<Record<string, string>>;
  /** Folders to import from, before the interpreter's own. */
  readonly pythonPath: readonly string[];
  /** `python`: asyncio's Future and Task in Python instead of the accelerated ones. */
  readonly implementation: 'c' | 'python';
}

/** An interpreter that was found. */
export interface PythonAtHand {
  readonly path: string;
  /** `3.12.1`. */
  readonly version: string;
  readonly implementation: string;
}

/** A known loop, and whether an interpreter can import it. */
export interface LoopAtHand {
  /** As a subject: `python:uvloop:new_event_loop`. */
  readonly subject: string;
  readonly version?: string;
  /** Why it cannot be imported. */
  readonly problem?: string;
}

/** How calls map to Python's: by name of the method, the place of an argument. */
export interface CallSignatures {
  /** Which argument is spread. */
  readonly ARGS_AT: Readonly<Record<string, number>>;
  /** Which argument becomes keywords. */
  readonly OPTIONS_AT: Readonly<Record<string, number>>;
}

/** What the bridge writes to standard error before the stacks of an interpreter that keeps node waiting; the runner looks for it there. */
export const STACKS_MARK = '\n==== what the interpreter is doing ====\n';
