/** Chapter: asynchronous generators. */
import type { Clause } from '../clause';

export const asyncgens = [
  {
    id: 'asyncgens.hooks.installed_while_running',
    level: 'must',
    profile: 'core',
    statement: "The interpreter's hooks for asynchronous generators are the loop's own while the loop runs.",
    api: ['loop.run_forever', 'sys.set_asyncgen_hooks'],
    source: 'base_events.py BaseEventLoop.run_forever; PEP 525',
    since: '3.6',
    pythonOnly: 'JavaScript has no such hooks',
    note: 'The loop can close lost generators only if it learns of them.',
  },
  {
    id: 'asyncgens.hooks.restored',
    level: 'must',
    profile: 'core',
    statement:
      "The interpreter's hooks for asynchronous generators are those from before the run when it ends, also by an error.",
    api: ['loop.run_forever', 'sys.set_asyncgen_hooks'],
    source: 'PEP 525 (finalization: run_forever puts the old hooks back); base_events.py BaseEventLoop.run_forever',
    since: '3.6',
    pythonOnly: 'JavaScript has no such hooks',
    note: 'Another framework in the same thread keeps its own hooks.',
  },
  {
    id: 'asyncgens.shutdown.closes_all',
    level: 'must',
    profile: 'core',
    statement:
      'shutdown_asyncgens() closes every asynchronous generator that was started on the loop and is open, and awaits what their finally blocks await.',
    api: ['loop.shutdown_asyncgens'],
    source:
      'asyncio-eventloop, running-and-stopping-the-loop (loop.shutdown_asyncgens); uvloop tests/test_base.py test_shutdown_asyncgens_01',
    since: '3.6',
    pythonOnly: 'JavaScript tells nobody that a generator was started',
    note: 'Files and connections that generators hold are released before the program ends.',
  },
  {
    id: 'asyncgens.shutdown.no_generators',
    level: 'must',
    profile: 'core',
    statement: 'shutdown_asyncgens() without open generators ends at once with None, as often as it is awaited.',
    api: ['loop.shutdown_asyncgens'],
    source:
      'asyncio-eventloop, running-and-stopping-the-loop (loop.shutdown_asyncgens); base_events.py BaseEventLoop.shutdown_asyncgens',
    since: '3.6',
    note: 'run() and Runner await it at every end.',
  },
  {
    id: 'asyncgens.shutdown.error_reported',
    level: 'must',
    profile: 'core',
    statement:
      'shutdown_asyncgens() hands what a generator raises while it is closed to the exception handler with message, exception and asyncgen, and does not raise.',
    api: ['loop.shutdown_asyncgens', 'loop.call_exception_handler'],
    source: 'base_events.py BaseEventLoop.shutdown_asyncgens; uvloop tests/test_base.py test_shutdown_asyncgens_02',
    since: '3.6',
    pythonOnly: 'JavaScript tells nobody that a generator was started',
    note: 'The clean-up of a program must go on after one fault.',
  },
  {
    id: 'asyncgens.shutdown.one_failure_does_not_stop_others',
    level: 'should',
    profile: 'core',
    statement: 'shutdown_asyncgens() closes the other generators when one fails while it is closed.',
    api: ['loop.shutdown_asyncgens'],
    source: 'base_events.py BaseEventLoop.shutdown_asyncgens',
    since: '3.6',
    pythonOnly: 'JavaScript tells nobody that a generator was started',
  },
  {
    id: 'asyncgens.shutdown.warns_on_later_use',
    level: 'must',
    profile: 'core',
    statement:
      'The first iteration of an asynchronous generator after shutdown_asyncgens() issues a ResourceWarning, and works.',
    api: ['loop.shutdown_asyncgens'],
    source:
      'asyncio-eventloop, running-and-stopping-the-loop (loop.shutdown_asyncgens); base_events.py BaseEventLoop._asyncgen_firstiter_hook',
    since: '3.6',
    pythonOnly: 'JavaScript tells nobody that a generator was started',
    note: 'Nobody closes such a generator any more, and the developer must learn of it.',
  },
  {
    id: 'asyncgens.finalizer.aclose_scheduled',
    level: 'must',
    profile: 'core',
    statement:
      'An asynchronous generator that was lost half-way while its loop runs is closed by the loop, which awaits what its finally block awaits.',
    api: ['loop.run_forever', 'sys.set_asyncgen_hooks'],
    source: 'test_base_events.BaseEventLoopTests.test_asyncgen_finalization_by_gc; PEP 525',
    since: '3.6',
    needs: ['gc'],
    pythonOnly: 'JavaScript tells nobody that a generator was lost',
    note: 'A loop over a generator that is left by break must release what it holds.',
  },
  {
    id: 'asyncgens.finalizer.collected_in_other_thread',
    level: 'must',
    profile: 'core',
    statement:
      'An asynchronous generator that was lost is closed also when another thread collects it while the loop waits, in debug mode too.',
    api: ['loop.call_soon_threadsafe', 'sys.set_asyncgen_hooks'],
    source: 'test_base_events.BaseEventLoopTests.test_asyncgen_finalization_by_gc_in_other_thread',
    since: '3.6',
    needs: ['gc', 'real_thread', 'host_clock'],
    pythonOnly: 'there are no threads',
    note: 'The collector runs in any thread.',
  },
  {
    id: 'asyncgens.finalizer.closed_loop_ignored',
    level: 'should',
    profile: 'core',
    statement: 'An asynchronous generator that is collected after its loop was closed is dropped without a report.',
    api: ['loop.close'],
    source: 'base_events.py BaseEventLoop._asyncgen_finalizer_hook',
    since: '3.6',
    needs: ['gc'],
    pythonOnly: 'JavaScript tells nobody that a generator was lost',
  },
  {
    id: 'asyncgens.hooks.methods',
    level: 'should',
    profile: 'private',
    statement:
      '_asyncgen_firstiter_hook(agen) enters what shutdown_asyncgens() closes by aclose(), and _asyncgen_finalizer_hook(agen) takes it out and, unless the loop is closed, has a task close it.',
    api: [
      'BaseEventLoop._asyncgen_firstiter_hook',
      'BaseEventLoop._asyncgen_finalizer_hook',
      'loop.shutdown_asyncgens',
    ],
    source: 'base_events.py BaseEventLoop._asyncgen_firstiter_hook, _asyncgen_finalizer_hook',
    since: '3.8',
  },
] as const satisfies readonly Clause[];
