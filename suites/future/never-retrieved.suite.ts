/** Errors that nobody asked for. */
import type { AbstractEventLoop, AsyncioModule, Future } from '../../spec';
import { expect, suite } from '../support';
import type { Environment } from '../support/environment';

type Lose = (future: Future) => unknown;

/** Makes a future, does `lose` to it, and loses it; beside it a control that must be reported. Returns the messages of the errors reported. */
async function losing(env: Environment, loop: AbstractEventLoop, lose: Lose): Promise<readonly string[]> {
  await (async () => {
    const control = loop.createFuture();
    control.setException(new RangeError('control'));
    await lose(loop.createFuture());
  })();
  await env.spin(2);
  for (let i = 0; i < 3; i++) {
    await env.collectGarbage();
    await env.spin();
  }
  return env
    .takeReports()
    .map((report) => (report.exception as { message?: string } | undefined)?.message ?? 'no exception')
    .sort();
}

const fail: Lose = (future) => future.setException(new RangeError('lost'));

export const neverRetrievedSuite = suite('future', 'exceptions never retrieved', (test) => {
  const ts = { on: 'typescript', timeout: 20 } as const;
  const py = { on: 'python' } as const;

  test(
    'future.never_retrieved.reported',
    'loses a failed future',
    async ({ loop, asyncio, env }) => {
      const error = new RangeError('lost');
      (() => {
        loop.createFuture().setException(error);
      })();
      await env.spin(2);
      for (let i = 0; i < 3; i++) await env.collectGarbage();
      const reports = env.takeReports();
      expect(reports).to.have.length(1);
      expect(reports[0]?.message).to.match(/^\w+ exception was never retrieved$/);
      expect(reports[0]?.exception).to.equal(error);
      expect(asyncio.isfuture(reports[0]?.future), 'the future, or what stands for it').to.equal(true);
      expect(reports[0], 'outside debug mode').to.not.have.property('sourceTraceback');
    },
    ts,
  );

  const silent: readonly (readonly [
    clause:
      | 'future.never_retrieved.exception_clears'
      | 'future.never_retrieved.result_clears'
      | 'future.never_retrieved.await_clears'
      | 'future.never_retrieved.cancel_clears'
      | 'future.never_retrieved.no_report_otherwise',
    title: string,
    lose: (loop: AbstractEventLoop, asyncio: AsyncioModule) => Lose,
    python: string,
  ])[] = [
    [
      'future.never_retrieved.exception_clears',
      'asks for the exception',
      () => (future) => {
        fail(future);
        future.exception();
      },
      'f.set_exception(ValueError("lost")); f.exception()',
    ],
    [
      'future.never_retrieved.result_clears',
      'asks for the result',
      () => (future) => {
        fail(future);
        try {
          future.result();
        } catch {
          // The very error that was set.
        }
      },
      `
try:
    f.set_exception(ValueError("lost")); f.result()
except ValueError: pass`,
    ],
    [
      'future.never_retrieved.await_clears',
      'awaits it',
      (loop) => async (future) => {
        fail(future);
        await loop.runUntilComplete(
          (function* () {
            try {
              yield* future;
            } catch {
              // The very error that was set.
            }
          })(),
        );
      },
      `
async def body():
    try: await f
    except ValueError: pass
f.set_exception(ValueError("lost")); loop.run_until_complete(body())`,
    ],
    [
      'future.never_retrieved.cancel_clears',
      'cancels it in vain',
      () => (future) => {
        fail(future);
        future.cancel();
      },
      'f.set_exception(ValueError("lost")); f.cancel()',
    ],
    ['future.never_retrieved.no_report_otherwise', 'loses one that is pending', () => () => {}, 'pass'],
    [
      'future.never_retrieved.no_report_otherwise',
      'loses one with a result',
      () => (future) => future.setResult(1),
      'f.set_result(1)',
    ],
    [
      'future.never_retrieved.no_report_otherwise',
      'loses one that was cancelled',
      () => (future) => future.cancel(),
      'f.cancel()',
    ],
  ];
  for (const [clause, title, lose, source] of silent) {
    test(
      clause,
      title,
      async ({ loop, asyncio, env }) => {
        expect(await losing(env, loop, lose(loop, asyncio))).to.deep.equal(['control']);
      },
      ts,
    );

    test(
      clause,
      `${title}, in Python`,
      ({ loop, env }) => {
        expect(env.python.exec(pythonSource(source), { loop })).to.deep.equal(['control']);
      },
      py,
    );
  }

  const reported = [
    [
      'future.never_retrieved.callback_does_not_clear',
      'has a callback that looks away',
      (future: Future) => {
        future.addDoneCallback(() => {});
        fail(future);
      },
      `
f.add_done_callback(lambda f: None); f.set_exception(ValueError("lost"))
loop.call_soon(loop.stop); loop.run_forever()`,
    ],
    [
      'future.repr.retrieval_neutral',
      'prints it',
      (future: Future) => {
        fail(future);
        return String(future);
      },
      'f.set_exception(ValueError("lost")); repr(f)',
    ],
  ] as const;
  for (const [clause, title, lose, source] of reported) {
    test(
      clause,
      title,
      async ({ loop, env }) => {
        expect(await losing(env, loop, lose)).to.deep.equal(['control', 'lost']);
      },
      ts,
    );

    test(
      clause,
      `${title}, in Python`,
      ({ loop, env }) => {
        expect(env.python.exec(pythonSource(source), { loop })).to.deep.equal(['control', 'lost']);
      },
      py,
    );
  }

  test(
    'future.never_retrieved.no_early_report',
    'keeps a failed future for a few iterations',
    async ({ loop, env }) => {
      const future = loop.createFuture();
      future.setException(new RangeError('kept'));
      await env.spin(3);
      await env.collectGarbage();
      await env.spin();
      expect(env.takeReports()).to.deep.equal([]);
      expect(future.exception()).to.be.instanceOf(RangeError);
    },
  );

  test(
    'future.never_retrieved.reported',
    'loses a failed future and one of a subclass, in Python',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import asyncio, gc
      class Special(asyncio.Future): pass
      seen = []
      loop.set_exception_handler(lambda *given: seen.append(given[-1]))
      error = ValueError('lost')
      f = loop.create_future()
      name = type(f).__name__
      f.set_exception(error)
      del f
      g = Special(loop=loop)
      g.set_exception(error)
      del g
      gc.collect()
      return [[c['message'].replace(name, 'Future', 1) for c in seen], [c['exception'] is error for c in seen], [asyncio.isfuture(c['future']) for c in seen]]
      `,
        { loop },
      );
      expect(result).to.deep.equal([
        ['Future exception was never retrieved', 'Special exception was never retrieved'],
        [true, true],
        [true, true],
      ]);
    },
    py,
  );

  test(
    'future.never_retrieved.source_traceback_debug',
    'loses one made in debug mode and one outside',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc
      seen = []
      loop.set_exception_handler(lambda *given: seen.append('source_traceback' in given[-1]))
      for debug in (True, False):
          loop.set_debug(debug)
          f = loop.create_future()
          f.set_exception(ValueError())
          del f
          gc.collect()
      return seen
      `,
        { loop },
      );
      expect(result).to.deep.equal([true, false]);
    },
    py,
  );

  test(
    'future.never_retrieved.source_traceback_debug',
    'loses one made in debug mode',
    async ({ loop, env }) => {
      (() => {
        loop.setDebug(true);
        const future = loop.createFuture();
        loop.setDebug(false);
        future.setException(new RangeError('lost'));
      })();
      await env.spin(2);
      for (let i = 0; i < 3; i++) await env.collectGarbage();
      const [report] = env.takeReports();
      expect(report).to.have.property('sourceTraceback');
    },
    ts,
  );
});

/** Loses a control and a future `f` to which `source` was done; returns what was reported. */
function pythonSource(source: string): string {
  const lines = source.split('\n').filter((line) => line.trim() !== '');
  return `
import gc
seen = []
loop.set_exception_handler(lambda *given: seen.append(str(given[-1].get('exception'))))
control = loop.create_future()
control.set_exception(ValueError('control'))
def lose(f):
${lines.map((line) => `    ${line}`).join('\n')}
lose(loop.create_future())
del control
gc.collect()
return sorted(seen)
`;
}
