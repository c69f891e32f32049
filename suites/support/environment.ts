/** The surroundings of one test: patience, the host's side, further loops, and what the loop reported. */
import type { AbstractEventLoop, Coroutine, ExceptionContext, PythonHost, Subject } from '../../spec';
import { fail } from './expect';
import { Patience } from './patience';
import { Wire } from './wire/wire';

/** What a test needs beside the loop: ways to run it, to wait, to clean up, to see what was reported. */
export class Environment {
  readonly patience: Patience;
  readonly #subject: Subject;
  readonly #loop: AbstractEventLoop;
  readonly #cleanups: (() => unknown)[] = [];
  readonly #further: AbstractEventLoop[] = [];
  #reports: ExceptionContext[] = [];
  #wire: Wire | undefined;

  constructor(subject: Subject, loop: AbstractEventLoop, patience = 1) {
    this.#subject = subject;
    this.#loop = loop;
    this.patience = new Patience(subject.timeScale ?? 1, patience);
  }

  /** Seconds of a short delay, long enough that two of them differ on a busy machine. */
  get tick(): number {
    return this.patience.tick;
  }

  /** Runs the coroutine function's coroutine to its end on the test's loop. */
  run<T>(body: () => Coroutine<T>): Promise<T> {
    return this.patience.bound(this.#loop.runUntilComplete(body()), 'run_until_complete() to return');
  }

  /** runForever() of `loop`, bounded by patience. */
  runForever(loop: AbstractEventLoop = this.#loop): Promise<void> {
    return this.patience.bound(loop.runForever(), 'run_forever() to return');
  }

  /**
   * Runs `times` iterations of `loop`, each in a run of its own that its last callback stops. It asks for no more than
   * call_soon() and a stop() from a callback: a loop that forgets a stop() made before a run, which clauses of their own
   * say, is to be judged in every other respect.
   */
  async spin(times = 1, loop: AbstractEventLoop = this.#loop): Promise<void> {
    for (let i = 0; i < times; i++) {
      loop.callSoon(() => {
        loop.stop();
      });
      await this.runForever(loop);
    }
  }

  /**
   * Calls `action` from outside the loop, `delay` seconds from now: in a host timer, which over a bridge reaches the
   * loop through a real thread of its own. The promise settles as the call does.
   */
  fromHost<T>(action: () => T | Promise<T>, delay = this.tick): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        try {
          resolve(action());
        } catch (error) {
          reject(error);
        }
      }, delay * 1000);
      this.defer(() => {
        clearTimeout(timer);
      });
    });
  }

  /** The peers of this test, in a thread of their own. */
  get wire(): Wire {
    this.#wire ??= new Wire();
    return this.#wire;
  }

  /**
   * Inside a coroutine of the test's loop: awaits what the host promises, such as what a peer will have read. The one door from
   * the host into the loop; whoever calls a transport in a host event calls it, over a bridge, in another thread.
   */
  *until<T>(promise: PromiseLike<T>, what = 'a peer'): Coroutine<T> {
    const loop = this.#loop;
    const arrived = loop.createFuture<null>();
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    const settle = (settled: NonNullable<typeof outcome>): void => {
      outcome = settled;
      // A test that was given up may have closed the loop.
      if (loop.isClosed()) return;
      loop.callSoonThreadsafe(() => {
        if (!arrived.done()) arrived.setResult(null);
      });
    };
    this.patience.bound(promise, what).then(
      (value) => {
        settle({ value });
      },
      (error: unknown) => {
        settle({ error });
      },
    );
    yield* arrived;
    if (outcome === undefined) fail('the loop completed a future that nobody completed');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** More bytes than a connection holds on its way, by any socket's buffers, and no more than a bridge carries in time. */
  get bulk(): number {
    return 8 << 20;
  }

  /** Lets `seconds` pass on the host. */
  pause(seconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }

  /** A further loop of the subject; closed after the test. */
  async newLoop(): Promise<AbstractEventLoop> {
    const loop = await this.#subject.newEventLoop();
    loop.setExceptionHandler(this.report);
    this.#further.push(loop);
    this.defer(() => {
      if (!loop.isClosed()) loop.close();
    });
    return loop;
  }

  /** Called after the test, last in first out, whatever its outcome. */
  defer(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup);
  }

  /** What the loop reported to its exception handler so far; a test that takes a report has expected it. */
  takeReports(): readonly ExceptionContext[] {
    const reports = this.#reports;
    this.#reports = [];
    return reports;
  }

  /** Python next to the loop. Only clauses and tests marked Python-only may ask for it. */
  get python(): PythonHost {
    return this.#subject.python ?? fail('this test needs a Python subject: mark it { on: "python" }');
  }

  /** Sends `signal` to the process the loop lives in. */
  kill(signal: NodeJS.Signals): void {
    process.kill(this.#subject.pid ?? process.pid, signal);
  }

  /** Collects garbage on every side, so that finalizers have run when it resolves. */
  async collectGarbage(): Promise<void> {
    if (this.#subject.collectGarbage !== undefined) {
      await this.#subject.collectGarbage();
      return;
    }
    const { gc } = globalThis as { gc?: () => void };
    if (gc === undefined) fail('no garbage collector at hand: run node with --expose-gc');
    // A FinalizationRegistry calls back in a task of its own after a collection; weak references live until the job ends.
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      gc();
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** @internal The test's loop and the further ones. */
  get loops(): readonly AbstractEventLoop[] {
    return [this.#loop, ...this.#further];
  }

  /** @internal The exception handler the kit installs before the test. */
  readonly report = (...given: readonly unknown[]): void => {
    const context = given.at(-1);
    const isContext = typeof context === 'object' && context !== null;
    // With what arguments a handler is called a clause says. No other test is to stumble over them.
    this.#reports.push(
      isContext ? (context as ExceptionContext) : { message: `a call with ${String(context)} for a context` },
    );
  };

  /** @internal Ends the peers of the test; returns the names of the files that it left in its folder. */
  endWire(): readonly string[] {
    return this.#wire?.reset() ?? [];
  }

  /** @internal Undoes what the test deferred; returns what went wrong on the way. */
  async cleanUp(): Promise<unknown[]> {
    const errors: unknown[] = [];
    for (const cleanup of this.#cleanups.reverse()) {
      try {
        await cleanup();
      } catch (error) {
        errors.push(error);
      }
    }
    return errors;
  }
}
