/** How a task waits for a future, its own kind or another, and when it goes on. */
import { CancelledError, ValueError, type AbstractEventLoop, type Context, type Coroutine } from '../../spec';
import { expect, isKind, suite } from '../support';
import { recorded, type Request } from './recorded-coroutine';

type Listener = (future: DuckFuture) => unknown;

/** The least a task may ask of a future, each call recorded. */
class DuckFuture {
  _asyncioFutureBlocking = false;
  readonly trace: string[] = [];
  readonly contexts: unknown[] = [];
  readonly cancelArgs: unknown[][] = [];
  refuses = false;
  #listeners: [Listener, Context][] = [];
  #outcome: { readonly value?: unknown; readonly error?: unknown } | undefined;

  constructor(private readonly loop: AbstractEventLoop) {}

  getLoop(): AbstractEventLoop {
    return this.loop;
  }

  addDoneCallback(callback: Listener, options: { context: Context }): void {
    this.trace.push('addDoneCallback');
    this.contexts.push(options.context);
    this.#listeners.push([callback, options.context]);
  }

  result(): unknown {
    this.trace.push('result');
    if (this.#outcome !== undefined && 'error' in this.#outcome) throw this.#outcome.error;
    return this.#outcome?.value;
  }

  cancel(...args: unknown[]): boolean {
    this.cancelArgs.push(args);
    if (this.refuses || this.#outcome !== undefined) return false;
    this.finish({ error: new CancelledError(...args) });
    return true;
  }

  finish(outcome: { readonly value?: unknown; readonly error?: unknown }): void {
    this.#outcome = outcome;
    for (const [listener, context] of this.#listeners) {
      this.loop.callSoon(() => listener(this), [], { context });
    }
    this.#listeners = [];
  }

  *[Symbol.iterator](): Coroutine {
    this._asyncioFutureBlocking = true;
    yield this;
    // Not result(): its calls are counted as the task's.
    return this.#outcome?.value;
  }
}

export const waitingSuite = suite('task', 'how a task waits', (test) => {
  test('task.step.duck_future_awaitable', 'awaits a future that inherits nothing', async ({ loop, env }) => {
    const duck = new DuckFuture(loop);
    const task = loop.createTask(
      (function* () {
        return yield* duck;
      })(),
    );
    await env.spin(3);
    expect([duck.trace, duck._asyncioFutureBlocking, task.done()]).to.deep.equal([['addDoneCallback'], false, false]);
    duck.finish({ value: 'quack' });
    expect(task.done()).to.equal(false);
    await env.spin(2);
    expect(task.done(), 'the task ends').to.equal(true);
    expect(task.result()).to.equal('quack');
  });

  test('task.step.duck_future_awaitable', 'cancels a task that waits for it', async ({ loop, env }) => {
    const duck = new DuckFuture(loop);
    const task = loop.createTask(
      (function* () {
        return yield* duck;
      })(),
    );
    await env.spin();
    expect(task.cancel()).to.equal(true);
    expect(duck.cancelArgs).to.have.length(1);
    await env.spin(2);
    expect(task.cancelled()).to.equal(true);
  });

  test('task.step.add_done_callback_context_keyword', 'looks at the context it is given', async (world) => {
    const { loop, asyncio, env } = world;
    const v = new asyncio.ContextVar<string>('v', { default: 'default' });
    const duck = new DuckFuture(loop);
    v.set('creation');
    const task = loop.createTask(
      (function* () {
        v.set('body');
        yield* duck;
        return v.get();
      })(),
    );
    await env.spin();
    expect(duck.contexts).to.have.length(1);
    const context = duck.contexts[0] as Context;
    expect(context.get(v), "the task's own context").to.equal('body');
    duck.finish({ value: null });
    await env.spin();
    expect(task.result()).to.equal('body');
  });

  test('task.step.wakeup_reads_result', 'counts the calls of result()', async ({ loop, env }) => {
    const requests: Request[] = [];
    const error = new ValueError('why');
    const ducks = [new DuckFuture(loop), new DuckFuture(loop)] as const;
    const task = loop.createTask(
      recorded(
        requests,
        (function* () {
          yield* ducks[0];
          try {
            yield* ducks[1];
          } catch (caught) {
            return caught;
          }
          return 'no error';
        })(),
      ),
    );
    await env.spin();
    ducks[0].finish({ value: 'value' });
    await env.spin();
    ducks[1].finish({ error });
    await env.spin();
    expect(ducks.map((duck) => duck.trace)).to.deep.equal([
      ['addDoneCallback', 'result'],
      ['addDoneCallback', 'result'],
    ]);
    expect(task.done(), 'the task ends').to.equal(true);
    expect(task.result()).to.equal(error);
    expect(requests.map(([what]) => what)).to.deep.equal(['send', 'send', 'throw']);
    expect(requests[2]?.[1]).to.equal(error);
  });

  for (const how of ['set_result', 'set_exception', 'cancel'] as const) {
    test('task.step.not_resumed_inline', `completes by ${how}()`, async ({ loop, env }) => {
      const future = loop.createFuture<string>();
      const trace: string[] = [];
      const tasks = ['a', 'b'].map((name) =>
        loop.createTask(
          (function* () {
            try {
              yield* future;
            } catch {
              trace.push('error');
            }
            trace.push(name);
            return null;
          })(),
        ),
      );
      await env.spin();
      const complete = (): void => {
        if (how === 'set_result') future.setResult('value');
        else if (how === 'set_exception') future.setException(new ValueError('why'));
        else future.cancel();
        trace.push('completed');
      };
      loop.callSoon(complete);
      await env.spin();
      expect(trace).to.deep.equal(['completed']);
      await env.spin();
      expect(trace).to.deep.equal(
        how === 'set_result' ? ['completed', 'a', 'b'] : ['completed', 'error', 'a', 'error', 'b'],
      );
      expect(tasks.map((task) => task.done())).to.deep.equal([true, true]);
    });
  }

  test('task.step.await_task_wakeup_order', 'awaits a child beside other callbacks', async ({ loop, env }) => {
    const trace: string[] = [];
    function* child(): Coroutine<string> {
      yield* [];
      trace.push('child');
      return 'value';
    }
    const result = await env.run(function* () {
      const task = loop.createTask(child());
      loop.callSoon(() => {
        trace.push('p1');
        loop.callSoon(() => trace.push('p2'));
      });
      const value = yield* task;
      trace.push('parent');
      yield;
      return value;
    });
    expect(result).to.equal('value');
    expect(trace).to.deep.equal(['child', 'p1', 'parent', 'p2']);
  });

  test('task.done_callback.next_iteration', 'queues a callback in the last step', async ({ loop, env }) => {
    const trace: unknown[] = [];
    const task = loop.createTask(
      (function* () {
        yield* [];
        loop.callSoon(() => trace.push('queued'));
        trace.push('body');
        return null;
      })(),
    );
    for (const name of ['a', 'b']) task.addDoneCallback((done) => trace.push(name, done === task, done.done()));
    await env.spin();
    expect([...trace, task.done()]).to.deep.equal(['body', true]);
    await env.spin();
    expect(trace).to.deep.equal(['body', 'queued', 'a', true, true, 'b', true, true]);
    await env.spin(2);
    expect(trace).to.have.length(8);
  });

  for (const how of ['fails', 'is cancelled'] as const) {
    test('task.done_callback.next_iteration', `the task ${how}`, async ({ loop, asyncio, env }) => {
      const trace: unknown[] = [];
      const task = loop.createTask(
        (function* () {
          try {
            yield* asyncio.sleep(how === 'fails' ? 0 : 60);
          } finally {
            trace.push('body');
          }
          throw new ValueError('why');
        })(),
      );
      task.addDoneCallback((done) => trace.push('called', done.cancelled()));
      await env.spin();
      if (how === 'is cancelled') task.cancel();
      while (!task.done()) await env.spin();
      expect(trace).to.deep.equal(['body']);
      await env.spin();
      expect(trace).to.deep.equal(['body', 'called', how === 'is cancelled']);
      if (how === 'fails') expect(isKind(task.exception(), ValueError)).to.equal(true);
    });
  }

  test('task.private.fut_waiter', 'looks before, during and after the wait', async ({ loop, env }) => {
    const future = loop.createFuture<string>();
    const task = loop.createTask(
      (function* () {
        yield;
        return yield* future;
      })(),
    );
    expect(task._futWaiter ?? null, 'before the first step').to.equal(null);
    await env.spin();
    expect(task._futWaiter ?? null, 'at a bare yield').to.equal(null);
    await env.spin();
    expect(task._futWaiter, 'while waiting').to.equal(future);
    future.setResult('value');
    await env.spin();
    expect(task.result()).to.equal('value');
    expect(task._futWaiter ?? null, 'after the end').to.equal(null);
  });

  test('task.private.must_cancel', 'cancels before the first step and at a bare yield', async ({ loop, env }) => {
    const seen: unknown[] = [];
    const task = loop.createTask(
      (function* () {
        yield* [];
      })(),
    );
    seen.push(task._mustCancel);
    task.cancel();
    seen.push(task._mustCancel);
    await env.spin();
    seen.push(task._mustCancel, task.cancelled());
    const future = loop.createFuture();
    const waiting = loop.createTask(
      (function* () {
        yield* future;
      })(),
    );
    await env.spin();
    waiting.cancel();
    seen.push(waiting._mustCancel);
    await env.spin(2);
    expect([...seen, waiting.cancelled()]).to.deep.equal([false, true, false, true, false, true]);
  });

  test('task.private.must_cancel', 'cancels itself and then waits, or ends', async ({ loop, asyncio, env }) => {
    const flags: boolean[] = [];
    function* body(waits: boolean): Coroutine<null> {
      yield* [];
      const own = asyncio.currentTask();
      own?.cancel();
      flags.push(own?._mustCancel === true);
      if (waits) yield* loop.createFuture();
      return null;
    }
    const waiting = loop.createTask(body(true));
    const ending = loop.createTask(body(false));
    await env.spin();
    expect([waiting.done(), ending.cancelled()]).to.deep.equal([false, true]);
    flags.push(waiting._mustCancel, ending._mustCancel);
    await env.spin(2);
    expect(waiting.cancelled()).to.equal(true);
    expect([...flags, waiting._mustCancel]).to.deep.equal([true, true, false, false, false]);
  });
});
