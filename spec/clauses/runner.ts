/** Chapter: Runner and run. */
import type { Clause } from '../clause';

export const runner = [
  {
    id: 'runner.loop_factory.called_once_lazily',
    level: 'must',
    profile: 'core',
    statement:
      'A Runner calls its loop_factory once, without arguments, when it is first used, and uses that loop for all its runs.',
    api: ['Runner'],
    source: 'asyncio-runner, runner-context-manager; runners.py Runner._lazy_init',
    since: '3.11',
  },
  {
    id: 'runner.close.shuts_loop_down',
    level: 'must',
    profile: 'core',
    statement:
      'Closing a Runner cancels the tasks that are left and awaits them, shuts down asynchronous generators, then the default executor, and closes the loop.',
    api: ['Runner.close', 'loop.shutdown_asyncgens', 'loop.shutdown_default_executor', 'loop.close'],
    source: 'asyncio-runner, runner-context-manager; runners.py Runner.close',
    since: '3.11',
  },
  {
    id: 'runner.close.passes_executor_timeout_positionally',
    level: 'must',
    profile: 'core',
    statement: 'A Runner hands the timeout to shutdown_default_executor() as its one positional argument.',
    api: ['Runner.close', 'loop.shutdown_default_executor'],
    source: 'runners.py Runner.close; constants.py THREAD_JOIN_TIMEOUT',
    since: '3.12',
  },
  {
    id: 'runner.close.loop_closed_on_failure',
    level: 'should',
    profile: 'core',
    statement: 'The loop of a Runner is closed also when its main coroutine or a step of the shutdown fails.',
    api: ['Runner', 'asyncio.run'],
    source: 'runners.py Runner.close',
    since: '3.11',
  },
  {
    id: 'runner.debug.forwarded',
    level: 'must',
    profile: 'debug',
    statement:
      'debug of Runner() and run() is handed to set_debug() before the coroutine starts; None leaves the loop as it is.',
    api: ['Runner', 'loop.set_debug'],
    source: 'asyncio-runner, runner-context-manager; test_runners.RunTests.test_asyncio_run_debug',
    since: '3.11',
  },
  {
    id: 'runner.run.context_passed_to_create_task',
    level: 'must',
    profile: 'context',
    statement: 'Runner.run() runs the coroutine in the given context, and otherwise all its runs share one.',
    api: ['Runner.run', 'loop.create_task'],
    source: 'asyncio-runner, runner-context-manager; test_runners.RunnerTests.test_run_keeps_context',
    since: '3.11',
  },
  {
    id: 'runner.run.refuses_inside_running_loop',
    level: 'must',
    profile: 'core',
    statement: 'Inside a running loop Runner.run() and run() raise RuntimeError, and the coroutine is not started.',
    api: ['Runner.run', 'asyncio.run'],
    source: 'runners.py Runner.run; test_runners.RunTests.test_asyncio_run_from_running_loop',
    since: '3.11',
  },
  {
    id: 'runner.run.sigint_cancels_main_task',
    level: 'must',
    profile: 'signal',
    statement:
      'While Runner.run() runs, the first SIGINT cancels the main task, also when the loop waits, and run() raises KeyboardInterrupt.',
    api: ['Runner.run', 'loop.call_soon_threadsafe'],
    source:
      'asyncio-runner, runner-context-manager (handling keyboard interruption); test_runners.RunnerTests.test_interrupt_wait',
    since: '3.11',
    needs: ['unix', 'signal', 'thread'],
  },
  {
    id: 'runner.loop_factory.asyncio_run',
    level: 'must',
    profile: 'core',
    statement: 'run() runs the coroutine on the loop that loop_factory made, and closes it at the end.',
    api: ['asyncio.run'],
    source: 'asyncio-runner, running-an-asyncio-program; test_runners.RunTests.test_asyncio_run_loop_factory',
    since: '3.12',
  },
  {
    id: 'runner.loop_factory.not_set_as_current',
    level: 'should',
    profile: 'policy',
    statement: 'A Runner with a loop_factory leaves the current loop alone.',
    api: ['Runner', 'asyncio.set_event_loop'],
    source: 'runners.py Runner._lazy_init',
    since: '3.11',
  },
] as const satisfies readonly Clause[];
