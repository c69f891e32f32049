/** Tasks of a third party, as libraries bring them. */
import { CancelledError, ExceptionGroup, TimeoutError, type Coroutine, type Task } from '../../spec';
import { expect, isKind, raisedBy, rejects, suite } from '../support';
import { ThirdPartyTask } from './third-party-task';

/** The same class in Python; the tests put their code behind it. */
const PYTHON_TASK = `
import asyncio
class MiniTask:
    _asyncio_future_blocking = False
    _cancel_message = None
    def __init__(self, coro, loop):
        self._coro, self._loop = coro, loop
        self._outcome = loop.create_future()
        self._waiter, self._cancel_next, self._requests = None, False, 0
        asyncio._register_task(self)
        loop.call_soon(self._step)
    def get_loop(self): return self._loop
    def get_name(self): return 'mini'
    def set_name(self, name): pass
    def _make_cancelled_error(self): return asyncio.CancelledError()
    def done(self): return self._outcome.done()
    def cancelled(self): return self._outcome.cancelled()
    def result(self): return self._outcome.result()
    def exception(self): return self._outcome.exception()
    def add_done_callback(self, callback, *, context=None):
        self._outcome.add_done_callback(lambda _: callback(self), context=context)
    def remove_done_callback(self, callback): return 0
    def cancelling(self): return self._requests
    def uncancel(self):
        self._requests -= 1
        return self._requests
    def cancel(self, msg=None):
        if self.done(): return False
        self._requests += 1
        if self._waiter is None or not self._waiter.cancel(): self._cancel_next = True
        return True
    def __await__(self):
        if not self.done():
            self._asyncio_future_blocking = True
            yield self
        return self.result()
    __iter__ = __await__
    def _step(self, exc=None):
        if self._cancel_next:
            self._cancel_next, exc = False, asyncio.CancelledError()
        self._waiter = None
        asyncio._enter_task(self._loop, self)
        try:
            future = self._coro.send(None) if exc is None else self._coro.throw(exc)
        except StopIteration as stop:
            asyncio._unregister_task(self)
            self._outcome.set_result(stop.value)
        except asyncio.CancelledError:
            asyncio._unregister_task(self)
            self._outcome.cancel()
        except Exception as error:
            asyncio._unregister_task(self)
            self._outcome.set_exception(error)
        else:
            if future is None:
                self._loop.call_soon(self._step)
            else:
                future._asyncio_future_blocking = False
                self._waiter = future
                future.add_done_callback(self._wake)
        finally:
            asyncio._leave_task(self._loop, self)
    def _wake(self, future):
        try: future.result()
        except BaseException as error: self._step(error)
        else: self._step()
`;

function python(source: string): string {
  const lines = source.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  return PYTHON_TASK + lines.map((line) => line.slice(margin)).join('\n');
}

export const thirdPartySuite = suite('lifetime', 'tasks of a third party', (test) => {
  const ts = { on: 'typescript' } as const;

  const py = { on: 'python' } as const;

  test(
    'lifetime.third_party.current_and_all',
    'looks at itself from inside',
    async ({ loop, asyncio, env }) => {
      const body = function* (): Coroutine<unknown[]> {
        yield;
        yield* asyncio.sleep(0.001);
        const all = asyncio.allTasks() as ReadonlySet<unknown>;
        return [(asyncio.currentTask() as unknown) === task, all.has(task), all.size];
      };
      const task: ThirdPartyTask<unknown[]> = new ThirdPartyTask(asyncio, loop, body());
      const seen = await env.run(function* () {
        const result = yield* task;
        return [...result, (asyncio.allTasks() as ReadonlySet<unknown>).has(task)];
      });
      expect(seen).to.deep.equal([true, true, 2, false]);
    },
    ts,
  );

  test(
    'lifetime.third_party.current_and_all',
    'looks at itself from inside, in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        python(`
      async def body():
          await asyncio.sleep(0)
          return asyncio.current_task() is task, asyncio.all_tasks() == {task}
      task = MiniTask(body(), loop)
      task.add_done_callback(lambda _: loop.stop())
      loop.run_forever()
      return [list(task.result()), asyncio.all_tasks(loop) == set()]
      `),
        { loop },
      );
      expect(result).to.deep.equal([[true, true], true]);
    },
    py,
  );

  test(
    'lifetime.third_party.interoperates',
    'awaits and is awaited, and comes from a factory',
    async ({ loop, asyncio, env }) => {
      const builtIn = new asyncio.Task(
        (function* (): Coroutine<string> {
          yield;
          return 'built-in';
        })(),
        { loop },
      );
      const third = new ThirdPartyTask(
        asyncio,
        loop,
        (function* (): Coroutine<string> {
          return `third saw ${yield* builtIn}`;
        })(),
      );
      loop.setTaskFactory((own, coro) => new ThirdPartyTask(asyncio, own, coro) as unknown as Task);
      const trace = await env.run(function* () {
        const own: unknown = asyncio.currentTask();
        const made = loop.createTask(
          (function* (): Coroutine<string> {
            yield* asyncio.sleep(0);
            return 'made';
          })(),
        );
        const gathered = yield* asyncio.gather<string>([
          made,
          third,
          (function* (): Coroutine<string> {
            return 'coroutine';
          })(),
        ]);
        return [own instanceof ThirdPartyTask, (made as unknown) instanceof ThirdPartyTask, ...gathered];
      });
      expect(trace).to.deep.equal([true, true, 'made', 'third saw built-in', 'coroutine']);
    },
    ts,
  );

  test(
    'lifetime.third_party.interoperates',
    'awaits and is awaited, and comes from a factory, in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        python(`
      async def value(v):
          await asyncio.sleep(0)
          return v
      built_in = asyncio.Task(value('built-in'), loop=loop)
      async def third_body(): return 'third saw ' + await built_in
      third = MiniTask(third_body(), loop)
      loop.set_task_factory(lambda loop, coro, **kwargs: MiniTask(coro, loop))
      async def main():
          made = loop.create_task(value('made'))
          return [type(asyncio.current_task()).__name__, type(made).__name__] + await asyncio.gather(made, third, value('coroutine'))
      return loop.run_until_complete(main())
      `),
        { loop },
      );
      expect(result).to.deep.equal(['MiniTask', 'MiniTask', 'made', 'third saw built-in', 'coroutine']);
    },
    py,
  );

  test(
    'lifetime.third_party.structured_concurrency',
    'times out, and fails in a group',
    async ({ loop, asyncio, env }) => {
      loop.setTaskFactory((own, coro) => new ThirdPartyTask(asyncio, own, coro) as unknown as Task);
      const trace: string[] = [];
      await env.run(function* () {
        yield* raisedBy(TimeoutError, () => asyncio.timeout(env.tick).run(() => asyncio.sleep(60)), 'timeout()');
        trace.push('timed out');
        const group = new asyncio.TaskGroup();
        yield* raisedBy(ExceptionGroup, () =>
          group.run(function* (own) {
            own.createTask(
              (function* (): Coroutine<void> {
                try {
                  yield* asyncio.sleep(60);
                } catch (error) {
                  trace.push(isKind(error, CancelledError) ? 'sibling cancelled' : String(error));
                  throw error;
                }
              })(),
            );
            own.createTask(
              (function* (): Coroutine<void> {
                yield;
                throw new RangeError('child');
              })(),
            );
            yield;
          }),
        );
        trace.push('group failed');
      });
      expect(trace).to.deep.equal(['timed out', 'sibling cancelled', 'group failed']);
    },
    ts,
  );

  test(
    'lifetime.third_party.structured_concurrency',
    'times out, and fails in a group, in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        python(`
      loop.set_task_factory(lambda loop, coro, **kwargs: MiniTask(coro, loop))
      trace = []
      async def sibling():
          try: await asyncio.sleep(60)
          except asyncio.CancelledError:
              trace.append('sibling cancelled')
              raise
      async def child():
          await asyncio.sleep(0)
          raise ValueError
      async def main():
          try:
              async with asyncio.timeout(0.01): await asyncio.sleep(60)
          except TimeoutError: trace.append('timed out')
          try:
              async with asyncio.TaskGroup() as group:
                  group.create_task(sibling())
                  group.create_task(child())
          except BaseException as error: trace.append(type(error).__name__)
      loop.run_until_complete(main())
      return trace
      `),
        { loop },
      );
      expect(result).to.deep.equal(['timed out', 'sibling cancelled', 'ExceptionGroup']);
    },
    py,
  );

  test(
    'lifetime.third_party.cancelled_by_runner',
    'leaves a task behind in run()',
    async ({ asyncio, subject }) => {
      let left: ThirdPartyTask | undefined;
      const trace: string[] = [];
      await asyncio.run(
        (function* (): Coroutine<void> {
          const loop = asyncio.getRunningLoop();
          left = new ThirdPartyTask(
            asyncio,
            loop,
            (function* () {
              try {
                yield* asyncio.sleep(60);
              } catch (error) {
                trace.push('cancelled');
                throw error;
              }
            })(),
          );
          yield;
          yield;
        })(),
        { loopFactory: () => subject.newEventLoop() as never },
      );
      expect(trace).to.deep.equal(['cancelled']);
      await rejects(CancelledError, () => Promise.resolve().then(() => left?.result()));
    },
    ts,
  );

  test(
    'lifetime.third_party.cancelled_by_runner',
    'leaves a task behind in run(), in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        python(`
      import sys
      kept = []
      async def main():
          kept.append(MiniTask(asyncio.sleep(60), asyncio.get_running_loop()))
          await asyncio.sleep(0.001)
      if sys.version_info >= (3, 12):
          asyncio.run(main(), loop_factory=new_loop)
      else:
          class Policy(asyncio.DefaultEventLoopPolicy):
              def new_event_loop(self): return new_loop()
          asyncio.set_event_loop_policy(Policy())
          try: asyncio.run(main())
          finally: asyncio.set_event_loop_policy(None)
      return [kept[0].cancelled(), kept[0].get_loop().is_closed()]
      `),
        { loop },
      );
      expect(result).to.deep.equal([true, true]);
    },
    py,
  );
});
