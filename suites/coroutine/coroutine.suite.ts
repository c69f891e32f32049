/** What counts as a coroutine. */
import type { Coroutine } from '../../spec';
import { expect, suite } from '../support';

/** An object with the methods of a coroutine, which ends at once. */
function lookAlike(): object {
  return {
    next: () => ({ done: true, value: 42 }),
    throw: (error: unknown) => {
      throw error;
    },
    return: () => ({ done: true, value: undefined }),
    [Symbol.iterator](): unknown {
      return this;
    },
  };
}

export const coroutineSuite = suite('coroutine', 'coroutines', (test) => {
  const ts = { on: 'typescript' } as const;
  const py = { on: 'python' } as const;

  test(
    'coroutine.iscoroutine.native',
    'asks a generator and the function that made it',
    ({ asyncio }) => {
      const make = function* (): Coroutine<void> {};
      const coroutine = make();
      expect(asyncio.iscoroutine(coroutine)).to.equal(true);
      expect(asyncio.iscoroutine(make)).to.equal(false);
      expect(asyncio.iscoroutine(() => {})).to.equal(false);
      coroutine.return();
    },
    ts,
  );

  const pythonTests = [
    [
      'coroutine.iscoroutine.native',
      'asks a coroutine and the function that made it',
      `
      async def make(): pass
      c = make()
      result = [asyncio.iscoroutine(c), asyncio.iscoroutine(make), asyncio.iscoroutine(lambda: None)]
      c.close()
      return result
      `,
      [true, false, false],
    ],
    [
      'coroutine.iscoroutine.generator_true',
      'runs a plain generator',
      `
      def make():
          yield
          return 'ran'
      return [asyncio.iscoroutine(make()), loop.run_until_complete(asyncio.Task(make(), loop=loop))]
      `,
      [true, 'ran'],
    ],
    [
      'coroutine.iscoroutine.generator_false',
      'refuses a plain generator',
      `
      def make(): yield
      def refused(call):
          try: call()
          except TypeError: return True
          return False
      return [asyncio.iscoroutine(make()), refused(lambda: asyncio.Task(make(), loop=loop)), refused(lambda: loop.create_task(make())), refused(lambda: asyncio.ensure_future(make(), loop=loop))]
      `,
      [false, true, true, true],
    ],
    [
      'coroutine.types_coroutine.awaitable_only',
      'awaits a generator of types.coroutine',
      `
      import types
      @types.coroutine
      def make():
          yield
          return 'value'
      try: loop.create_task(make())
      except TypeError: refused = True
      else: refused = False
      return [asyncio.iscoroutine(make()), refused, loop.run_until_complete(make()), loop.run_until_complete(asyncio.ensure_future(make(), loop=loop))]
      `,
      [false, true, 'value', 'value'],
    ],
    [
      'coroutine.iscoroutine.duck_true',
      'asks look-alikes and registered classes',
      `
      import collections.abc
      class Duck:
          def send(self, v): raise StopIteration
          def throw(self, *a): raise StopIteration
          def close(self): pass
          def __await__(self): return self
      class Registered: pass
      collections.abc.Coroutine.register(Registered)
      return [asyncio.iscoroutine(Duck()), asyncio.iscoroutine(Duck()), asyncio.iscoroutine(Registered())]
      `,
      [true, true, true],
    ],
    [
      'coroutine.iscoroutine.incomplete_duck_false',
      'asks look-alikes that lack a method',
      `
      names = ['send', 'throw', 'close', '__await__']
      whole = type('Whole', (), {name: lambda self, *a: None for name in names})
      result = [asyncio.iscoroutine(whole())]
      for missing in names:
          result.append(asyncio.iscoroutine(type('Part', (), {name: lambda self, *a: None for name in names if name != missing})()))
      return result
      `,
      [true, false, false, false, false],
    ],
    [
      'coroutine.iscoroutine.others_false',
      'asks futures, tasks and plain values',
      `
      async def agen(): yield
      async def body(): pass
      future, task = loop.create_future(), loop.create_task(body())
      result = [asyncio.iscoroutine(x) for x in (future, task, agen(), 1, None, 'text')]
      loop.run_until_complete(task)
      return result
      `,
      [false, false, false, false, false, false],
    ],
    [
      'coroutine.iscoroutine.repeat_consistent',
      'asks about a hundred and fifty classes',
      `
      names = ['send', 'throw', 'close', '__await__']
      make = lambda names: type('Duck', (), {name: lambda self, *a: None for name in names})()
      good, bad = make(names), make(names[1:])
      first = [asyncio.iscoroutine(good), asyncio.iscoroutine(bad)]
      between = all(asyncio.iscoroutine(make(names)) for _ in range(150))
      return [first, between, [asyncio.iscoroutine(good), asyncio.iscoroutine(bad)]]
      `,
      [[true, false], true, [true, false]],
    ],
    [
      'coroutine.iscoroutinefunction.basic',
      'asks five kinds of functions',
      `
      import functools, warnings
      warnings.simplefilter('ignore')
      async def coro(): pass
      async def agen(): yield
      def gen(): yield
      def plain(): pass
      return [asyncio.iscoroutinefunction(f) for f in (coro, functools.partial(coro), plain, gen, agen)]
      `,
      [true, true, false, false, false],
    ],
    [
      'coroutine.duck.run_by_task',
      'runs a look-alike in three ways',
      `
      class Duck:
          def send(self, v): raise StopIteration(42)
          def throw(self, *a): raise StopIteration
          def close(self): pass
          def __await__(self): return self
      return [loop.run_until_complete(asyncio.Task(Duck(), loop=loop)), loop.run_until_complete(Duck()), loop.run_until_complete(asyncio.ensure_future(Duck(), loop=loop))]
      `,
      [42, 42, 42],
    ],
    [
      'coroutine.gc.unawaited_warning',
      'cancels a task before it starts, and drops a coroutine',
      `
      import gc, warnings
      async def body(): pass
      with warnings.catch_warnings(record=True) as caught:
          warnings.simplefilter('always')
          task = loop.create_task(body())
          task.cancel()
          loop.call_soon(loop.call_soon, loop.stop)
          loop.run_forever()
          del task
          gc.collect()
          owned = sum('never awaited' in str(w.message) for w in caught)
          body()
          gc.collect()
      return [owned, sum('never awaited' in str(w.message) for w in caught)]
      `,
      [0, 1],
    ],
  ] as const;
  for (const [clause, title, source, expected] of pythonTests) {
    test(
      clause,
      title,
      ({ loop, env }) => {
        const asyncio = env.python.exec('import asyncio\nreturn asyncio');
        expect(env.python.exec(source, { loop, asyncio })).to.deep.equal(expected);
      },
      py,
    );
  }

  test(
    'coroutine.iscoroutine.duck_true',
    'asks a look-alike twice',
    ({ asyncio }) => {
      const object = lookAlike();
      expect([asyncio.iscoroutine(object), asyncio.iscoroutine(object)]).to.deep.equal([true, true]);
    },
    ts,
  );

  test(
    'coroutine.iscoroutine.incomplete_duck_false',
    'asks look-alikes that lack a method, in TypeScript',
    ({ asyncio }) => {
      expect(asyncio.iscoroutine(lookAlike())).to.equal(true);
      for (const missing of ['next', 'throw', 'return']) {
        expect(asyncio.iscoroutine({ ...lookAlike(), [missing]: undefined }), `without ${missing}`).to.equal(false);
      }
    },
    ts,
  );

  test(
    'coroutine.iscoroutine.others_false',
    'asks futures, tasks, promises and plain values',
    async ({ asyncio, loop, env }) => {
      const task = loop.createTask((function* (): Coroutine<void> {})());
      const values = [
        loop.createFuture(),
        task,
        Promise.resolve(),
        (async function* () {})(),
        1,
        null,
        undefined,
        'text',
        [],
        new Map(),
      ];
      for (const value of values) expect(asyncio.iscoroutine(value), String(value)).to.equal(false);
      await env.spin(2);
      expect(task.done()).to.equal(true);
    },
    ts,
  );

  test(
    'coroutine.iscoroutine.repeat_consistent',
    'asks again after many others',
    ({ asyncio }) => {
      const [good, bad] = [lookAlike(), { next: () => {} }];
      const ask = (): boolean[] => [asyncio.iscoroutine(good), asyncio.iscoroutine(bad)];
      const first = ask();
      for (let i = 0; i < 150; i++) expect(asyncio.iscoroutine(lookAlike())).to.equal(true);
      expect([first, ask()]).to.deep.equal([
        [true, false],
        [true, false],
      ]);
    },
    ts,
  );

  test(
    'coroutine.iscoroutinefunction.basic',
    'asks generator functions and others',
    ({ asyncio }) => {
      expect(asyncio.iscoroutinefunction(function* () {})).to.equal(true);
      for (const other of [() => {}, async () => {}, async function* () {}, class {}, 1, null]) {
        expect(asyncio.iscoroutinefunction(other), String(other)).to.equal(false);
      }
    },
    ts,
  );

  test(
    'coroutine.duck.run_by_task',
    'runs a look-alike in three ways, in TypeScript',
    async ({ asyncio, loop, env }) => {
      const run = (awaitable: object): Promise<unknown> =>
        env.patience.bound(loop.runUntilComplete(awaitable as Coroutine), 'the look-alike');
      expect(await run(new asyncio.Task(lookAlike() as Coroutine, { loop }))).to.equal(42);
      expect(await run(lookAlike())).to.equal(42);
      expect(await run(asyncio.ensureFuture(lookAlike() as Coroutine, { loop }))).to.equal(42);
    },
    ts,
  );
});
