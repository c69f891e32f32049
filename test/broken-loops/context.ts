/** Loops, futures and tasks that run callbacks in a wrong context. */
import { asyncio, type NodeEventLoop } from '../../reference';
import type { ClauseId, Context, ContextOption } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, python } from './faults';

type Given = Context | null | undefined;
/** Which context is used instead of the one given. */
type Choose = (given: Given) => Given;
type Method = 'callSoon' | 'callSoonThreadsafe' | 'callLater' | 'callAt';
const TIMERS: readonly Method[] = ['callLater', 'callAt'];

function scheduling(
  breaks: ClauseId,
  fault: string,
  methods: readonly Method[],
  chooser: (made: NodeEventLoop) => Choose,
): BrokenLoop {
  return damaged(breaks, fault, (made) => {
    const choose = chooser(made);
    for (const method of methods) {
      const sound = made[method] as (...args: unknown[]) => unknown;
      const at = TIMERS.includes(method) ? 3 : 2;
      made[method] = ((...args: unknown[]) => {
        const changed = [...args];
        changed[at - 1] ??= [];
        changed[at] = { context: choose((args[at] as ContextOption | undefined)?.context) };
        return Reflect.apply(sound, made, changed);
      }) as never;
    }
  });
}

/** Chooses, where none is given, the context of the loop's creation. */
const base = (): Choose => {
  const context = asyncio.copyContext();
  return (given) => given ?? context.copy();
};
/** Chooses, where none is given, the same one each time. */
const shared = (): Choose => {
  let context: Context | undefined;
  return (given) => given ?? (context ??= asyncio.copyContext());
};
const copied = (): Choose => (given) => given?.copy();
const ignored = (): Choose => () => null;
const truthy = (): Choose => (given) => (given?.size === 0 ? null : given);

/** A loop whose handles of `method` take their context when they run. */
function late(breaks: ClauseId, fault: string, method: Method): BrokenLoop {
  return damaged(breaks, fault, (made) => {
    const waiting: { _context: Context }[] = [];
    const sound = made[method] as (...args: unknown[]) => unknown;
    const at = TIMERS.includes(method) ? 3 : 2;
    made[method] = ((...args: unknown[]) => {
      const handle = Reflect.apply(sound, made, args) as { _context: Context };
      if ((args[at] as ContextOption | undefined)?.context === undefined) waiting.push(handle);
      return handle;
    }) as never;
    const once = made._runOnce.bind(made);
    made._runOnce = () => {
      for (const handle of waiting.splice(0)) handle._context = asyncio.copyContext();
      once();
    };
  });
}

function futures(breaks: ClauseId, fault: string, chooser: () => Choose): BrokenLoop {
  return damaged(breaks, fault, (made) => {
    const { createFuture } = made;
    made.createFuture = (() => {
      const future = createFuture.call(made);
      const choose = chooser();
      const add = future.addDoneCallback.bind(future);
      future.addDoneCallback = (callback, options) => {
        add(callback, { context: choose(options?.context) ?? null });
      };
      return future;
    }) as never;
  });
}

function tasks(breaks: ClauseId, fault: string, chooser: () => Choose): BrokenLoop {
  return damaged(breaks, fault, (made) => {
    const { createTask } = made;
    const choose = chooser();
    made.createTask = ((coro: never, options?: ContextOption) =>
      createTask.call(made, coro, { ...options, context: choose(options?.context) ?? null })) as never;
  });
}

export const contextBrokenLoops: readonly BrokenLoop[] = [
  scheduling(
    'context.call_soon.default_is_copy',
    "callbacks run in the context of the loop's birth",
    ['callSoon'],
    base,
  ),
  late('context.call_soon.default_is_copy', 'call_soon() copies the context at the next iteration', 'callSoon'),
  scheduling('context.call_soon.separate_copies', 'callbacks share one copy', ['callSoon'], shared),
  scheduling('context.call_soon.separate_copies', 'what a callback sets reaches the next', ['callSoon'], shared),
  scheduling('context.call_later.explicit', 'timers ignore the context given', TIMERS, ignored),
  late('context.call_later.copied_at_schedule', 'call_later() copies the context when the timer fires', 'callLater'),
  late('context.call_later.copied_at_schedule', 'call_at() copies the context when the timer fires', 'callAt'),
  scheduling('context.call_later.explicit', 'timers run in a copy of the context given', TIMERS, copied),
  scheduling('context.call_soon.explicit', 'call_soon() copies the context given', ['callSoon'], copied),
  scheduling(
    'context.call_soon_threadsafe.explicit',
    'call_soon_threadsafe() drops the context given',
    ['callSoonThreadsafe'],
    ignored,
  ),
  scheduling('context.nested_inheritance', "nested callbacks run in the loop's own context", ['callSoon'], base),
  scheduling('context.empty_context_respected', 'an empty context counts as none', TIMERS, truthy),
  scheduling(
    'context.empty_context_respected',
    'an empty context counts as none, also for call_soon()',
    ['callSoon'],
    truthy,
  ),
  scheduling('context.none_means_default', 'None means the context of birth', ['callAt'], base),
  damaged('context.keyword_only', 'a context as the first argument is taken for the context', (made) => {
    const { callSoon } = made;
    made.callSoon = (callback: never, args: readonly unknown[] = [], options?: never) =>
      args[0] instanceof asyncio.Context
        ? callSoon.call(made, callback, args.slice(1) as never, { context: args[0] as never })
        : callSoon.call(made, callback, args as never, options);
  }),
  damaged('context.run_does_not_leak', "callbacks run in the caller's own context", (made) => {
    const { callSoon } = made;
    made.callSoon = (callback: () => void, args: never, options?: ContextOption) => {
      const handle = callSoon.call(made, callback, args, options);
      if (options === undefined) handle._run = () => Reflect.apply(callback, undefined, args ?? []);
      return handle;
    };
  }),
  damaged('errors.handler_context.of_handle', "the handler runs in the loop's context", (made) => {
    made.callExceptionHandler = (context) => {
      made.getExceptionHandler()?.(made, context);
    };
  }),
  python(
    'context.call_soon_threadsafe.calling_thread',
    "call_soon_threadsafe() uses the context of the loop's birth",
    `
    import contextvars
    base, sound = contextvars.copy_context(), loop.call_soon_threadsafe
    def broken(callback, *args, context=None):
        return sound(callback, *args, context=base.copy() if context is None else context)
    loop.call_soon_threadsafe = broken
    `,
  ),
  python(
    'context.run_coroutine_threadsafe.caller_context',
    "coroutines of other threads run in the context of the loop's birth",
    `
    import contextvars
    base, sound = contextvars.copy_context(), loop.call_soon_threadsafe
    loop.call_soon_threadsafe = lambda callback, *args, context=None: sound(callback, *args, context=base.copy())
    `,
  ),
  python(
    'context.add_reader.copied_at_registration',
    'readers get a new copy at each event',
    `
    sound = loop.add_reader
    loop.add_reader = lambda fd, callback, *args: sound(fd, lambda: loop.call_soon(callback, *args))
    `,
  ),
  damaged('context.add_signal_handler.copied_at_registration', 'signals get a new copy each time', (made) => {
    const { addSignalHandler } = made;
    made.addSignalHandler = (signal, callback) => {
      addSignalHandler.call(made, signal, () => made.callSoon(callback as never));
    };
  }),
  futures('context.future_callback.copied_at_registration', "done callbacks run in the future's birth context", base),
  futures('context.future_callback.explicit', 'done callbacks run in a copy of the context given', copied),
  futures('context.future_callback.isolated', 'done callbacks of a future share one copy', shared),
  tasks('context.task.copied_at_creation', "tasks run in the context of the loop's birth", base),
  tasks('context.task.child_changes_invisible', 'all tasks share one context', shared),
  tasks('context.task.explicit_used_as_is', 'create_task() copies the context given', copied),
  tasks('context.task_group.context_keyword', 'create_task() drops the context given', ignored),
  tasks('context.helpers.tasks_copy_caller', "tasks of helpers start in the loop's context", base),
  scheduling('context.task.same_context_every_step', 'each step of a task runs in a new copy', ['callSoon'], copied),
  scheduling(
    'context.task.waker_context_irrelevant',
    'a task goes on in the context of who woke it',
    ['callSoon'],
    ignored,
  ),
  damaged('context.task.done_callback_registration_context', "done callbacks run in the task's context", (made) => {
    const { createTask } = made;
    made.createTask = ((coro: never, options?: never) => {
      const task = createTask.call(made, coro, options);
      const add = task.addDoneCallback.bind(task);
      task.addDoneCallback = (callback) => {
        add(callback, { context: task.getContext() });
      };
      return task;
    }) as never;
  }),
];
