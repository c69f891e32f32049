/** The names of the parameters are part of the contract: callers pass them by keyword. */
import { expect, suite } from '../support';

export const parameterNamesSuite = suite('abstract', 'names of parameters', (test) => {
  test('abstract.parameter_names', 'schedules by keyword', ({ loop, env }) => {
    const trace = env.python.exec(
      `
      trace = []
      loop.call_soon(callback=lambda: trace.append('soon'))
      loop.call_soon_threadsafe(callback=lambda: trace.append('threadsafe'))
      loop.call_later(delay=0.01, callback=lambda: trace.append('later'))
      loop.call_at(when=loop.time() + 0.03, callback=loop.stop)
      loop.run_forever()
      return trace
      `,
      { loop },
    );
    expect(trace).to.deep.equal(['soon', 'threadsafe', 'later']);
  });

  test('abstract.parameter_names', 'runs, debugs and makes tasks by keyword', ({ loop, env }) => {
    const facts = env.python.exec(
      `
      facts = []
      async def main(): return 'ran'
      facts.append(loop.run_until_complete(future=main()))
      loop.set_debug(enabled=True)
      facts.append(loop.get_debug())
      loop.set_debug(enabled=False)
      factory = lambda loop, coro, **kwargs: asyncio.Task(coro, loop=loop, **kwargs)
      loop.set_task_factory(factory=factory)
      facts.append(loop.get_task_factory() is factory)
      loop.set_task_factory(factory=None)
      task = loop.create_task(coro=main())
      facts.append(loop.run_until_complete(task))
      return facts
      `,
      { loop },
    );
    expect(facts).to.deep.equal(['ran', true, true, 'ran']);
  });

  test('abstract.parameter_names', 'handles errors by keyword', ({ loop, env }) => {
    const facts = env.python.exec(
      `
      kept, facts = loop.get_exception_handler(), []
      handler = lambda loop, context: facts.append(context['message'])
      loop.set_exception_handler(handler=handler)
      loop.call_exception_handler(context={'message': 'one'})
      logging.getLogger('asyncio').disabled = True
      try:
          facts.append(loop.default_exception_handler(context={'message': 'two'}))
      finally:
          logging.getLogger('asyncio').disabled = False
      loop.set_exception_handler(handler=kept)
      return facts
      `,
      { loop },
    );
    expect(facts).to.deep.equal(['one', null]);
  });

  test('abstract.parameter_names', 'runs a function elsewhere by keyword', ({ loop, env }) => {
    const facts = env.python.exec(
      `
      import concurrent.futures
      # Runs at once, so that no thread is needed.
      class Inline(concurrent.futures.ThreadPoolExecutor):
          def submit(self, fn, *args):
              future = concurrent.futures.Future()
              future.set_result(fn(*args))
              return future
      loop.set_default_executor(executor=Inline())
      async def main():
          return [await loop.run_in_executor(executor=None, func=lambda: 1),
                  await loop.run_in_executor(executor=Inline(), func=lambda: 2)]
      return loop.run_until_complete(main())
      `,
      { loop },
    );
    expect(facts).to.deep.equal([1, 2]);
  });
});
