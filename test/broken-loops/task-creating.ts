/** Loops and modules that make tasks badly, or ask their factory badly. */
import { asyncio, Future, Task, type NodeEventLoop } from '../../reference';
import type { ClauseId, Coroutine, CreateTaskOptions, Task as AnyTask, TaskFactory } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, module, python } from './faults';

type Create = (coro: Coroutine, options?: CreateTaskOptions) => AnyTask;

/** A loop with another create_task(), made from the sound one. */
function creating(breaks: ClauseId, fault: string, change: (made: NodeEventLoop, sound: Create) => Create): BrokenLoop {
  return damaged(breaks, fault, (made) => {
    made.createTask = change(made, made.createTask.bind(made)) as never;
  });
}

/** A loop that asks its factory in another way. */
function asking(breaks: ClauseId, fault: string, ask: (factory: TaskFactory) => TaskFactory): BrokenLoop {
  return damaged(breaks, fault, (made) => {
    const { setTaskFactory } = made;
    made.setTaskFactory = (factory) =>
      setTaskFactory.call(made, typeof factory === 'function' ? ask(factory) : factory);
  });
}

export const taskCreatingBrokenLoops: readonly BrokenLoop[] = [
  creating('task.create_task.returns_task', 'a plain future is returned', (made, sound) => (coro, options) => {
    const task = sound(coro, options);
    const plain = new Future({ loop: made });
    task.addDoneCallback((done) => plain.setResult(done.result()));
    return plain as never;
  }),
  damaged('task.create_task.closed_loop', 'a closed loop makes tasks', (made) => {
    made._checkClosed = () => {};
  }),
  creating('task.create_task.name', 'the name is dropped', (_made, sound) => (coro) => sound(coro)),
  creating(
    'task.create_task.context',
    'the context is dropped',
    (_made, sound) => (coro, options) => sound(coro, options?.name === undefined ? {} : { name: options.name }),
  ),
  creating(
    'task.create_task.rejects_non_coroutine',
    'awaitables are wrapped',
    (_made, sound) => (coro, options) =>
      sound(
        asyncio.iscoroutine(coro)
          ? coro
          : (function* (): Coroutine {
              return yield* coro;
            })(),
        options,
      ),
  ),
  creating('task.create_task.eager_start_keyword', 'the keyword is dropped', (_made, sound) => (coro, options) => {
    const { eagerStart: _, ...rest } = options ?? {};
    return sound(coro, rest);
  }),
  creating(
    'task.create_task.unknown_kwarg_rejected',
    'unknown keywords are overlooked',
    (_made, sound) => (coro, options) => {
      const known = ['name', 'context', 'eagerStart'];
      return sound(coro, Object.fromEntries(Object.entries(options ?? {}).filter(([key]) => known.includes(key))));
    },
  ),
  asking('task.create_task.extra_keywords_forwarded', 'name and context alone are handed on', (factory) => {
    const known = ['name', 'context'];
    return (loop, coro, options) =>
      factory(loop, coro, Object.fromEntries(Object.entries(options ?? {}).filter(([key]) => known.includes(key))));
  }),
  module('task.asyncio_create_task.keywords_reach_loop', 'the name is set afterwards', () => ({
    createTask: ((coro: Coroutine, options?: CreateTaskOptions) => {
      const task = asyncio.getRunningLoop().createTask(coro);
      if (options?.name !== undefined) task.setName(options.name);
      return task;
    }) as never,
  })),
  module('task.asyncio_create_task.running_loop', 'the loop is not asked', () => ({
    createTask: ((coro: Coroutine, options?: CreateTaskOptions) => new Task(coro, options)) as never,
  })),
  module('task.asyncio_create_task.no_running_loop', 'the current loop does as well', () => ({
    createTask: ((coro: Coroutine, options?: CreateTaskOptions) =>
      asyncio.getEventLoop().createTask(coro, options)) as never,
  })),
  damaged('task.factory.default_none', 'the default has a factory', (made) => {
    const factory: TaskFactory = (loop, coro, options) => new Task(coro, { ...options, loop });
    made.getTaskFactory = () => made._taskFactory.factory ?? factory;
  }),
  damaged('task.factory.set_get', 'get_task_factory() returns a wrapper', (made) => {
    made.getTaskFactory = () => made._taskFactory.factory?.bind(null) ?? null;
  }),
  damaged('task.factory.set_get', 'None leaves the factory in place', (made) => {
    const { setTaskFactory } = made;
    made.setTaskFactory = (factory) => {
      if (factory !== null) setTaskFactory.call(made, factory);
    };
  }),
  damaged('task.factory.invalid', 'anything is taken for a factory', (made) => {
    made.setTaskFactory = (factory) => {
      made._taskFactory.factory = factory;
    };
  }),
  damaged('task.factory.invalid', 'a refused factory displaces the one before', (made) => {
    const { setTaskFactory } = made;
    made.setTaskFactory = (factory) => {
      made._taskFactory.factory = null;
      setTaskFactory.call(made, factory);
    };
  }),
  asking(
    'task.factory.called_with_loop_coro',
    'the factory gets a wrapper of the loop',
    (factory) => (loop, coro, options) => factory(Object.create(loop) as typeof loop, coro, options),
  ),
  creating(
    'task.factory.called_with_loop_coro',
    'the factory gets a wrapped coroutine',
    (made, sound) => (coro, options) =>
      made._taskFactory.factory === null
        ? sound(coro, options)
        : sound(
            (function* (): Coroutine {
              return yield* coro;
            })(),
            options,
          ),
  ),
  asking(
    'task.factory.context_passed',
    'the context is not handed on',
    (factory) => (loop, coro, options) =>
      factory(loop, coro, options?.name === undefined ? {} : { name: options.name }),
  ),
  python(
    'task.factory.name_applied',
    'names are left to the factory',
    `
    sound = loop.create_task
    def create_task(coro, *, name=None, **options):
        if loop.get_task_factory() is None: return sound(coro, name=name, **options)
        return sound(coro, **options)
    loop.create_task = create_task
    `,
  ),
  asking('task.factory.name_forwarded', 'the name is set afterwards', (factory) => (loop, coro, options) => {
    const { name, ...rest } = options ?? {};
    const task = factory(loop, coro, rest) as AnyTask;
    if (name !== undefined) task.setName(name);
    return task;
  }),
  asking(
    'task.factory.name_forwarded',
    'None is handed on where no name was given',
    (factory) => (loop, coro, options) => factory(loop, coro, { name: null, ...options }),
  ),
  asking(
    'task.factory.exception_propagates',
    'a factory that fails is passed over',
    (factory) => (loop, coro, options) => {
      try {
        return factory(loop, coro, options);
      } catch {
        return new Task(coro, { ...options, loop });
      }
    },
  ),
  module('task.factory.used_by_helpers', 'ensure_future() makes its tasks itself', () => ({
    ensureFuture: ((value: Coroutine, options?: { readonly loop?: NodeEventLoop }) =>
      asyncio.iscoroutine(value)
        ? new Task(value, { loop: options?.loop ?? asyncio.getEventLoop() })
        : asyncio.ensureFuture(value, options)) as never,
  })),
  module('task.factory.used_by_task_group', 'a group makes its tasks itself', () => ({
    TaskGroup: class extends asyncio.TaskGroup {
      override createTask(...[coro, options]: Parameters<InstanceType<typeof asyncio.TaskGroup>['createTask']>): never {
        const loop = asyncio.getRunningLoop();
        const factory = loop.getTaskFactory();
        loop.setTaskFactory(null);
        try {
          return super.createTask(coro, options) as never;
        } finally {
          loop.setTaskFactory(factory);
        }
      }
    },
  })),
];
