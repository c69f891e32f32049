/** Runner and run(): a loop from the first coroutine to its orderly end. */
import { CancelledError, KeyboardInterrupt, RuntimeError } from '../spec';
import type * as contract from '../spec';
import { gather } from './combinators/gather';
import { currentHost } from './loop/current-host';
import { _getRunningLoop, setEventLoop } from './loop/current-loop';
import { allTasks } from './tasks/registry';
import { copyContext } from './python/context';
import { isawaitable, iscoroutine } from './python/coroutine';
import { checkOptions } from './python/options';

/** Seconds that close() waits for the default executor's jobs. */
const EXECUTOR_TIMEOUT = 300;

interface Session {
  readonly loop: contract.AbstractEventLoop;
  readonly context: contract.Context;
}

/** asyncio.Runner. */
export class Runner implements contract.Runner {
  readonly #options: contract.RunnerOptions;
  #session: Session | null = null;
  #closed = false;
  #interrupts = 0;

  constructor(options?: contract.RunnerOptions) {
    checkOptions(options, 'Runner()', ['debug', 'loopFactory']);
    this.#options = options ?? {};
  }

  getLoop(): contract.AbstractEventLoop {
    return this.#open().loop;
  }

  async run<T>(coro: contract.Coroutine<T>, options?: { readonly context?: contract.Context | null }): Promise<T> {
    checkOptions(options, 'Runner.run()', ['context']);
    if (_getRunningLoop() !== null) throw new RuntimeError('Runner.run() cannot be called from a running event loop');
    const { loop, context } = this.#open();
    const task = loop.createTask(toCoroutine(coro), { context: options?.context ?? context });
    const restore = this.#watchSigint(loop, task);
    try {
      return await loop.runUntilComplete(task);
    } catch (error) {
      if (error instanceof CancelledError && this.#interrupts > 0 && task.uncancel?.() === 0) {
        throw new KeyboardInterrupt();
      }
      throw error;
    } finally {
      restore();
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    const { loop } = session;
    this.#session = null;
    this.#closed = true;
    try {
      await cancelAllTasks(loop);
      await loop.runUntilComplete(loop.shutdownAsyncgens());
      await loop.runUntilComplete(loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT));
    } finally {
      if (!this.#hasFactory()) setEventLoop(null);
      loop.close();
    }
  }

  #hasFactory(): boolean {
    return (this.#options.loopFactory ?? null) !== null;
  }

  #open(): Session {
    if (this.#closed) throw new RuntimeError('Runner is closed');
    if (this.#session !== null) return this.#session;
    const { debug, loopFactory } = this.#options;
    const loop = loopFactory == null ? currentHost().newEventLoop() : loopFactory();
    if (!this.#hasFactory()) setEventLoop(loop);
    if (debug !== undefined && debug !== null) loop.setDebug(debug);
    this.#session = { loop, context: copyContext() };
    return this.#session;
  }

  /** The first SIGINT cancels the main task, a second one ends the run; a program's own listener is left alone. */
  #watchSigint(loop: contract.AbstractEventLoop, task: contract.Task): () => void {
    this.#interrupts = 0;
    return currentHost().onInterrupt(() => {
      this.#interrupts += 1;
      loop.callSoonThreadsafe(() => {
        if (this.#interrupts > 1 || task.done()) throw new KeyboardInterrupt();
        task.cancel();
      });
    });
  }
}

function toCoroutine<T>(value: contract.Awaitable<T>): contract.Coroutine<T> {
  if (iscoroutine(value)) return value as contract.Coroutine<T>;
  if (!isawaitable(value)) throw new TypeError('An asyncio.Future, a coroutine or an awaitable is required');
  return (function* () {
    return yield* value as contract.Coroutine<T>;
  })();
}

async function cancelAllTasks(loop: contract.AbstractEventLoop): Promise<void> {
  const tasks = [...allTasks(loop)];
  if (tasks.length === 0) return;
  for (const task of tasks) task.cancel();
  await loop.runUntilComplete(gather(tasks, { returnExceptions: true }));
  for (const task of tasks) {
    if (task.cancelled()) continue;
    const exception = task.exception();
    if (exception === null || exception === undefined) continue;
    loop.callExceptionHandler({ message: 'unhandled exception during asyncio.run() shutdown', exception, task });
  }
}

/** Runs `coro` on a new loop, then cancels what it left, and closes the loop. */
export async function run<T>(coro: contract.Coroutine<T>, options?: contract.RunnerOptions): Promise<T> {
  if (_getRunningLoop() !== null) {
    throw new RuntimeError('asyncio.run() cannot be called from a running event loop');
  }
  const runner = new Runner(options);
  try {
    return await runner.run(coro);
  } finally {
    await runner.close();
  }
}
