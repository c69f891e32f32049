/** What a report says, and what the default handler makes of it. */
import type { Handle } from '../../spec';
import { expect, recordLog, suite } from '../support';

const DOCUMENTED = [
  'asyncgen',
  'exception',
  'future',
  'handle',
  'handleTraceback',
  'message',
  'protocol',
  'socket',
  'sourceTraceback',
  'task',
  'transport',
];

export const reportsSuite = suite('errors', 'reports and the default handler', (test) => {
  test('errors.default_handler.logs_error', 'reports through both methods', (world) => {
    const { loop } = world;
    const take = recordLog(world);
    loop.setExceptionHandler(null);
    loop.callExceptionHandler({ message: 'boom one', exception: new RangeError('inner') });
    loop.defaultExceptionHandler({ message: 'boom two' });
    const records = take();
    expect(records.map((record) => record.level)).to.deep.equal(['error', 'error']);
    expect(records[0]?.text.startsWith('boom one'), records[0]?.text).to.equal(true);
    expect(records[1]?.text.startsWith('boom two'), records[1]?.text).to.equal(true);
  });

  test('errors.default_handler.exc_info', 'reports with an exception and without', (world) => {
    const { loop } = world;
    const take = recordLog(world);
    const error = new RangeError('inner');
    loop.defaultExceptionHandler({ message: 'with', exception: error });
    loop.defaultExceptionHandler({ message: 'without' });
    const records = take();
    expect(records.map((record) => record.level)).to.deep.equal(['error', 'error']);
    expect(records[0]?.exception).to.equal(error);
    expect(records[1]?.exception).to.equal(null);
  });

  test(
    'errors.default_handler.exc_info',
    'looks for type and traceback',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        records = []
        class Keep(logging.Handler):
            def emit(self, record): records.append(record)
        logger, keep = logging.getLogger('asyncio'), Keep()
        logger.addHandler(keep); logger.propagate = False
        try:
            try: 1 / 0
            except ZeroDivisionError as exc: error = exc
            loop.default_exception_handler({'message': 'm', 'exception': error})
        finally:
            logger.removeHandler(keep); logger.propagate = True
        kind, value, trace = records[0].exc_info
        return [len(records), kind is ZeroDivisionError, value is error, trace is not None and trace is error.__traceback__]
        `,
        { loop },
      );
      expect(result).to.deep.equal([1, true, true, true]);
    },
    { on: 'python' },
  );

  test('errors.default_handler.exception_none', 'reports None for an exception', (world) => {
    const { loop } = world;
    const take = recordLog(world);
    loop.defaultExceptionHandler({ message: 'm', exception: null });
    const records = take();
    expect(records.map((record) => record.level)).to.deep.equal(['error']);
    expect(records[0]?.text).to.match(/^m/);
    expect(records[0]?.exception).to.equal(null);
  });

  test('errors.default_handler.default_message', 'reports without and with an empty message', (world) => {
    const { loop } = world;
    const take = recordLog(world);
    loop.setExceptionHandler(null);
    loop.callExceptionHandler({});
    loop.callExceptionHandler({ message: '' });
    const records = take();
    expect(records).to.have.length(2);
    for (const { text } of records) expect(text).to.match(/^Unhandled exception in event loop/);
  });

  test('errors.default_handler.lists_context', 'reports three further keys', (world) => {
    const { loop } = world;
    const take = recordLog(world);
    loop.defaultExceptionHandler({ message: 'm', zed: 'last', alpha: 1, exception: new RangeError('inner'), mid: 2 });
    const records = take();
    expect(records).to.have.length(1);
    const lines = (records[0]?.text ?? '').split('\n');
    expect(lines.map((line) => line.replace(/'/g, ''))).to.deep.equal(['m', 'alpha: 1', 'mid: 2', 'zed: last']);
  });

  test(
    'errors.default_handler.source_traceback',
    'reports both tracebacks',
    (world) => {
      const { loop, env } = world;
      const take = recordLog(world);
      env.python.exec(
        `
        import traceback
        for key in 'source_traceback', 'handle_traceback':
            loop.default_exception_handler({'message': 'm', key: traceback.extract_stack()})
        `,
        { loop },
      );
      const records = take();
      expect(records).to.have.length(2);
      expect(records[0]?.text).to.match(/Object created at \(most recent call last\):\n\s+File /);
      expect(records[1]?.text).to.match(/Handle created at \(most recent call last\):\n\s+File /);
    },
    { on: 'python' },
  );

  test(
    'errors.default_handler.source_traceback',
    'reports two stacks',
    (world) => {
      const { loop } = world;
      const take = recordLog(world);
      loop.defaultExceptionHandler({ message: 'm', sourceTraceback: ['at here (there.ts:1:1)'] });
      loop.defaultExceptionHandler({ message: 'm', handleTraceback: ['at here (there.ts:1:1)', 'at there'] });
      const records = take();
      expect(records).to.have.length(2);
      expect(records[0]?.text).to.match(/Object created at \(most recent call last\):\n\s+at here/);
      expect(records[1]?.text).to.match(/Handle created at \(most recent call last\):\n\s+at here.*\n\s+at there$/);
    },
    { on: 'typescript' },
  );

  test('errors.default_handler.adds_handle_traceback_in_debug', 'reports from a callback', async (world) => {
    const { loop, env } = world;
    const take = recordLog(world);
    loop.setExceptionHandler(null);
    const report = (): void => {
      loop.callExceptionHandler({ message: 'm' });
    };
    loop.callSoon(report);
    await env.spin();
    loop.setDebug(true);
    loop.callSoon(report);
    await env.spin();
    const reports = take().filter((record) => record.level === 'error');
    expect(reports.map(({ text }) => text.includes('Handle created at'))).to.deep.equal([false, true]);
  });

  test(
    'errors.default_handler.adds_handle_traceback_in_debug',
    'fails in a callback, reports after it',
    async (world) => {
      const { loop, env } = world;
      const take = recordLog(world);
      loop.setExceptionHandler(null);
      loop.setDebug(true);
      loop.callSoon(() => {
        throw new RangeError('as it must');
      });
      await env.spin();
      loop.callExceptionHandler({ message: 'outside' });
      const texts = take()
        .filter((record) => record.level === 'error')
        .map(({ text }) => text);
      expect(texts.map((text) => text.includes('Object created at'))).to.deep.equal([true, false]);
      expect(texts.filter((text) => text.includes('Handle created at'))).to.deep.equal([]);
    },
  );

  for (const method of ['call_soon', 'call_soon_threadsafe', 'call_later', 'call_at'] as const) {
    test('errors.callback.context_keys', `fails in a callback of ${method}()`, async ({ loop, env }) => {
      const error = new RangeError('as it must');
      const fail = (): never => {
        throw error;
      };
      let handle: Handle;
      if (method === 'call_soon') handle = loop.callSoon(fail);
      else if (method === 'call_soon_threadsafe') handle = loop.callSoonThreadsafe(fail);
      else handle = method === 'call_later' ? loop.callLater(0, fail) : loop.callAt(loop.time() - 1, fail);
      await env.spin(2);
      const reports = env.takeReports();
      expect(reports).to.have.length(1);
      expect(reports[0]?.exception).to.equal(error);
      if (method === 'call_soon_threadsafe') expect(reports[0]?.handle ?? null).not.to.equal(null);
      else expect(reports[0]?.handle).to.equal(handle);
      expect(reports[0]?.message).to.match(/^Exception in callback/);
    });
  }

  test('errors.documented_keys', 'collects the keys of two reports', async ({ loop, env }) => {
    const fail = (): never => {
      throw new RangeError('as it must');
    };
    loop.callSoon(fail);
    loop.setDebug(true);
    loop.callLater(0, fail);
    await env.spin(2);
    const reports = env.takeReports();
    expect(reports).to.have.length(2);
    for (const report of reports) expect(DOCUMENTED).to.include.members(Object.keys(report));
  });

  test('errors.callback.message_names_callback', 'fails in a named function', async (world) => {
    const { loop, subject, env } = world;
    const zeroError = (): never => {
      throw new RangeError('as it must');
    };
    const callback =
      subject.python === undefined
        ? zeroError
        : (subject.python.exec('def zeroError(): 1 / 0\nreturn zeroError') as () => void);
    loop.callSoon(callback);
    await env.spin();
    const reports = env.takeReports();
    expect(reports).to.have.length(1);
    expect(reports[0]?.message).to.contain('zeroError');
  });

  test('errors.callback.source_traceback_only_in_debug', 'fails with debug mode off and on', async ({ loop, env }) => {
    const fail = (): never => {
      throw new RangeError('as it must');
    };
    loop.callSoon(fail);
    await env.spin();
    loop.setDebug(true);
    loop.callSoon(fail);
    loop.callLater(0, fail);
    await env.spin(2);
    const reports = env.takeReports();
    expect(reports.map((report) => 'sourceTraceback' in report)).to.deep.equal([false, true, true]);
    for (const report of reports.slice(1)) expect(report.sourceTraceback ?? null).not.to.equal(null);
  });

  test('errors.callback.reported_immediately', 'fails in the first of two callbacks', async ({ loop, env }) => {
    const trace: string[] = [];
    loop.setExceptionHandler(() => trace.push('handler'));
    loop.callSoon(() => {
      trace.push('failing');
      throw new RangeError('as it must');
    });
    loop.callSoon(() => trace.push('next'));
    await env.spin();
    expect(trace).to.deep.equal(['failing', 'handler', 'next']);
  });
});
