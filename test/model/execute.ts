/** Executes a program on a machine and returns the trace: what ran, in which order, and how everything ended. */
import { CancelledError } from '../../spec';
import type { Coroutine } from '../../spec';
import type { MachineFuture, MachineHandle, MachineLoop, MachineTask, MakeMachine } from './machine';
import type { Operation, Program, Step } from './program';

/** Iterations that a program gets before what is pending is cancelled, and after. */
const TURNS = 24;
const TURNS_TO_END = 6;
const ROUNDS_TO_END = 8;
/** More objects than this are not made: callbacks that make callbacks must end. */
const LIMIT = 60;

/** Every program finds a few futures to wait for. */
const BEGINNING: Program = [{ op: 'createFuture' }, { op: 'createFuture' }, { op: 'createFuture' }];

export async function execute(program: Program, make: MakeMachine): Promise<string[]> {
  let now = 0;
  const machine = await make(() => now);
  const execution = new Execution(machine.loop);
  const { loop } = machine;
  machine.onReport((error) => execution.note(`report ${nameOf(error)}`));
  /** Keeps the loop awake, turns its clock once an iteration, and stops it after `turns` of them. */
  const run = async (turns: number): Promise<void> => {
    let left = turns;
    const beat = (): void => {
      now += 1;
      left -= 1;
      if (left > 0) loop.callSoon(beat);
      else loop.stop();
    };
    loop.callSoon(beat);
    while (left > 0) {
      await loop.runForever();
      execution.note(left > 0 ? 'stopped early' : 'stopped');
    }
  };
  try {
    execution.perform(BEGINNING, 'main');
    execution.perform(program, 'main');
    await run(TURNS);
    for (let round = 0; round < ROUNDS_TO_END && execution.cancelPending(); round++) await run(TURNS_TO_END);
    execution.summarise();
  } finally {
    await machine.close();
  }
  return execution.trace;
}

class Execution {
  readonly trace: string[] = [];
  readonly #loop: MachineLoop;
  readonly #handles: MachineHandle[] = [];
  readonly #futures: MachineFuture[] = [];
  readonly #tasks: MachineTask[] = [];
  readonly #callbacks: { readonly future: number; readonly call: (future: MachineFuture) => unknown }[] = [];
  #names = 0;

  constructor(loop: MachineLoop) {
    this.#loop = loop;
  }

  note(text: string): void {
    this.trace.push(text);
  }

  perform(operations: readonly Operation[], where: string): void {
    for (const operation of operations) this.#perform(operation, where);
  }

  /** Whether there was anything left to cancel. */
  cancelPending(): boolean {
    const pending = this.#tasks.filter((task) => !task.done());
    for (const task of pending) task.cancel();
    return pending.length > 0;
  }

  summarise(): void {
    this.#handles.forEach((handle, i) => this.note(`handle ${i} cancelled=${handle.cancelled()}`));
    this.#futures.forEach((future, i) => this.note(`future ${i} ${describe(future)}`));
    this.#tasks.forEach((task, i) => this.note(`task ${i} ${describe(task)} cancelling=${task.cancelling()}`));
  }

  #perform(operation: Operation, where: string): void {
    const loop = this.#loop;
    switch (operation.op) {
      case 'callSoon': {
        const name = this.#name('soon');
        if (name !== undefined) this.#handles.push(loop.callSoon(() => this.#body(name, operation.body)));
        return;
      }
      case 'callLater': {
        const name = this.#name('later');
        if (name === undefined) return;
        // No two timers are due at the same time: their order would be nobody's promise.
        const delay = operation.delay + this.#names / 1024;
        this.#handles.push(loop.callLater(delay, () => this.#body(name, operation.body)));
        return;
      }
      case 'cancelHandle':
        pick(this.#handles, operation.index, (handle) => handle.cancel());
        return;
      case 'createFuture':
        if (this.#futures.length < LIMIT) this.#futures.push(loop.createFuture());
        return;
      case 'setResult':
        pick(this.#futures, operation.index, (future, i) => {
          if (!future.done()) future.setResult(`result ${i}`);
        });
        return;
      case 'setException':
        pick(this.#futures, operation.index, (future, i) => {
          if (future.done()) return;
          future.setException(new RangeError(`error ${i}`));
          // Retrieved, so that nothing is reported when it is collected.
          future.exception();
        });
        return;
      case 'cancelFuture':
        pick(this.#futures, operation.index, (future, i) =>
          this.note(`${where}: cancel future ${i}: ${future.cancel()}`),
        );
        return;
      case 'addDoneCallback': {
        const name = this.#name('done');
        if (name === undefined) return;
        pick(this.#futures, operation.index, (future, i) => {
          const call = (got: MachineFuture): void => this.#body(`${name} of ${i} ${describe(got)}`, operation.body);
          this.#callbacks.push({ future: i, call });
          future.addDoneCallback(call);
        });
        return;
      }
      case 'removeDoneCallback':
        pick(this.#callbacks, operation.index, ({ future, call }, i) =>
          this.note(`${where}: remove callback ${i}: ${this.#futures[future]?.removeDoneCallback(call) ?? 'none'}`),
        );
        return;
      case 'createTask':
        this.#createTask(operation.steps);
        return;
      case 'cancelTask':
        pick(this.#tasks, operation.index, (task, i) => this.note(`${where}: cancel task ${i}: ${task.cancel()}`));
        return;
      case 'uncancel':
        pick(this.#tasks, operation.index, (task, i) => this.note(`${where}: uncancel task ${i}: ${task.uncancel()}`));
        return;
      case 'stop':
        loop.stop();
        return;
      case 'throw':
        // Outside a callback nobody would catch it.
        if (where !== 'main') throw new RangeError(`from ${where}`);
    }
  }

  #body(name: string, operations: readonly Operation[]): void {
    this.note(`${name} begins`);
    this.perform(operations, name);
    this.note(`${name} ends`);
  }

  #createTask(steps: readonly Step[]): void {
    const name = this.#name('task');
    if (name === undefined) return;
    const index = this.#tasks.length;
    const task = this.#loop.createTask(this.#coroutine(index, name, steps));
    this.#tasks.push(task);
    task.addDoneCallback((done) => this.note(`${name} is done: ${describe(done)}`));
  }

  *#coroutine(index: number, name: string, steps: readonly Step[]): Coroutine {
    this.note(`${name} starts`);
    yield* this.#steps(index, name, steps);
    this.note(`${name} returns`);
    return name;
  }

  *#steps(own: number, name: string, steps: readonly Step[]): Coroutine<void> {
    for (const step of steps) {
      switch (step.op) {
        case 'yield':
          yield;
          this.note(`${name} resumes`);
          break;
        case 'sleep':
          yield* this.#sleep(step.delay);
          this.note(`${name} wakes`);
          break;
        case 'awaitFuture': {
          const future = at(this.#futures, step.index);
          if (future !== undefined) this.note(`${name} got ${String(yield* future)}`);
          break;
        }
        case 'awaitTask': {
          // Only older tasks: a ring of tasks that wait for each other never ends by itself.
          const task = at(this.#tasks.slice(0, own), step.index);
          if (task !== undefined) this.note(`${name} got ${String(yield* task)}`);
          break;
        }
        case 'guard':
          try {
            yield* this.#steps(own, name, step.steps);
          } catch (error) {
            this.note(`${name} caught ${nameOf(error)}`);
          }
          break;
        case 'finally':
          try {
            yield* this.#steps(own, name, step.steps);
          } finally {
            this.note(`${name} cleans up`);
            yield;
            this.note(`${name} has cleaned up`);
          }
          break;
        default:
          this.#perform(step, name);
      }
    }
  }

  /** asyncio.sleep() spelt out, so that the machine needs no module. */
  *#sleep(delay: number): Coroutine<void> {
    if (delay <= 0) {
      yield;
      return;
    }
    const future = this.#loop.createFuture();
    this.#names += 1;
    const timer = this.#loop.callLater(delay + this.#names / 1024, () => {
      if (!future.done()) future.setResult(null);
    });
    try {
      yield* future;
    } finally {
      timer.cancel();
    }
  }

  #name(kind: string): string | undefined {
    if (this.#names >= LIMIT) return undefined;
    return `${kind}${this.#names++}`;
  }
}

function at<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length];
}

function pick<T>(list: readonly T[], index: number, action: (item: T, index: number) => void): void {
  if (list.length > 0) action(list[index % list.length] as T, index % list.length);
}

function describe(future: MachineFuture): string {
  if (!future.done()) return 'pending';
  if (future.cancelled()) return 'cancelled';
  const error = future.exception();
  return error === null ? `= ${String(future.result())}` : `! ${nameOf(error)}`;
}

function nameOf(error: unknown): string {
  if (error instanceof CancelledError) return 'CancelledError';
  return error instanceof Error ? `${error.name}(${error.message})` : String(error);
}
