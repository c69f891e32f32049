/** What a task shows to a person: its repr, and its stack. */
import type { Coroutine } from '../../spec';
import { expect, suite } from '../support';

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

  test('task.print_stack.file', 'prints three tasks', ({ loop, env }) => {
    const result = env.python.exec(
      `
      import io
      async def waits(): await loop.create_future()
      async def fails(): raise ValueError('why')
      async def value(): return 1
      tasks = [loop.create_task(coro()) for coro in (waits, fails, value)]
      loop.run_until_complete(asyncio.wait(tasks[1:]))
      texts = []
      for task in tasks:
          file = io.StringIO(); task.print_stack(file=file); texts.append(file.getvalue())
      tasks[0].cancel(); tasks[1].exception()
      loop.run_until_complete(asyncio.wait(tasks))
      return [texts[0].startswith('Stack for <Task'), texts[1].startswith('Traceback for <Task'),
              'ValueError: why' in texts[1], texts[2].startswith('No stack for <Task')]
      `,
      { loop },
    );
    expect(result).to.deep.equal([true, true, true, true]);
  });
});
