/** Loops and modules that mistake which loop is the running or the current one. */
import { _setRunningLoop, asyncio } from '../../reference';
import { RuntimeError, type AbstractEventLoop, type AsyncioModule } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, loop, module, python } from './faults';

/** The current loop as setEventLoop() was last told it, at the time of asking. */
function remembering(ask: (given: AbstractEventLoop | null) => AbstractEventLoop): Partial<AsyncioModule> {
  let given: AbstractEventLoop | null = null;
  return {
    setEventLoop: (to) => {
      asyncio.setEventLoop(to);
      given = to ?? null;
    },
    getEventLoop: () => ask(given),
  };
}

/** Where there is none, a loop is made. */
function making(): Partial<AsyncioModule> {
  const getEventLoop = (): AbstractEventLoop => {
    try {
      return asyncio.getEventLoop();
    } catch {
      return asyncio.newEventLoop();
    }
  };
  return { getEventLoop };
}

export const currentBrokenLoops: readonly BrokenLoop[] = [
  module('current.get_running_loop.inside_callback_and_coroutine', 'only a task knows its loop', () => ({
    getRunningLoop: () => {
      const running = asyncio.getRunningLoop();
      if (asyncio.currentTask(running) === null) throw new RuntimeError('no task is running');
      return running;
    },
  })),
  module('current.get_running_loop.raises_outside', 'the current loop counts as the running one', () => ({
    getRunningLoop: () => asyncio.getEventLoop(),
  })),
  loop(
    'current.get_running_loop.cleared_after_run',
    'a run that fails leaves its loop the running one',
    (Base) =>
      class extends Base {
        override runForever(): Promise<void> {
          return super.runForever().catch((error: unknown) => {
            _setRunningLoop(this);
            throw error;
          });
        }
      },
  ),
  loop(
    'current.get_running_loop.cleared_after_run',
    'a run that ends leaves its loop the running one',
    (Base) =>
      class extends Base {
        override runForever(): Promise<void> {
          return super.runForever().then(() => _setRunningLoop(this));
        }
      },
  ),
  python(
    'current.get_running_loop.thread_specific',
    'the running loop is that of the process',
    `
    running, sound = [None], asyncio._set_running_loop
    def set_running_loop(to):
        running[0] = to
        sound(to)
    def get_running_loop():
        if running[0] is None: raise RuntimeError('no running event loop')
        return running[0]
    asyncio.events._set_running_loop = set_running_loop
    asyncio.events._get_running_loop = asyncio._get_running_loop = lambda: running[0]
    asyncio.events.get_running_loop = asyncio.get_running_loop = get_running_loop
    `,
  ),
  module('current._get_running_loop.none_outside', '_get_running_loop() raises where no loop runs', () => ({
    _getRunningLoop: () => asyncio.getRunningLoop(),
  })),
  module('current.set_event_loop.type_check', 'anything is set', () => ({
    setEventLoop: (to) => {
      if (to === null || typeof to.runForever === 'function') asyncio.setEventLoop(to);
    },
  })),
  module('current.get_event_loop.prefers_running_loop', 'the loop that was set comes first', () =>
    remembering((given) => given ?? asyncio.getEventLoop()),
  ),
  loop(
    'current.set_event_loop.roundtrip',
    'a run makes its loop the current one',
    (Base) =>
      class extends Base {
        override runForever(): Promise<void> {
          asyncio.setEventLoop(this);
          return super.runForever();
        }
      },
  ),
  loop(
    'current.set_event_loop.roundtrip',
    'the end of a run unsets the current loop',
    (Base) =>
      class extends Base {
        override _runForeverCleanup(): void {
          super._runForeverCleanup();
          asyncio.setEventLoop(null);
        }
      },
  ),
  module('current.set_event_loop.none', 'a loop is made where none is set', making),
  module('current.set_event_loop.none', 'None leaves the loop in place', () => ({
    setEventLoop: (to) => {
      if (to !== null) asyncio.setEventLoop(to);
    },
  })),
  python(
    'current.get_event_loop.other_thread',
    'the current loop is that of the process',
    `
    current, sound_set, sound_get = [loop], asyncio.set_event_loop, asyncio.get_event_loop
    def set_event_loop(to):
        current[0] = to
        sound_set(to)
    asyncio.set_event_loop = set_event_loop
    asyncio.get_event_loop = lambda: asyncio._get_running_loop() or current[0] or sound_get()
    `,
  ),
  module('current.get_event_loop.never_creates', 'the first call makes a loop', making),
  {
    breaks: 'current.new_event_loop.fresh',
    fault: 'a loop is handed out until it is closed',
    make: () => {
      if (last === undefined || last.isClosed()) last = asyncio.newEventLoop();
      return last;
    },
  },
  damaged('current.new_event_loop.fresh', 'a new loop becomes the current one', (made) => {
    asyncio.setEventLoop(made);
  }),
  damaged('current.new_event_loop.fresh', 'a loop made while another runs becomes the running one', (made) => {
    if (asyncio._getRunningLoop() !== null) asyncio._setRunningLoop(made);
  }),
];

let last: AbstractEventLoop | undefined;
