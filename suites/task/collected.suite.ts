/** Tasks that nobody refers to any more: which are reported, and which must not be lost. */
import { ValueError, type Coroutine, type ExceptionContext, type Future, type Task } from '../../spec';
import { growOld } from '../lifetime/stand-ins';
import { expect, isKind, suite, type World } from '../support';
import { raising } from './recorded-coroutine';

const DESTROYED = 'Task was destroyed but it is pending!';
/** By the class of the task, which may be the loop's own; a future that a task hides is no task. */
const NEVER_RETRIEVED = /^(?!Future )\w+ exception was never retrieved$/;

function* awaiting(future: Future): Coroutine {
  return yield* future;
}

/** Waits for a future that its own coroutine alone refers to. */
function* lost(world: World): Coroutine {
  return yield* world.loop.createFuture();
}

/** Collects until the loop has made `expected` reports, or patience ends. */
async function reportsOf({ env }: World, expected: number): Promise<ExceptionContext[]> {
  const reports: ExceptionContext[] = [];
  for (let i = 0; i < 10; i++) {
    await env.collectGarbage();
    await env.spin();
    reports.push(...env.takeReports());
    if (reports.length >= expected) break;
  }
  return reports;
}

export const collectedSuite = suite('task', 'tasks that are collected', (test) => {
  test(
    'task.destroyed_pending.reported',
    'drops a task that can never go on',
    async (world) => {
      const { loop, env } = world;
      const work = async (): Promise<void> => {
        const task = loop.createTask(lost(world), { name: 'lost' });
        await env.spin(2);
        expect(task.done()).to.equal(false);
      };
      await work();
      const reports = await reportsOf(world, 1);
      expect(reports.map(({ message }) => message)).to.deep.equal([DESTROYED]);
      const { task } = reports[0] ?? {};
      expect(task?.getName(), 'the task in the report').to.equal('lost');
      expect(String(task), 'its text').to.match(/^<\w+ pending name='lost'/);
      expect(task?.cancelling(), 'the requests to cancel it').to.equal(0);
    },
    { on: 'typescript' },
  );

  test(
    'task.destroyed_pending.flag_suppresses',
    'drops one task with the flag and one without',
    async (world) => {
      const { loop, env } = world;
      const work = async (): Promise<void> => {
        const flagged = loop.createTask(lost(world), { name: 'flagged' }) as Task & { _logDestroyPending: boolean };
        flagged._logDestroyPending = false;
        loop.createTask(lost(world), { name: 'control' });
        await env.spin(2);
        expect(flagged.done()).to.equal(false);
      };
      await work();
      const reports = await reportsOf(world, 1);
      expect(reports.map(({ task }) => task?.getName())).to.deep.equal(['control']);
    },
    { on: 'typescript' },
  );

  test(
    'task.destroyed_pending.flag_suppresses',
    'sets the flag of tasks that have waited for a while',
    async (world) => {
      const { loop, env } = world;
      const work = async (): Promise<void> => {
        type Flagged = Task & { _logDestroyPending: boolean };
        const make = (name: string): Flagged => loop.createTask(lost(world), { name }) as Flagged;
        const [flagged, both] = [make('flagged'), make('set and cleared')];
        await env.spin(2);
        await growOld(env);
        flagged._logDestroyPending = false;
        both._logDestroyPending = false;
        both._logDestroyPending = true;
        expect([flagged, both].map((task) => task._logDestroyPending)).to.deep.equal([false, true]);
      };
      await work();
      const reports = await reportsOf(world, 1);
      expect(reports.map(({ task }) => task?.getName())).to.deep.equal(['set and cleared']);
    },
    { on: 'typescript' },
  );

  test(
    'task.destroyed_pending.reported',
    'drops tasks that ended after a while, and one that waits',
    async (world) => {
      const { loop, env } = world;
      const work = async (): Promise<void> => {
        const gate = loop.createFuture();
        function* ending(error: unknown): Coroutine {
          yield* gate;
          if (error !== null) throw error;
          return 'ended';
        }
        const ended = loop.createTask(ending(null));
        const failed = loop.createTask(ending(new ValueError('seen')));
        loop.createTask(lost(world), { name: 'control' });
        await env.spin(2);
        await growOld(env);
        gate.setResult(null);
        await env.spin(2);
        expect([ended.result(), isKind(failed.exception(), ValueError)]).to.deep.equal(['ended', true]);
      };
      await work();
      // The control is waited for; what else there is to report comes within as many collections.
      const reports = await reportsOf(world, 1);
      reports.push(...(await reportsOf(world, 1)));
      expect(reports.map(({ task }) => task?.getName())).to.deep.equal(['control']);
    },
    { on: 'typescript' },
  );

  test(
    'task.destroyed_pending.source_traceback_debug',
    'drops tasks made in debug mode and outside',
    async (world) => {
      const { loop, env } = world;
      const work = async (): Promise<void> => {
        for (const debug of [true, false]) {
          loop.setDebug(debug);
          loop.createTask(lost(world), { name: `debug ${String(debug)}` });
        }
        await env.spin(2);
      };
      await work();
      const reports = await reportsOf(world, 2);
      const found = reports.map((report) => [report.task?.getName(), 'sourceTraceback' in report]);
      expect(found.sort()).to.deep.equal([
        ['debug false', false],
        ['debug true', true],
      ]);
      for (const report of reports) {
        if ('sourceTraceback' in report) expect(report.sourceTraceback ?? null).to.not.equal(null);
      }
    },
    { on: 'typescript' },
  );

  test(
    'task.destroyed_pending.source_traceback_debug',
    'drops Python tasks made in debug mode and outside',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import gc
        async def lost(): await loop.create_future()
        seen = []
        loop.set_exception_handler(lambda *given: seen.append([given[-1]['task'].get_name(), bool(given[-1].get('source_traceback')), 'source_traceback' in given[-1]]))
        for debug in (True, False):
            loop.set_debug(debug)
            loop.create_task(lost(), name=f'debug {debug}')
        loop.call_soon(loop.call_soon, loop.stop)
        loop.run_forever()
        gc.collect()
        return sorted(seen)
        `,
        { loop },
      );
      expect(result).to.deep.equal([
        ['debug False', false, false],
        ['debug True', true, true],
      ]);
    },
    { on: 'python' },
  );

  for (const flag of [true, false]) {
    const clause = flag ? 'task.destroyed_pending.reported' : 'task.destroyed_pending.flag_suppresses';
    test(
      clause,
      'drops Python tasks that can never go on',
      ({ loop, env }) => {
        const result = env.python.exec(
          `
          import gc
          async def lost(): await loop.create_future()
          seen = []
          loop.set_exception_handler(lambda *given: seen.append(given[-1]))
          def make():
              task = loop.create_task(lost(), name='lost')
              task._log_destroy_pending = flag
              loop.create_task(lost(), name='control')
          make()
          loop.call_soon(loop.call_soon, loop.stop)
          loop.run_forever()
          gc.collect()
          return sorted([context['message'], context['task'].get_name(), isinstance(context['task'], asyncio.Task)]
                        for context in seen)
          `,
          { loop, flag },
        );
        const report = (name: string): unknown[] => [DESTROYED, name, true];
        expect(result).to.deep.equal(flag ? [report('control'), report('lost')] : [report('control')]);
      },
      { on: 'python' },
    );
  }

  test('task.destroyed_pending.scheduled_task_kept_alive', 'keeps no task but the futures', async (world) => {
    const { loop, asyncio, env } = world;
    const trace: string[] = [];
    const future = loop.createFuture<null>();
    function* body(name: string, wait: () => Iterable<unknown>): Coroutine<null> {
      trace.push(name);
      yield* wait() as unknown as Coroutine;
      trace.push(`${name} went on`);
      return null;
    }
    const make = (): void => {
      loop.createTask(body('future', () => future));
      loop.createTask(body('timer', () => asyncio.sleep(env.tick)));
      loop.createTask(body('turn', () => asyncio.sleep(0)));
    };
    make();
    await env.collectGarbage();
    await env.spin();
    await env.collectGarbage();
    future.setResult(null);
    await env.collectGarbage();
    for (let i = 0; i < 200 && trace.length < 6; i++) {
      await env.spin();
      await env.pause(env.tick / 10);
    }
    expect(trace.sort()).to.deep.equal(['future', 'future went on', 'timer', 'timer went on', 'turn', 'turn went on']);
    expect(env.takeReports()).to.deep.equal([]);
  });

  test('task.never_retrieved.reported', 'drops failed tasks, one of them retrieved', async (world) => {
    const { loop, env } = world;
    const work = async (): Promise<void> => {
      loop.createTask(raising(new ValueError('unseen')));
      const seen = loop.createTask(raising(new ValueError('seen')));
      const awaited = loop.createTask(raising(new ValueError('awaited')));
      const waiter = loop.createTask(awaiting(awaited));
      await env.spin(4);
      expect([isKind(seen.exception(), ValueError), isKind(waiter.exception(), ValueError)]).to.deep.equal([
        true,
        true,
      ]);
    };
    await work();
    const reports = await reportsOf(world, 1);
    expect(reports).to.have.lengthOf(1);
    expect(reports[0]?.message).to.match(NEVER_RETRIEVED);
    const { exception, future } = reports[0] ?? {};
    expect([isKind(exception, ValueError), String(exception)]).to.deep.equal([true, String(new ValueError('unseen'))]);
    expect(typeof future?.done, 'the future in the report').to.equal('function');
  });

  test('task.never_retrieved.cancel_clears', 'drops failed tasks, one of them after a cancel()', async (world) => {
    const { loop, env } = world;
    const work = async (): Promise<void> => {
      const refused = loop.createTask(raising(new ValueError('refused')));
      loop.createTask(raising(new ValueError('control')));
      await env.spin(2);
      expect([refused.done(), refused.cancel(), refused.cancelled()]).to.deep.equal([true, false, false]);
    };
    await work();
    const reports = await reportsOf(world, 1);
    expect(reports.map(({ exception }) => String(exception))).to.deep.equal([String(new ValueError('control'))]);
  });
});
