/** Runners that treat their loop badly, and loops that a Runner cannot rely on. */
import { _setRunningLoop, asyncio, Runner } from '../../reference';
import { CancelledError, KeyboardInterrupt, RuntimeError, type ClauseId } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, module } from './faults';

function runner(breaks: ClauseId, fault: string, derive: (Base: typeof Runner) => typeof Runner): BrokenLoop {
  const Broken = derive(Runner);
  return module(breaks, fault, () => ({
    Runner: Broken,
    run: async (coro, options) => {
      if (asyncio._getRunningLoop() !== null) throw new RuntimeError('a loop runs');
      const made = new Broken(options);
      try {
        return await made.run(coro);
      } finally {
        await made.close();
      }
    },
  }));
}

export const runnerBrokenLoops: readonly BrokenLoop[] = [
  runner(
    'runner.loop_factory.called_once_lazily',
    'the loop is made with the Runner',
    (Base) =>
      class extends Base {
        constructor(...args: ConstructorParameters<typeof Base>) {
          super(...args);
          this.getLoop();
        }
      },
  ),
  runner(
    'runner.close.shuts_loop_down',
    'close() closes the loop and no more',
    (Base) =>
      class extends Base {
        override close(): Promise<void> {
          this.getLoop().close();
          return Promise.resolve();
        }
      },
  ),
  damaged('runner.close.shuts_loop_down', 'close() does not close the loop', (made) => {
    made.close = () => {};
  }),
  runner(
    'runner.close.passes_executor_timeout_positionally',
    'the timeout is given by keyword',
    (Base) =>
      class extends Base {
        override close(): Promise<void> {
          const loop = this.getLoop();
          const sound = loop.shutdownDefaultExecutor.bind(loop);
          loop.shutdownDefaultExecutor = (timeout) => sound({ timeout } as never);
          return super.close();
        }
      },
  ),
  damaged(
    'runner.close.passes_executor_timeout_positionally',
    'shutdown_default_executor() takes no argument',
    (made) => {
      const sound = made.shutdownDefaultExecutor.bind(made);
      made.shutdownDefaultExecutor = (...args) => {
        if (args.length > 0) throw new TypeError('shutdown_default_executor() takes no arguments');
        return sound();
      };
    },
  ),
  runner(
    'runner.debug.forwarded',
    'debug is forgotten',
    (Base) =>
      class extends Base {
        constructor(options?: ConstructorParameters<typeof Base>[0]) {
          super(options?.loopFactory === undefined ? {} : { loopFactory: options.loopFactory });
        }
      },
  ),
  runner(
    'runner.debug.forwarded',
    'a Runner without debug switches it off',
    (Base) =>
      class extends Base {
        constructor(options?: ConstructorParameters<typeof Base>[0]) {
          super({ ...options, debug: options?.debug ?? false });
        }
      },
  ),
  runner(
    'runner.run.context_passed_to_create_task',
    'the context given is dropped',
    (Base) =>
      class extends Base {
        override run(...[coro]: Parameters<Runner['run']>): Promise<never> {
          return super.run(coro) as Promise<never>;
        }
      },
  ),
  runner(
    'runner.run.context_passed_to_create_task',
    'each run has a context of its own',
    (Base) =>
      class extends Base {
        override run(...[coro, options]: Parameters<Runner['run']>): Promise<never> {
          return super.run(coro, { context: options?.context ?? asyncio.copyContext() }) as Promise<never>;
        }
      },
  ),
  damaged('runner.run.context_passed_to_create_task', 'create_task() drops the context', (made) => {
    const { createTask } = made;
    made.createTask = (coro, options) => createTask.call(made, coro, { name: options?.name }) as never;
  }),
  runner(
    'runner.run.refuses_inside_running_loop',
    'a running loop is set aside',
    (Base) =>
      class extends Base {
        override run(...args: Parameters<Runner['run']>): Promise<never> {
          const outer = asyncio._getRunningLoop();
          _setRunningLoop(null);
          try {
            return super.run(...args) as Promise<never>;
          } finally {
            _setRunningLoop(outer);
          }
        }
      },
  ),
  runner(
    'runner.run.sigint_cancels_main_task',
    'SIGINT ends the run as a cancellation',
    (Base) =>
      class extends Base {
        override run(...args: Parameters<Runner['run']>): Promise<never> {
          return super.run(...args).catch((error: unknown) => {
            throw error instanceof KeyboardInterrupt ? new CancelledError() : error;
          }) as Promise<never>;
        }
      },
  ),
  damaged('runner.run.sigint_cancels_main_task', 'SIGINT ends the run and leaves the task', (made) => {
    const { createTask } = made;
    made.createTask = (coro, options) => {
      const task = createTask.call(made, coro, options);
      task.cancel = () => {
        throw new KeyboardInterrupt();
      };
      return task as never;
    };
  }),
  module('runner.loop_factory.asyncio_run', 'run() makes a loop of its own choice', () => ({
    run: (coro) => asyncio.run(coro),
  })),
  module('runner.loop_factory.asyncio_run', 'run() leaves the loop open', () => ({
    run: (coro, options) => new Runner(options).run(coro),
  })),
];
