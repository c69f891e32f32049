/** Loops that lose, double or misplace what is called from outside. */
import { asyncio, type NodeEventLoop } from '../../reference';
import type { ClauseId, Handle } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, python } from './faults';

type Arguments = Parameters<NodeEventLoop['callSoonThreadsafe']>;

/** A loop with another call_soon_threadsafe(), made from the sound one. */
function calling(
  breaks: ClauseId,
  fault: string,
  change: (made: NodeEventLoop, sound: (...args: Arguments) => Handle) => (...args: Arguments) => unknown,
): BrokenLoop {
  return damaged(breaks, fault, (made) => {
    made.callSoonThreadsafe = change(made, made.callSoonThreadsafe.bind(made)) as never;
  });
}

/** Whether the loop runs, and none of its callbacks makes this call. */
function fromOutside(loop: NodeEventLoop): boolean {
  return loop.isRunning() && asyncio._getRunningLoop() === null;
}

export const threadsBrokenLoops: readonly BrokenLoop[] = [
  damaged('threads.call_soon_threadsafe.wakes_blocked_loop', 'the loop is not woken', (made) => {
    made._writeToSelf = () => {};
  }),
  damaged('threads.call_soon_threadsafe.wakes_blocked_loop', 'the loop is woken once in its life', (made) => {
    const wake = made._writeToSelf.bind(made);
    let woken = false;
    made._writeToSelf = () => {
      if (!woken) wake();
      woken = true;
    };
  }),
  calling(
    'threads.call_soon_threadsafe.wakes_blocked_loop',
    'the loop is woken before the callback is there',
    (made, sound) =>
      (...args) => {
        if (!fromOutside(made)) return sound(...args);
        const [callback, values = []] = args;
        const handle = new asyncio.Handle(callback as never, values, made);
        made._writeToSelf();
        setTimeout(() => made._ready.push(handle));
        return handle;
      },
  ),
  python(
    'threads.call_soon_threadsafe.runs_in_loop_thread',
    "the callback runs in the caller's thread",
    `
    sound = loop.call_soon_threadsafe
    def call_soon_threadsafe(callback, *args, context=None):
        if threading.get_ident() == loop._thread_id: return sound(callback, *args, context=context)
        callback(*args)
        return sound(lambda: None)
    loop.call_soon_threadsafe = call_soon_threadsafe
    `,
  ),
  python(
    'threads.call_soon_threadsafe.while_closing',
    'the pipe that wakes the loop is gone before the loop knows that it is closed',
    `
    sound, write = loop.close, loop._write_to_self
    def close():
        def gone(): raise AttributeError('send')
        loop._write_to_self = gone
        time.sleep(0.01)
        sound()
    loop.close = close
    `,
  ),
  calling('threads.call_soon_threadsafe.returns_handle', 'nothing is returned', (_made, sound) => (...args) => {
    sound(...args);
    return null;
  }),
  calling(
    'threads.call_soon_threadsafe.returns_handle',
    'what is returned merely looks like a handle',
    (_made, sound) =>
      (...args) => {
        const handle = sound(...args);
        return { cancel: () => handle.cancel(), cancelled: () => handle.cancelled() };
      },
  ),
  calling(
    'threads.call_soon_threadsafe.returns_handle',
    'the handle is that of the wake-up',
    (made, sound) =>
      (...args) => {
        sound(...args);
        return made.callSoon(() => {});
      },
  ),
  calling(
    'threads.call_soon_threadsafe.args',
    'arguments are dropped',
    (_made, sound) => (callback, _args, options) => sound(callback, [], options),
  ),
  calling(
    'threads.call_soon_threadsafe.args',
    'arguments come as one list',
    (_made, sound) => (callback, args, options) => sound(callback, [args ?? []] as never, options),
  ),
  calling(
    'context.call_soon_threadsafe.explicit',
    'the context given is dropped',
    (_made, sound) => (callback, args) => sound(callback, args),
  ),
  calling(
    'threads.call_soon_threadsafe.same_thread',
    'calls from outside have a queue of their own',
    (made, sound) =>
      (...args) =>
        sound(() => {
          made.callSoon(...args);
        }),
  ),
  calling('threads.call_soon_threadsafe.same_thread', 'calls from outside go first', (made, sound) => (...args) => {
    const others = [...made._ready];
    made._ready.clear();
    const handle = sound(...args);
    for (const other of others) made._ready.push(other);
    return handle;
  }),
  calling(
    'threads.call_soon_threadsafe.before_run',
    'what comes before the run is forgotten',
    (made, sound) =>
      (...args) => {
        const handle = sound(...args);
        if (!made.isRunning()) handle.cancel();
        return handle;
      },
  ),
  calling('threads.call_soon_threadsafe.no_lost_calls', 'a call is lost now and then', (_made, sound) => {
    let calls = 0;
    return (...args) => {
      const handle = sound(...args);
      if (++calls % 50 === 0) handle.cancel();
      return handle;
    };
  }),
  calling('threads.call_soon_threadsafe.no_lost_calls', 'a call is made twice now and then', (_made, sound) => {
    let calls = 0;
    return (...args) => {
      if (++calls % 50 === 0) sound(...args);
      return sound(...args);
    };
  }),
  calling(
    'threads.call_soon_threadsafe.no_lost_calls',
    'calls that wait together are taken last in, first out',
    (made, sound) => {
      const outside = new Set<Handle>();
      return (...args) => {
        if (!fromOutside(made)) return sound(...args);
        const waiting = [...made._ready];
        const handle = sound(...args);
        made._ready.clear();
        const isOutside = (other: Handle): boolean => outside.has(other);
        const others = waiting.filter((other) => !isOutside(other));
        for (const next of [...others, handle, ...waiting.filter(isOutside)]) made._ready.push(next);
        outside.add(handle);
        return handle;
      };
    },
  ),
];
