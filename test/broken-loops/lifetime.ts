/** Modules that lose sight of tasks. */
import { _unregisterTask, asyncio } from '../../reference';
import { RuntimeError, type AbstractEventLoop, type Task, type TaskLike } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { module, python } from './faults';

const all = (filter: (task: TaskLike) => boolean) => () => {
  const held = new Set<TaskLike>();
  return {
    _registerTask: (task: TaskLike) => void held.add(task),
    _unregisterTask: (task: TaskLike) => void held.delete(task),
    allTasks: (own?: AbstractEventLoop | null) =>
      new Set(
        [...held].filter((task) => task.getLoop() === (own ?? asyncio.getRunningLoop()) && filter(task)),
      ) as unknown as ReadonlySet<Task>,
  };
};

export const lifetimeBrokenLoops: readonly BrokenLoop[] = [
  module('lifetime.register.visible', "only asyncio's own tasks are listed", () => ({
    _registerTask: (task) => {
      if (task instanceof asyncio.Task) asyncio._registerTask(task);
    },
  })),
  module('lifetime.register.legacy_loop_attribute', 'tasks without get_loop() are passed over', () => ({
    _registerTask: (task) => {
      if (typeof (task as Partial<TaskLike>).getLoop === 'function') asyncio._registerTask(task);
    },
  })),
  module('lifetime.register.idempotent', 'registrations are counted', () => {
    const counts = new Map<TaskLike, number>();
    return {
      _registerTask: (task) => {
        counts.set(task, (counts.get(task) ?? 0) + 1);
        asyncio._registerTask(task);
      },
      _unregisterTask: (task) => {
        const count = (counts.get(task) ?? 1) - 1;
        counts.set(task, count);
        if (count === 0) asyncio._unregisterTask(task);
      },
    };
  }),
  module('lifetime.register.weak', 'tasks are held for ever', () => {
    const held = new Set<TaskLike>();
    return {
      _registerTask: (task) => {
        held.add(task);
        asyncio._registerTask(task);
      },
    };
  }),
  module('lifetime.register.needs_weakref_and_hash', 'texts are registered', () => ({ _registerTask: () => {} })),
  module('lifetime.register.inspects_nothing', 'registering asks the task whether it is done', () => ({
    _registerTask: (task) => {
      if (typeof task.done === 'function' && task.done()) return;
      asyncio._registerTask(task);
    },
  })),
  module('lifetime.register.done_checked_on_read', 'done() is asked when the task is registered', () => {
    const { _registerTask, _unregisterTask, allTasks } = all(() => true)();
    return {
      _registerTask: (task) => {
        if (!task.done()) _registerTask(task);
      },
      _unregisterTask,
      allTasks,
    };
  }),
  module('lifetime.unregister.removes', 'an unregistered task cannot come back', () => {
    const gone = new WeakSet<TaskLike>();
    return {
      _registerTask: (task) => {
        if (!gone.has(task)) asyncio._registerTask(task);
      },
      _unregisterTask: (task) => {
        gone.add(task);
        asyncio._unregisterTask(task);
      },
    };
  }),
  module('lifetime.unregister.unknown_ignored', 'an unknown task is an error', () => {
    const known = new WeakSet<TaskLike>();
    return {
      _registerTask: (task) => {
        known.add(task);
        asyncio._registerTask(task);
      },
      _unregisterTask: (task) => {
        if (!known.delete(task)) throw new Error('the task is not registered');
        asyncio._unregisterTask(task);
      },
    };
  }),
  module('lifetime.enter.sets_current', '_enter_task() enters nothing', () => ({
    _enterTask: () => {},
    _leaveTask: () => {},
  })),
  module('lifetime.enter.occupied', 'the newer task takes the place of the older', () => ({
    _enterTask: (loop, task) => void asyncio._swapCurrentTask(loop, task),
  })),
  module('lifetime.leave.clears', '_leave_task() leaves the task current', () => ({
    _leaveTask: (loop, task) => {
      asyncio._leaveTask(loop, task);
      asyncio._enterTask(loop, task);
    },
  })),
  module('lifetime.leave.mismatch', 'any task may leave', () => ({
    _leaveTask: (loop) => void asyncio._swapCurrentTask(loop, null),
  })),
  module('lifetime.leave.none_current', 'leaving when none is current is fine', () => ({
    _leaveTask: (loop, task) => {
      if (asyncio.currentTask(loop) !== null) asyncio._leaveTask(loop, task);
    },
  })),
  module('lifetime.leave.wrong_loop', 'the loop is not looked at', () => ({
    _leaveTask: (_loop, task) => asyncio._leaveTask(asyncio.getRunningLoop(), task),
  })),
  module('lifetime.leave.suspend_and_reenter', 'a task is entered once', () => {
    const entered = new WeakSet<TaskLike>();
    return {
      _leaveTask: (loop, task) => {
        entered.add(task);
        asyncio._leaveTask(loop, task);
      },
      _enterTask: (loop, task) => {
        if (entered.has(task)) throw new RuntimeError('the task was entered before');
        asyncio._enterTask(loop, task);
      },
    };
  }),
  module('lifetime.enter.any_object', 'only objects are entered', () => ({
    _enterTask: (loop, task) => {
      if (typeof task !== 'object') throw new TypeError('a task was expected');
      asyncio._enterTask(loop, task);
    },
  })),
  module('lifetime.enter.requires_running_loop', 'an idle loop may be entered', () => ({ _enterTask: () => {} })),
  module('lifetime.current_task.no_running_loop_error', 'without a loop there is no task', () => ({
    currentTask: (loop) =>
      loop === undefined || loop === null
        ? asyncio._getRunningLoop() === null
          ? null
          : asyncio.currentTask()
        : asyncio.currentTask(loop),
  })),
  module('lifetime.current_task.idle_loop_none', 'an idle loop is an error', () => ({
    currentTask: (loop) => {
      const task = asyncio.currentTask(loop);
      if (task === null) throw new RuntimeError('no task');
      return task;
    },
  })),
  module('lifetime.current_task.interleaved', 'the first task stays the current one', () => {
    let first: Task | null = null;
    return { currentTask: (loop) => (first ??= asyncio.currentTask(loop)) };
  }),
  module('lifetime.all_tasks.running_loop_default', 'without a loop, tasks of all loops are listed', () => ({
    allTasks: (loop) => (loop === undefined || loop === null ? new Set() : asyncio.allTasks(loop)),
  })),
  module('lifetime.all_tasks.states', 'the running task is not listed', () => ({
    allTasks: (loop) => {
      const tasks = new Set(asyncio.allTasks(loop));
      const current = asyncio._getRunningLoop() === null ? null : asyncio.currentTask();
      if (current !== null) tasks.delete(current);
      return tasks;
    },
  })),
  module('lifetime.all_tasks.other_loops_excluded', 'tasks of all loops are listed', () => {
    const loops = new Set<AbstractEventLoop>();
    return {
      allTasks: (loop) => {
        const own = loop ?? asyncio.getRunningLoop();
        loops.add(own);
        return new Set([...loops].flatMap((other) => [...asyncio.allTasks(other)]));
      },
    };
  }),
  module('lifetime.all_tasks.new_set', 'the same set is returned again', () => {
    const sets = new Map<unknown, ReadonlySet<Task>>();
    return {
      allTasks: (loop) => {
        const set = sets.get(loop) ?? asyncio.allTasks(loop);
        sets.set(loop, set);
        return set;
      },
    };
  }),
  module('lifetime.all_tasks.only_tasks', 'tasks of subclasses are passed over', () => ({
    allTasks: (loop) => new Set([...asyncio.allTasks(loop)].filter((task) => task.constructor === asyncio.Task)),
  })),
  module('lifetime.all_tasks.done_excluded_before_callbacks', 'the last task to run is listed still', () => {
    let last: Task | undefined;
    return {
      allTasks: (loop) => {
        const tasks = new Set(asyncio.allTasks(loop));
        if (last !== undefined) tasks.add(last);
        [last] = tasks;
        return tasks;
      },
    };
  }),
  module('lifetime.all_tasks.idle_and_closed_loop', 'a closed loop is an error', () => ({
    allTasks: (loop) => {
      if (loop?.isClosed() === true) throw new RuntimeError('the loop is closed');
      return asyncio.allTasks(loop);
    },
  })),
  module('lifetime.third_party.current_and_all', 'tasks of third parties are never current', () => ({
    currentTask: (loop) => {
      const task = asyncio.currentTask(loop);
      return task instanceof asyncio.Task ? task : null;
    },
  })),
  module('lifetime.third_party.interoperates', 'gather() takes built-in futures only', () => ({
    gather: (aws, options) => {
      for (const aw of aws)
        if ('done' in aw && !(aw instanceof asyncio.Future)) throw new TypeError('a future was expected');
      return asyncio.gather(aws, options);
    },
  })),
  module('lifetime.third_party.structured_concurrency', 'timeout() wants a built-in task', () => ({
    timeout: (delay) => {
      if (!(asyncio.currentTask() instanceof asyncio.Task)) throw new RuntimeError('a task was expected');
      return asyncio.timeout(delay);
    },
  })),
  module('lifetime.third_party.cancelled_by_runner', 'run() leaves tasks of third parties alone', () => ({
    _registerTask: (task) => {
      if (task instanceof asyncio.Task) asyncio._registerTask(task);
    },
  })),
  module('lifetime.swap.returns_previous', 'a swap returns nothing', () => ({
    _swapCurrentTask: (loop, task) => {
      asyncio._swapCurrentTask(loop, task);
      return null;
    },
  })),
  module('lifetime.register_eager.strong_and_visible', 'eager tasks are held weakly', () => ({
    _registerEagerTask: asyncio._registerTask,
    _unregisterEagerTask: asyncio._unregisterTask,
  })),
  module('lifetime.register_eager.independent_registries', 'there is one registry', () => ({
    _registerEagerTask: asyncio._registerTask,
    _unregisterEagerTask: asyncio._unregisterTask,
  })),
  python(
    'lifetime.exports.public_package',
    'the package lacks a function',
    `
    import asyncio
    asyncio._enter_task = lambda loop, task: None
  `,
  ),
  python(
    'lifetime.enter.thread_isolation',
    'one slot serves all threads',
    `
    import asyncio, asyncio.tasks, threading
    seen = {}
    def current_task(loop=None):
        seen[threading.get_ident()] = own = original(loop)
        others = [task for thread, task in seen.items() if thread != threading.get_ident()]
        return next((task for task in others if task is not None and not task.done()), own)
    original = asyncio.current_task
    asyncio.current_task = current_task
  `,
  ),
  module('lifetime.all_tasks.changes_meanwhile', 'the first task that changes the registry ends the list', () => {
    let changed = false;
    return {
      _unregisterTask: (task) => {
        changed = true;
        _unregisterTask(task);
      },
      allTasks: (loop) => {
        changed = false;
        const found = asyncio.allTasks(loop);
        return changed ? new Set([...found].slice(0, 1)) : found;
      },
    };
  }),
];
