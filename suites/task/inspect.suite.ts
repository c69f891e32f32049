/** What a task shows to a person: its repr, and its stack. */
import { ValueError } from '../../spec';
import type { Coroutine, Task } from '../../spec';
import { expect, raises, suite } from '../support';
import { recorded, returning } from './recorded-coroutine';

export const inspectSuite = suite('task', 'repr and stack', (test) => {
  test('task.repr.states', 'looks in five states', async ({ loop, env }) => {
    const future = loop.createFuture();
    function* body(): Coroutine {
      return yield* future;
    }
    const task = loop.createTask(body(), { name: 'N' });
    const texts = [String(task)];
    await env.spin();
    texts.push(String(task));
    future.setResult('value');
    await env.spin();
    texts.push(String(task));
    expect(texts[0])
      .to.match(/Task pending/)
      .and.match(/name='?N/)
      .and.match(/coro=/);
    expect(texts[1])
      .to.match(/Task pending/)
      .and.match(/wait_for=/);
    expect(texts[2])
      .to.match(/Task finished/)
      .and.match(/result=/)
      .and.match(/name='?N/);
    const cancelled = loop.createTask(body());
    cancelled.cancel();
    await env.spin();
    expect(String(cancelled)).to.match(/Task cancelled/);
  });

  test(
    'task.repr.states',
    'looks at the task of a coroutine that is no generator',
    async ({ loop, env }) => {
      const coro = Object.assign(recorded([], returning(1)), { toString: () => 'of its own making' });
      const task = loop.createTask(coro, { name: 'N' });
      expect(String(task)).to.equal("<Task pending name='N' coro=<of its own making>>");
      await env.spin();
      expect(task.result()).to.equal(1);
    },
    { on: 'typescript' },
  );

  test('task.repr.cancelling', 'looks between the request and its delivery', async ({ loop, env }) => {
    const task = loop.createTask(
      (function* () {
        yield* loop.createFuture();
      })(),
      { name: 'N' },
    );
    await env.spin();
    task.cancel();
    expect(String(task))
      .to.match(/Task cancelling/)
      .and.match(/name='?N/);
    await env.spin();
    expect(String(task)).to.match(/Task cancelled/);
  });

  test('task.get_stack.suspended_one_frame', 'suspends two coroutines deep', ({ loop, env }) => {
    const result = env.python.exec(
      `
      async def inner(): await loop.create_future()
      async def outer(): await inner()
      async def value(): return 1
      def names(task): return [frame.f_code.co_name for frame in task.get_stack()]
      task, done = loop.create_task(outer()), loop.create_task(value())
      seen = []
      loop.call_soon(lambda: (seen.append(names(task)), seen.append(names(done)), task.cancel()))
      loop.run_until_complete(asyncio.wait([task]))
      return seen + [names(task)]
      `,
      { loop },
    );
    expect(result).to.deep.equal([['outer'], [], []]);
  });

  test('task.get_stack.failed_traceback', 'fails two coroutines deep', ({ loop, env }) => {
    const result = env.python.exec(
      `
      async def inner(): raise ValueError
      async def outer(): await inner()
      task = loop.create_task(outer())
      loop.run_until_complete(asyncio.wait([task]))
      def names(**kw): return [frame.f_code.co_name for frame in task.get_stack(**kw)]
      try: task.get_stack(1)
      except TypeError: refused = True
      task.exception()
      return [names()[-2:], names(limit=1) == names()[:1], names(limit=0), refused]
      `,
      { loop },
    );
    expect(result).to.deep.equal([['outer', 'inner'], true, [], true]);
  });

  test(
    'task.print_stack.heading',
    'prints three tasks',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import io
      async def waits(): await loop.create_future()
      async def fails(): raise ValueError('why')
      async def value(): return 1
      tasks = [loop.create_task(coro()) for coro in (waits, fails, value)]
      name = type(tasks[0]).__name__
      loop.run_until_complete(asyncio.wait(tasks[1:]))
      texts = []
      for task in tasks:
          file = io.StringIO(); task.print_stack(file=file); texts.append(file.getvalue())
      tasks[0].cancel(); tasks[1].exception()
      loop.run_until_complete(asyncio.wait(tasks))
      return [texts[0].startswith('Stack for <' + name), texts[1].startswith('Traceback for <' + name),
              'ValueError: why' in texts[1], texts[2].startswith('No stack for <' + name)]
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, true, true, true]);
    },
    { on: 'python' },
  );

  test(
    'task.print_stack.heading',
    'prints a task that waits, failed and ended',
    async ({ loop, env }) => {
      const gate = loop.createFuture();
      function* body(fails: boolean): Coroutine<void> {
        yield* gate;
        if (fails) throw new ValueError('of the task');
      }
      const [good, bad] = [
        loop.createTask(body(false), { name: 'good' }),
        loop.createTask(body(true), { name: 'bad' }),
      ];
      const print = (task: Task): readonly string[] => {
        let text = '';
        task.printStack({
          file: {
            write: (part: string) => {
              text += part;
            },
          },
        });
        expect(text.endsWith('\n')).to.equal(true);
        return text.trimEnd().split('\n');
      };
      await env.spin();
      expect(print(good)[0]).to.match(/^Stack for <Task pending name='?good.* \(most recent call last\):$/);
      expect(print(good)).to.have.length.above(1);
      expect(good.getStack()).to.have.lengthOf(1);
      expect(good.getStack({ limit: 0 })).to.have.lengthOf(0);
      gate.setResult(null);
      await env.spin(2);
      expect(print(bad)[0]).to.match(/^Traceback for <Task finished name='?bad.* \(most recent call last\):$/);
      expect(print(bad).at(-1)).to.match(/ValueError.*of the task/);
      expect(bad.getStack()).to.have.length.above(0);
      expect(print(good)).to.have.lengthOf(1);
      expect(print(good)[0]).to.match(/^No stack for <Task finished name='?good.*>$/);
      expect(good.getStack()).to.have.lengthOf(0);
      raises(TypeError, () => good.getStack(1 as never));
      raises(TypeError, () => good.getStack({ lines: 1 } as never));
      expect(bad.exception()).to.be.instanceOf(ValueError);
    },
    { on: 'typescript' },
  );

  test(
    'task.repr.states',
    'looks at it word for word',
    async ({ loop, env }) => {
      const gate = loop.createFuture();
      const task = loop.createTask(
        (function* () {
          yield* gate;
        })(),
        { name: 'N' },
      );
      const texts = [String(task)];
      await env.spin();
      texts.push(String(task));
      gate.setResult(null);
      await env.spin();
      texts.push(String(task));
      expect(texts[0]).to.equal("<Task pending name='N' coro=<generator>>");
      expect(texts[1]).to.match(/^<Task pending name='N' coro=<generator> wait_for=<Future pending cb=\[.*\]>>$/);
      expect(texts[2]).to.equal("<Task finished name='N' coro=<generator> result=None>");
    },
    { on: 'typescript' },
  );

  test(
    'task.get_stack.answers',
    'asks in four states',
    async ({ loop, env }) => {
      const texts: string[] = [];
      const ask = (task: Task): void => {
        expect(Array.isArray(task.getStack()), 'get_stack() returns a list').to.equal(true);
        task.printStack({ file: { write: (text: string) => texts.push(text) } });
      };
      const gate = loop.createFuture();
      const tasks = ['waits', 'fails', 'ends'].map((what) =>
        loop.createTask(
          (function* (): Coroutine<void> {
            if (what === 'waits') yield* gate;
            if (what === 'fails') throw new ValueError('why');
          })(),
        ),
      );
      for (const task of tasks) ask(task);
      await env.spin();
      for (const task of tasks) ask(task);
      tasks[0]?.cancel();
      await env.spin();
      for (const task of tasks) ask(task);
      expect(texts.length).to.be.at.least(9);
      expect(tasks[1]?.exception()).to.be.instanceOf(ValueError);
    },
    { on: 'typescript' },
  );

  test(
    'task.get_stack.answers',
    'asks in four states, in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import io
      async def waits(): await asyncio.sleep(60)
      async def fails(): raise ValueError
      async def ends(): pass
      tasks = [loop.create_task(coro()) for coro in (waits, fails, ends)]
      answers = []
      def ask():
          for task in tasks:
              file = io.StringIO()
              task.print_stack(file=file)
              answers.append(isinstance(task.get_stack(), list) and file.getvalue() != '')
      def run():
          loop.call_later(0.01, loop.stop)
          loop.run_forever()
      ask(); run(); ask()
      tasks[0].cancel()
      run(); ask()
      tasks[1].exception()
      return answers
      `,
        { loop },
      );
      expect(result).to.deep.equal(Array.from({ length: 9 }, () => true));
    },
    { on: 'python' },
  );

  test(
    'task.repr.states',
    'looks in Python for coroutine, waited for and callbacks',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      async def body(gate): return await gate
      def ended(task): pass
      gate = loop.create_future()
      task = loop.create_task(body(gate), **({'name': 'N'} if sys.version_info >= (3, 8) else {}))
      task.add_done_callback(ended)
      texts = [repr(task)]
      def run():
          loop.call_soon(loop.stop)
          loop.run_forever()
      run(); texts.append(repr(task))
      gate.set_result(5)
      run(); run(); texts.append(repr(task))
      return texts
      `,
        { loop },
      ) as readonly string[];
      for (const text of result)
        expect(text)
          .to.match(/name='N'/)
          .and.match(/coro=<.*body/);
      expect(result[0])
        .to.match(/pending/)
        .and.match(/cb=\[.*ended/);
      expect(result[1])
        .to.match(/pending/)
        .and.match(/wait_for=<.*pending/)
        .and.match(/cb=\[.*ended/);
      expect(result[2])
        .to.match(/finished/)
        .and.match(/result=5/)
        .and.not.match(/wait_for|cb=/);
    },
    { on: 'python' },
  );
});
