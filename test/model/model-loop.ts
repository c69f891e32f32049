/**
 * An executable model of asyncio's scheduling: the plainest code that says what happens in which order, with arrays
 * for queues and no thought of speed. It is not derived from the reference and shares nothing with it but the errors.
 */
import { CancelledError, InvalidStateError } from '../../spec';
import type { Coroutine } from '../../spec';
import type { MachineFuture, MachineHandle, MachineLoop, MachineTask } from './machine';

interface Entry extends MachineHandle {
  readonly when: number;
  run(): void;
}

export class ModelLoop implements MachineLoop {
  onReport: (error: unknown) => void = () => {};
  #ready: Entry[] = [];
  #timers: Entry[] = [];
  #stopping = false;
  #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  time(): number {
    return this.#clock();
  }

  stop(): void {
    this.#stopping = true;
  }

  callSoon(callback: () => unknown): MachineHandle {
    const entry = this.#entry(callback, 0);
    this.#ready.push(entry);
    return entry;
  }

  callLater(delay: number, callback: () => unknown): MachineHandle {
    const entry = this.#entry(callback, this.time() + delay);
    this.#timers.push(entry);
    return entry;
  }

  createFuture(): MachineFuture {
    return new ModelFuture(this);
  }

  createTask(coro: Coroutine): MachineTask {
    return new ModelTask(this, coro);
  }

  /** Iterations until one in which stop() was called has ended. */
  runForever(): Promise<void> {
    do this.#iterate();
    while (!this.#stopping);
    this.#stopping = false;
    return Promise.resolve();
  }

  /** Due timers join the ready callbacks, the earliest first; what these make ready waits for the next iteration. */
  #iterate(): void {
    const due = this.#timers.filter((timer) => timer.when <= this.time()).sort((a, b) => a.when - b.when);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    const batch = [...this.#ready, ...due];
    this.#ready = [];
    for (const entry of batch) if (!entry.cancelled()) entry.run();
  }

  #entry(callback: () => unknown, when: number): Entry {
    let cancelled = false;
    return {
      when,
      cancel: () => {
        cancelled = true;
      },
      cancelled: () => cancelled,
      run: () => {
        try {
          callback();
        } catch (error) {
          this.onReport(error);
        }
      },
    };
  }
}

type State = 'pending' | 'cancelled' | 'result' | 'error';

export class ModelFuture implements MachineFuture {
  state: State = 'pending';
  value: unknown;
  readonly loop: ModelLoop;
  #callbacks: ((future: MachineFuture) => unknown)[] = [];

  constructor(loop: ModelLoop) {
    this.loop = loop;
  }

  done(): boolean {
    return this.state !== 'pending';
  }

  cancelled(): boolean {
    return this.state === 'cancelled';
  }

  result(): unknown {
    if (this.state === 'result') return this.value;
    if (this.state === 'cancelled') throw new CancelledError();
    if (this.state === 'error') throw this.value;
    throw new InvalidStateError('Result is not set.');
  }

  exception(): unknown {
    if (this.state === 'error') return this.value;
    this.result();
    return null;
  }

  setResult(value: unknown): void {
    this.settle('result', value);
  }

  setException(error: unknown): void {
    this.settle('error', error);
  }

  cancel(): boolean {
    if (this.done()) return false;
    this.settle('cancelled', undefined);
    return true;
  }

  addDoneCallback(callback: (future: MachineFuture) => unknown): void {
    if (this.done()) this.loop.callSoon(() => callback(this));
    else this.#callbacks.push(callback);
  }

  removeDoneCallback(callback: (future: MachineFuture) => unknown): number {
    const kept = this.#callbacks.filter((other) => other !== callback);
    const removed = this.#callbacks.length - kept.length;
    this.#callbacks = kept;
    return removed;
  }

  settle(state: State, value: unknown): void {
    if (this.done()) throw new InvalidStateError('invalid state');
    this.state = state;
    this.value = value;
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const callback of callbacks) this.loop.callSoon(() => callback(this));
  }

  *[Symbol.iterator](): Generator<unknown, unknown> {
    if (!this.done()) yield this;
    return this.result();
  }
}

export class ModelTask extends ModelFuture implements MachineTask {
  #coro: Coroutine;
  #waitsFor: ModelFuture | null = null;
  #cancelNext = false;
  #requests = 0;

  constructor(loop: ModelLoop, coro: Coroutine) {
    super(loop);
    this.#coro = coro;
    loop.callSoon(() => {
      this.#step(undefined);
    });
  }

  /** A request to cancel goes to what the task waits for; if there is nothing, to the next step. */
  override cancel(): boolean {
    if (this.done()) return false;
    this.#requests += 1;
    if (this.#waitsFor?.cancel() !== true) this.#cancelNext = true;
    return true;
  }

  cancelling(): number {
    return this.#requests;
  }

  uncancel(): number {
    this.#requests = Math.max(0, this.#requests - 1);
    if (this.#requests === 0) this.#cancelNext = false;
    return this.#requests;
  }

  #step(failure: { readonly error: unknown } | undefined): void {
    let thrown = failure;
    if (this.#cancelNext) {
      this.#cancelNext = false;
      if (!(thrown?.error instanceof CancelledError)) thrown = { error: new CancelledError() };
    }
    this.#waitsFor = null;
    let turn: IteratorResult<unknown, unknown>;
    try {
      turn = thrown === undefined ? this.#coro.next(undefined) : this.#coro.throw(thrown.error);
    } catch (error) {
      if (error instanceof CancelledError) this.settle('cancelled', undefined);
      else this.settle('error', error);
      return;
    }
    if (turn.done === true) {
      // A request that came in the very step that ended the coroutine wins over its result.
      if (this.#cancelNext) this.settle('cancelled', undefined);
      else this.settle('result', turn.value);
    } else if (turn.value instanceof ModelFuture) {
      this.#wait(turn.value);
    } else {
      this.loop.callSoon(() => {
        this.#step(undefined);
      });
    }
  }

  #wait(future: ModelFuture): void {
    future.addDoneCallback(() => {
      this.#step(future.state === 'error' || future.state === 'cancelled' ? { error: reasonOf(future) } : undefined);
    });
    this.#waitsFor = future;
    if (this.#cancelNext && future.cancel()) this.#cancelNext = false;
  }
}

function reasonOf(future: ModelFuture): unknown {
  return future.state === 'cancelled' ? new CancelledError() : future.value;
}
