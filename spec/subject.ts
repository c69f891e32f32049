/** What a subject is: a loop under test, with what the suites have to know about it. */
import type { ContractVersion, Need, Profile } from './clause';
import type { AbstractEventLoop, AsyncioModule } from './contract';

/** A known difference from the contract that the loop's author stands by. */
export interface Deviation {
  readonly clause: string;
  readonly reason: string;
  readonly link?: string;
}

/** Runs Python source next to the subject's loop: the means by which clauses that bind Python only are observed. */
export interface PythonHost {
  /** `[3, 14, 0]`. */
  readonly version: readonly [number, number, number];
  readonly implementation: string;
  /**
   * Executes `source` (dedented) as the body of a function whose parameters are the keys of `bindings`, and returns
   * what it returns. Errors come back as the contract's. The functions of one world share their globals; among these
   * is `new_loop`, a function that returns a further loop of the subject, which the source closes, and
   * `new_loop_source`, Python source that defines it in another interpreter.
   */
  exec(source: string, bindings?: Readonly<Record<string, unknown>>): unknown;
}

/** Where a loop lives: here, in WebAssembly, or in a process of Python. */
export type SubjectKind = 'typescript' | 'python-embedded' | 'python-native';

/** Whose loop a factory makes, as its interpreter tells. */
export interface LoopFacts {
  /** The qualified name of its class. */
  readonly class: string;
  readonly module: string;
  /** Whether it is asyncio's own, class and methods. */
  readonly own: boolean;
  /** Where it differs from asyncio's: public methods that are another's, a selector, a task factory. */
  readonly differs: readonly string[];
}

/** What an author says of a loop where that is not said in TypeScript: in a module of Python, or in the configuration. */
export type Declaration = Partial<Pick<Subject, 'name' | 'version' | 'lacks' | 'cannot' | 'timeScale' | 'deviations'>>;

/** A loop under test, with what the suites must know about it. */
export interface Subject {
  readonly name: string;
  /** `typescript` when left out. */
  readonly kind?: SubjectKind;
  readonly version?: string;
  /** What runs it: `node 20.20.2`, `CPython 3.11.7`. */
  readonly runtime?: string;
  /** The version of the contract it follows; the newest when left out. */
  readonly contract?: ContractVersion;
  /** A new loop: open, stopped, sharing nothing with the ones before. */
  newEventLoop(): AbstractEventLoop | Promise<AbstractEventLoop>;
  /** Parts of the module that it brings; what it leaves out is the reference's. */
  readonly asyncio?: Partial<AsyncioModule>;
  /** Profiles it does not offer, each with the reason. */
  readonly lacks?: Readonly<Partial<Record<Profile, string>>>;
  /** Needs of the environment that it cannot serve, each with the reason. */
  readonly cannot?: Readonly<Partial<Record<Need, string>>>;
  /** Multiplies every time to wait and every time to assert silence; 1 when left out. */
  readonly timeScale?: number;
  readonly deviations?: readonly Deviation[];
  readonly python?: PythonHost;
  /** Of a Python loop. */
  readonly loop?: LoopFacts;
  /** The process the loop lives in, for signals; the test's own when left out. */
  readonly pid?: number;
  /** Collects garbage on every side; resolves when finalizers had their chance. */
  collectGarbage?(): Promise<void>;
  /** Called before each test, and after it with what the test left behind: e.g. to release references. */
  beforeTest?(): void | Promise<void>;
  afterTest?(): void | Promise<void>;
  /**
   * An error of the kit's own since this was last asked: of a bridge, never of the loop. The test that met it says nothing
   * about the loop, however it ended.
   */
  takeFault?(): Error | undefined;
  /** What the threads and pending tasks of its interpreter do at the moment: for who reads of a hang. */
  stacks?(): string | undefined;
  /** Ends what the subject started. */
  dispose?(): void | Promise<void>;
}
