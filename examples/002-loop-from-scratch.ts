/**
 * A loop that inherits nothing: a ready queue and timers of its own, turned by the host's setImmediate() and setTimeout(). It
 * takes Handle, Future and Task from the kit, and says what it does not offer.
 */
import { asyncio } from 'loopcert/reference';
import {
  NotImplementedError,
  RuntimeError,
  SystemExit,
  KeyboardInterrupt,
  lacksNetwork,
  type AbstractEventLoop,
  type Awaitable,
  type Callback,
  type Context,
  type Coroutine,
  type CreateTaskOptions,
  type ExceptionContext,
  type ExceptionHandler,
  type Future,
  type Handle,
  type LoopFuturesAndTasks,
  type LoopLifecycle,
  type LoopScheduling,
  type ScheduleOptions,
  type Subject,
  type Task,
  type TaskFactory,
  type TimerHandle,
} from 'loopcert/spec';

/** One queue for what runs next, one list for what is due later; a turn of the host is one iteration of the loop. */
class Scratch implements LoopLifecycle, LoopScheduling, LoopFuturesAndTasks {
  #ready: Handle[] = [];
  /** In the order they are due; of two with the same deadline the one scheduled first. */
  #timers: TimerHandle[] = [];
  #state: 'stopped' | 'running' | 'closed' = 'stopped';
  #stopping = false;
  #handler: ExceptionHandler | null = null;
  #factory: TaskFactory | null = null;
  #debug = false;
  /** Ends the wait for the next turn, so that another can be arranged. */
  #unplan: (() => void) | null = null;
  #finish: ((error?: { readonly thrown: unknown }) => void) | null = null;

  time(): number {
    return performance.now() / 1000;
  }

  callSoon(callback: Callback, args: readonly unknown[] = [], options: ScheduleOptions = {}): Handle {
    this.#checkOpen();
    if (typeof callback !== 'function') throw new TypeError(`a callback was expected, got ${String(callback)}`);
    const handle = new asyncio.Handle(callback, args, this.#self, contextOf(options));
    this.#ready.push(handle);
    return handle;
  }

  callSoonThreadsafe(callback: Callback, args: readonly unknown[] = [], options: ScheduleOptions = {}): Handle {
    const handle = this.callSoon(callback, args, options);
    if (this.#unplan !== null) this.#plan();
    return handle;
  }

  callLater(delay: number, callback: Callback, args: readonly unknown[] = [], options?: ScheduleOptions): TimerHandle {
    return this.callAt(this.time() + checkNumber(delay, 'delay'), callback, args, options);
  }

  callAt(when: number, callback: Callback, args: readonly unknown[] = [], options: ScheduleOptions = {}): TimerHandle {
    this.#checkOpen();
    checkNumber(when, 'when');
    if (typeof callback !== 'function') throw new TypeError(`a callback was expected, got ${String(callback)}`);
    const timer = new asyncio.TimerHandle(when, callback, args, this.#self, contextOf(options));
    const after = this.#timers.findIndex((other) => other.when() > when);
    this.#timers.splice(after < 0 ? this.#timers.length : after, 0, timer);
    timer._scheduled = true;
    return timer;
  }

  /** Timers call this when they are cancelled. */
  _timerHandleCancelled(timer: TimerHandle): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
    timer._scheduled = false;
  }

  runForever(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#checkOpen();
      this.#checkIdle();
      this.#state = 'running';
      this.#finish = (error) => {
        this.#state = 'stopped';
        this.#stopping = false;
        if (error === undefined) resolve();
        else reject(error.thrown);
      };
      this.#plan();
    });
  }

  async runUntilComplete<T>(future: Awaitable<T>): Promise<T> {
    this.#checkOpen();
    this.#checkIdle();
    const isNew = !asyncio.isfuture(future);
    const awaited = asyncio.ensureFuture(future, { loop: this.#self });
    // Who stops the loop early learns of it below; the task that is lost then is no news.
    if (isNew) Object.assign(awaited, { _logDestroyPending: false });
    const stop = (): void => {
      const error = awaited.cancelled() ? null : awaited.exception();
      if (!isExit(error)) this.stop();
    };
    awaited.addDoneCallback(stop);
    try {
      await this.runForever();
    } catch (error) {
      if (isNew && awaited.done() && !awaited.cancelled()) awaited.exception();
      throw error;
    } finally {
      awaited.removeDoneCallback(stop);
    }
    if (!awaited.done()) throw new RuntimeError('the loop was stopped before the future was done');
    return awaited.result();
  }

  stop(): void {
    this.#stopping = true;
  }
  isRunning(): boolean {
    return this.#state === 'running';
  }
  isClosed(): boolean {
    return this.#state === 'closed';
  }
  close(): void {
    if (this.isRunning()) throw new RuntimeError('a running loop cannot be closed');
    this.#state = 'closed';
    this.#ready = [];
    this.#timers = [];
  }
  /** The host tells nobody of its asynchronous generators, and there is no executor. */
  *shutdownAsyncgens(): Coroutine<void> {}
  *shutdownDefaultExecutor(): Coroutine<void> {}

  createFuture<T>(): Future<T> {
    return new asyncio.Future<T>({ loop: this.#self });
  }
  createTask<T>(coro: Coroutine<T>, options?: CreateTaskOptions): Task<T> {
    this.#checkOpen();
    if (this.#factory !== null) return this.#factory(this.#self, coro, options) as Task<T>;
    return new asyncio.Task(coro, { ...options, loop: this.#self });
  }
  setTaskFactory(factory: TaskFactory | null): void {
    this.#factory = checkCallable(factory, 'the task factory');
  }
  getTaskFactory(): TaskFactory | null {
    return this.#factory;
  }

  setExceptionHandler(handler: ExceptionHandler | null): void {
    this.#handler = checkCallable(handler, 'the exception handler');
  }
  getExceptionHandler(): ExceptionHandler | null {
    return this.#handler;
  }
  callExceptionHandler(context: ExceptionContext): void {
    const handler = this.#handler;
    if (handler === null) {
      this.#log(context);
      return;
    }
    const about = (context.task ?? context.future ?? context.handle) as Partial<Handle> | undefined;
    try {
      // What fails in a callback's context is handled in it.
      if (about?.getContext === undefined) handler(this.#self, context);
      else about.getContext().run(() => handler(this.#self, context));
    } catch (error) {
      if (isExit(error)) throw error;
      const message = 'Unhandled error in exception handler';
      this.#log({ message, exception: error, context }, ' while handling an error in a custom exception handler');
    }
  }
  defaultExceptionHandler(context: ExceptionContext): void {
    const { message, exception, ...rest } = context;
    const lines = Object.entries(rest).map(([key, value]) => `${key}: ${String(value)}`);
    console.error([message || 'Unhandled exception in event loop', ...lines.sort()].join('\n'), exception);
  }
  #log(context: ExceptionContext, during = ''): void {
    try {
      this.defaultExceptionHandler(context);
    } catch (error) {
      if (isExit(error)) throw error;
      console.error(`Exception in default exception handler${during}`, error);
    }
  }
  getDebug(): boolean {
    return this.#debug;
  }
  setDebug(enabled: boolean): void {
    this.#debug = enabled;
  }

  /** What a loop does not offer it refuses politely. */
  addSignalHandler(): never {
    throw new NotImplementedError('this loop handles no signals');
  }
  removeSignalHandler(): never {
    throw new NotImplementedError('this loop handles no signals');
  }
  runInExecutor(): never {
    throw new NotImplementedError('this loop has no executor');
  }
  setDefaultExecutor(): never {
    throw new NotImplementedError('this loop has no executor');
  }

  /** Arranges the next turn: at once when there is something to run, else when the first timer is due. */
  #plan(): void {
    this.#unplan?.();
    const first = this.#timers[0];
    if (this.#ready.length > 0 || this.#stopping) {
      const immediate = setImmediate(() => this.#turn());
      this.#unplan = () => clearImmediate(immediate);
    } else {
      // A timer that is far off, or none at all, keeps the host alive while the loop runs.
      const wait = first === undefined ? Infinity : Math.ceil((first.when() - this.time()) * 1000);
      const timer = setTimeout(() => this.#turn(), Math.min(Math.max(wait, 0), 2 ** 31 - 1));
      this.#unplan = () => clearTimeout(timer);
    }
  }

  /** One iteration: what is ready now runs now; what that makes ready runs in the next. */
  #turn(): void {
    this.#unplan = null;
    for (let first = this.#timers[0]; first !== undefined && first.when() <= this.time(); first = this.#timers[0]) {
      this.#timers.shift();
      first._scheduled = false;
      this.#ready.push(first);
    }
    asyncio._setRunningLoop(this.#self);
    try {
      for (let left = this.#ready.length; left > 0; left--) {
        const handle = this.#ready.shift();
        if (handle?.cancelled() === false) handle._run();
      }
    } catch (thrown) {
      this.#finish?.({ thrown });
      return;
    } finally {
      asyncio._setRunningLoop(null);
    }
    if (this.#stopping) this.#finish?.();
    else this.#plan();
  }

  #checkOpen(): void {
    if (this.isClosed()) throw new RuntimeError('Event loop is closed');
  }
  #checkIdle(): void {
    if (this.isRunning()) throw new RuntimeError('This event loop is already running');
    if (asyncio._getRunningLoop() !== null) throw new RuntimeError('another loop is running');
  }

  /** The network is left out altogether, which the type of a whole loop does not allow for. */
  get #self(): AbstractEventLoop {
    return this as unknown as AbstractEventLoop;
  }
}

/** The one keyword that scheduling takes. */
function contextOf({ context, ...others }: ScheduleOptions): Context | null {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new TypeError(`unexpected keyword argument '${unknown}'`);
  return context ?? null;
}
function checkNumber(value: unknown, name: string): number {
  if (typeof value !== 'number' || Number.isNaN(value)) throw new TypeError(`${name} must be a number`);
  return value;
}
function checkCallable<T>(value: T | null | undefined, name: string): T | null {
  if (value !== null && value !== undefined && typeof value !== 'function')
    throw new TypeError(`${name} is not callable`);
  return value ?? null;
}
function isExit(error: unknown): boolean {
  return error instanceof SystemExit || error instanceof KeyboardInterrupt;
}

/** The constructor of a whole loop, see `#self`. */
export const FromScratchLoop = Scratch as unknown as new () => AbstractEventLoop;

/** The methods that reach the network, descriptors and processes: each is refused politely too. */
const UNOFFERED = [
  ...['getaddrinfo', 'getnameinfo', 'createConnection', 'createServer', 'createUnixConnection', 'createUnixServer'],
  ...['connectAcceptedSocket', 'createDatagramEndpoint', 'startTls', 'sendfile', 'connectReadPipe', 'connectWritePipe'],
  ...['subprocessExec', 'subprocessShell', 'addReader', 'removeReader', 'addWriter', 'removeWriter'],
  ...['sockRecv', 'sockRecvInto', 'sockRecvfrom', 'sockRecvfromInto', 'sockSendall', 'sockSendto', 'sockConnect'],
  ...['sockAccept', 'sockSendfile'],
];
for (const name of UNOFFERED) {
  Object.defineProperty(FromScratchLoop.prototype, name, {
    value: () => {
      throw new NotImplementedError('this loop opens no sockets');
    },
  });
}

export const lacks = {
  debug: 'the mode can be set, and changes nothing',
  executor: 'it has no threads',
  signal: 'it handles none',
  private: 'it does not inherit BaseEventLoop',
  ...lacksNetwork('it opens no sockets'),
} as const;

export const subject: Subject = {
  name: 'from-scratch',
  newEventLoop: () => new FromScratchLoop(),
  lacks,
  cannot: { thread_pool: 'it has no threads' },
};
