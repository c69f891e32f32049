/** Tests of who is accused: which failed tests are blocked, and by which clause. */
import { expect } from 'chai';
import type { ClauseId } from '../../spec';
import {
  ENDING_GROUNDS,
  FURTHER_GROUNDS,
  GROUNDS,
  INNER_GROUNDS,
  PART_GROUNDS,
  TRANSPORT_GROUNDS,
} from '../../spec/grounds';
import { groundsFirst } from '../../runner/attribution/attribute';
import { blockedBy } from '../../runner/attribution/blocking';
import type { FailedTest } from '../../runner/attribution/failed-test';
import { digestOf, Likeness } from '../../runner/attribution/likeness';
import { recordReliance } from '../../runner/attribution/record';
import { socketsMissing } from '../../reference/sockets';
import { verdictOf } from '../../runner/results/verdict';
import { findClause } from '../../spec';
import { SUITES, testId } from '../../suites';

const RETURNS = 'threads.call_soon_threadsafe.returns_handle';
const EXPLICIT = 'context.call_soon_threadsafe.explicit';
const CANCEL = 'handles.cancel.prevents_call';

function failed(clause: ClauseId, title = 'fails'): FailedTest {
  return { id: `${clause}: ${title}`, clause };
}
const reliance = (
  ...entries: readonly (readonly [FailedTest, ...string[]])[]
): ReadonlyMap<string, readonly string[]> => new Map(entries.map(([{ id }, ...names]) => [id, names]));

describe('attribution', () => {
  const ground = failed(RETURNS);
  const user = failed(EXPLICIT);

  it('blocks a test by the failed ground of a name that it uses', () => {
    const uses = reliance(
      [user, 'loop.call_soon_threadsafe', 'loop.call_soon_threadsafe()'],
      [ground, 'loop.call_soon_threadsafe'],
    );
    expect([...blockedBy([ground, user], uses)]).to.deep.equal([[user.id, RETURNS]]);
  });

  it('blocks nothing where the ground holds, or the name is not used', () => {
    const uses = reliance([user, 'loop.call_soon_threadsafe()']);
    expect([...blockedBy([user], uses)]).to.deep.equal([]);
    expect([...blockedBy([ground, user], reliance([user, 'loop.call_soon']))]).to.deep.equal([]);
  });

  it('lets both fail where each relies on the other', () => {
    const other = failed(CANCEL);
    const uses = reliance(
      [other, 'loop.call_soon_threadsafe()'],
      [ground, 'handle.cancel', 'loop.call_soon_threadsafe()'],
    );
    expect([...blockedBy([ground, other], uses)]).to.deep.equal([]);
  });

  it('blocks by what is broken in any case, though another of its tests relies back', () => {
    const other = failed(CANCEL);
    const leaning = failed(RETURNS, 'fails besides');
    const uses = reliance(
      [other, 'loop.call_soon_threadsafe()'],
      [ground, 'loop.call_soon_threadsafe'],
      [leaning, 'handle.cancel', 'loop.call_soon_threadsafe()'],
    );
    expect([...blockedBy([leaning, other], uses)]).to.deep.equal([]);
    expect([...blockedBy([ground, leaning, other], uses)]).to.deep.equal([[other.id, RETURNS]]);
  });

  it('passes a blocked ground on to what blocks it', () => {
    const other = failed(CANCEL);
    const third = failed('executor.run_in_executor.wakes_loop');
    const uses = reliance(
      [other, 'loop.call_soon_threadsafe()'],
      [third, 'handle.cancel', 'loop.call_soon_threadsafe()'],
    );
    expect(blockedBy([ground, other, third], uses).get(third.id)).to.equal(RETURNS);
  });

  it('blocks by a ground that failed in what the test does, and not in something else', () => {
    const other = failed(CANCEL, 'cancels a callback of call_soon_threadsafe()');
    const third = failed('timers.call_later.cancel');
    const uses = reliance(
      [other, 'loop.call_soon_threadsafe', 'handle.cancel'],
      [third, 'handle.cancel', 'loop.call_later'],
    );
    expect([...blockedBy([other, third], uses)]).to.deep.equal([]);
  });

  it('blocks by what a loop calls by itself, after what the test calls, and makes no circle of it', () => {
    const other = failed('combinators.gather.cancel');
    const copy = failed('future.exception.returned');
    const uses = reliance([other, 'asyncio.gather', 'inner future.exception'], [copy, 'future.exception']);
    expect([...blockedBy([copy, other], uses)]).to.deep.equal([[other.id, copy.clause]]);
    const back = reliance([other, 'inner future.exception'], [copy, 'asyncio.gather', 'inner task.cancel']);
    expect([...blockedBy([copy, other], back)]).to.deep.equal([[other.id, copy.clause]]);
    const cancel = failed('task.cancel.pending_true');
    const circle = reliance([cancel, 'inner future.exception'], [copy, 'inner task.cancel']);
    expect([...blockedBy([copy, cancel], circle)]).to.deep.equal([]);
  });

  it('blocks by what transports and servers are asked for on the way', () => {
    const writes = failed('transport.write.order_and_integrity');
    const other = failed('transport.set_protocol.redirects');
    const uses = reliance([writes, 'transport.write'], [other, 'transport.write', 'transport.set_protocol']);
    expect([...blockedBy([writes, other], uses)]).to.deep.equal([[other.id, writes.clause]]);
  });

  describe('by a fault that was met before', () => {
    const says = (test: FailedTest, message: string): FailedTest => ({
      ...test,
      error: { name: 'AssertionError', message },
    });
    const digest = (message: string): string => digestOf({ name: 'AssertionError', message });
    const likeness = new Likeness({
      [RETURNS]: [
        `${EXPLICIT} ${digest('no context')}, ${CANCEL} ${digest('called')}, ${RETURNS} ${digest('no handle')}`,
      ],
    });
    const broken = says(ground, 'no handle');

    it('blocks what says the same', () => {
      const beside = [says(user, 'no context'), says(failed(CANCEL), 'called')];
      const blocked = blockedBy([broken, ...beside], new Map(), { likeness });
      expect([...blocked]).to.deep.equal(beside.map(({ id }) => [id, RETURNS]));
    });

    it('blocks nothing that says something else, or where the clause holds or fails in another way', () => {
      const beside = [says(user, 'no context'), says(failed(CANCEL), 'called')];
      expect(blockedBy([broken, says(user, 'another context')], new Map(), { likeness }).size).to.equal(0);
      expect(blockedBy(beside, new Map(), { likeness }).size).to.equal(0);
      expect(blockedBy([says(ground, 'something else'), ...beside], new Map(), { likeness }).size).to.equal(0);
    });

    it('does not take a fault for met of which most is missing, save what was not tested', () => {
      const learnt = new Likeness({
        [RETURNS]: [
          `${EXPLICIT} ${digest('x')}, ${CANCEL} 00000, timers.time.monotonic 00000, ${RETURNS} ${digest('y')}, x 0, y 0`,
        ],
      });
      const all = [says(ground, 'y'), says(user, 'x')];
      expect(blockedBy(all, new Map(), { likeness: learnt }).size).to.equal(0);
      const tested = new Set([RETURNS, EXPLICIT] as const);
      expect([...blockedBy(all, new Map(), { likeness: learnt, tested })]).to.deep.equal([[user.id, RETURNS]]);
    });
  });

  it('records options, what transports and servers are asked for, and what the reference does by itself', async () => {
    const clauses: readonly string[] = ['task.create_task.context', 'server.close.keeps_clients'];
    const ids = SUITES.flatMap((suite) => suite.tests).filter(({ clause }) => clauses.includes(clause));
    const names = [...(await recordReliance(ids.map(testId))).values()].flat();
    expect(names).to.include.members([
      'loop.create_task(context)',
      'inner future.result',
      'transport.write',
      'server.close',
    ]);
  });

  it('records what needs descriptors on the loop that has them', async function () {
    if (socketsMissing() !== null) this.skip();
    const clauses: readonly string[] = ['sock.cancel.unregisters', 'fd.remove.return_value'];
    const ids = SUITES.flatMap((suite) => suite.tests).filter(({ clause }) => clauses.includes(clause));
    const names = [...(await recordReliance(ids.map(testId))).values()].flat();
    expect(names).to.include.members(['loop.sock_recv', 'loop.add_reader', 'loop.remove_reader', 'loop.remove_writer']);
  });

  it('goes on recording after a test that takes the process along', async () => {
    const of = (clause: string): readonly string[] =>
      SUITES.flatMap((suite) => suite.tests)
        .filter((test) => test.clause === clause)
        .map(testId);
    const later = of('callbacks.call_soon.fifo');
    const found = await recordReliance([...of('pipe.write.base_protocol_enough'), ...later]);
    for (const id of later) expect(found.has(id), id).to.equal(true);
  });

  it('blocks a test that left behind what another clause forbids', () => {
    const left: FailedTest = { ...user, relies: [RETURNS] };
    expect(blockedBy([ground, left], new Map()).get(left.id)).to.equal(RETURNS);
  });

  describe('by what the words of a failure tell', () => {
    const says = (clause: ClauseId, name: string, message: string, title?: string): FailedTest => ({
      ...failed(clause, title),
      error: { name, message },
    });

    it('tells once that the process exits where somebody asks for it', () => {
      const exits = 'the call raised PeerDied: the Python process ended with exit code 3 instead of SystemExit';
      const cause = says('running.exit_request.system_exit_propagates', 'AssertionError', exits);
      const other = says('running.run_until_complete.raises_exit_request', 'AssertionError', exits);
      expect([...blockedBy([cause, other], new Map())]).to.deep.equal([[other.id, cause.clause]]);
      const returns = says('running.exit_request.system_exit_propagates', 'AssertionError', 'it returned');
      expect(blockedBy([returns, other], new Map()).size).to.equal(0);
    });

    it('tells once that a run outlives an exit request, by the class of the request', () => {
      const goesOn = (method: string, request: string): string =>
        `the call raised OutOfPatience: waited 5 s for ${method}() to return instead of ${request}`;
      const cause = says(
        'running.exit_request.system_exit_propagates',
        'AssertionError',
        goesOn('run_forever', 'SystemExit'),
      );
      const clause = 'running.run_until_complete.raises_exit_request';
      const other = says(clause, 'AssertionError', goesOn('run_until_complete', 'SystemExit'));
      const third = says(clause, 'AssertionError', goesOn('run_until_complete', 'KeyboardInterrupt'), 'another');
      expect([...blockedBy([cause, other, third], new Map())]).to.deep.include([other.id, cause.clause]);
      const interrupt = 'running.exit_request.keyboard_interrupt_propagates';
      const second = says(interrupt, 'AssertionError', goesOn('run_forever', 'KeyboardInterrupt'));
      expect([...blockedBy([cause, second, other, third], new Map())]).to.deep.equal([
        [other.id, cause.clause],
        [third.id, interrupt],
      ]);
    });

    it('tells once what is reported of the end of a transport', () => {
      const report = 'unexpected report to the exception handler: Exception in callback f() (CancelledError)';
      const cause = says('transport.abort.drops_buffer', 'LeftBehind', report);
      const other = says('datagram.broadcast.sets_option', 'LeftBehind', report);
      const third = says('datagram.extra.names', 'LeftBehind', report.replace('CancelledError', 'OSError'));
      expect([...blockedBy([cause, other, third], new Map())]).to.deep.equal([[other.id, cause.clause]]);
      // Whether the reader's or the writer's callback comes first differs each time.
      const fourth = says('datagram.extra.names', 'LeftBehind', report.replace('f()', 'g()'));
      expect([...blockedBy([cause, fourth], new Map())]).to.deep.equal([[fourth.id, cause.clause]]);
      // Of the clauses about such an end the first is accused, whichever test comes first.
      const later = says('transport.abort.after_close', 'LeftBehind', report);
      expect([...blockedBy([later, cause], new Map())]).to.deep.equal([[later.id, cause.clause]]);
      expect([...blockedBy([later], new Map())]).to.deep.equal([]);
    });

    it('tells once which attribute is missing, also where a helper of Python missed it', () => {
      const cause = says('task.cancelling.initial_zero', 'TypeError', 'task.cancelling is not a function');
      const other = says(
        'combinators.wait_for.timeout',
        'AttributeError',
        "'Task' object has no attribute 'cancelling'",
      );
      const third = says('combinators.timeout.expires', 'AttributeError', "'Task' object has no attribute 'uncancel'");
      expect([...blockedBy([cause, other, third], new Map())]).to.deep.equal([[other.id, cause.clause]]);
    });

    it('tells once that what is returned for a task is none, and lacks what tasks have', () => {
      const cause = says(
        'task.create_task.returns_task',
        'AssertionError',
        'an instance of Task: expected false to equal true',
      );
      const other = says('task.name.none_is_default', 'TypeError', 'task.getName is not a function');
      const uses = reliance([cause, 'loop.create_task', 'task.get_coro'], [other, 'Task', 'task.get_name']);
      expect([...blockedBy([cause, other], uses)]).to.deep.equal([[other.id, cause.clause]]);
      // A name that is wrong comes of a class of tasks that the module has, and the loop does not use.
      const named = says(other.clause, 'AssertionError', "expected 'None' to match /^Task-/");
      expect([...blockedBy([cause, named], uses)]).to.deep.equal([[cause.id, named.clause]]);
    });

    it('tells once that an option of a method is not taken at all', () => {
      const tried =
        'create_connection() refuses happy_eyeballs_delay, interleave: expected [ Array(2) ] to deeply equal []';
      const cause = says('abstract.options.connections', 'AssertionError', tried);
      const unknown = "Loop.create_connection() got an unexpected keyword argument 'interleave'";
      const other = says('connection.interleave.first_family_count', 'TypeError', unknown);
      const late = `the awaited raised TypeError: ${unknown} instead of OSError`;
      const third = says('connection.interleave.default_order', 'AssertionError', late);
      const elsewhere = says(
        'server.reuse_port.default_off',
        'TypeError',
        unknown.replace('create_connection', 'create_server'),
      );
      expect([...blockedBy([cause, other, third, elsewhere], new Map())]).to.deep.equal([
        [other.id, cause.clause],
        [third.id, cause.clause],
      ]);
      const another = says(
        cause.clause,
        'AssertionError',
        tried.replace('happy_eyeballs_delay, interleave', 'all_errors'),
      );
      expect([...blockedBy([another, other], new Map())]).to.deep.equal([]);
    });

    it('tells once that an exit request is reported', () => {
      const cause = says(
        'errors.callback.no_handler_call_for_exit_requests',
        'AssertionError',
        'expected [ 1 ] to deeply equal []',
      );
      const left = (what: string): string =>
        `unexpected report to the exception handler: Exception in callback (${what})`;
      const clause = 'running.run_until_complete.exit_request_leaves_no_pending_stop';
      const other = says(clause, 'LeftBehind', left('SystemExit: 3'));
      expect([...blockedBy([cause, other], new Map())]).to.deep.equal([[other.id, cause.clause]]);
      const error = says(clause, 'LeftBehind', left('ValueError: 3'));
      expect([...blockedBy([cause, error], new Map())]).to.deep.equal([]);
    });

    it('tells once that a closed loop makes tasks, which nobody ends', () => {
      const cause = says('task.create_task.closed_loop', 'AssertionError', 'expected [ 1 ] to deeply equal []');
      const left = (what: string): string => `unexpected report to the exception handler: ${what}`;
      const clause = 'closing.rejects.create_task';
      const other = says(clause, 'LeftBehind', left('Task was destroyed but it is pending!'));
      expect([...blockedBy([cause, other], new Map())]).to.deep.equal([[other.id, cause.clause]]);
      const error = says(clause, 'LeftBehind', left('Exception in callback (ValueError: 3)'));
      expect([...blockedBy([cause, error], new Map())]).to.deep.equal([]);
    });

    it('tells once that transports lack a method, by what that is for', () => {
      const lacks = 'transport.isReading is not a function';
      const cause = says('transport.reading.is_reading', 'TypeError', lacks);
      const other = says('transport.reading.after_close', 'TypeError', lacks);
      const uses = reliance([cause, 'transport.is_reading'], [other, 'transport.is_reading', 'transport.close']);
      expect([...blockedBy([cause, other], uses)]).to.deep.equal([[other.id, cause.clause]]);
      const wrong = says(cause.clause, 'AssertionError', 'expected true to equal false');
      expect([...blockedBy([wrong, other], uses)]).to.deep.equal([]);
    });

    it('tells once that there is no task factory, and no handler of signals', () => {
      const factory = says('task.factory.set_get', 'NotImplementedError', '');
      const maker = says('combinators.task_group.requires_task', 'NotImplementedError', '');
      const signal = says('signals.add_signal_handler.calls_callback', 'NotImplementedError', '');
      const late = 'with a coroutine function raised NotImplementedError:  instead of TypeError';
      const refused = says('signals.errors.coroutine_rejected', 'AssertionError', late);
      const uses = reliance(
        [factory, 'loop.set_task_factory', 'loop.get_task_factory'],
        [maker, 'loop.set_task_factory'],
        [signal, 'loop.add_signal_handler', 'loop.remove_signal_handler'],
        [refused, 'loop.add_signal_handler'],
      );
      expect([...blockedBy([factory, maker, signal, refused], uses)]).to.deep.equal([
        [maker.id, factory.clause],
        [refused.id, signal.clause],
      ]);
    });

    it('tells once that nobody reaches a server', () => {
      const refused = 'connect: connect ECONNREFUSED 127.0.0.1:60000';
      const cause = says('server.start_serving.true_default', 'WireError', refused);
      const other = says('server.wait_closed.waits_for_connections', 'WireError', refused);
      expect([...blockedBy([cause, other], new Map())]).to.deep.equal([[other.id, cause.clause]]);
    });

    it('tells once that a server names no socket', () => {
      const cause = says('server.result.object', 'AssertionError', 'the server has no socket');
      const other = says('tls.connection.roundtrip', 'AssertionError', 'the server has no socket');
      const uses = reliance([cause, 'loop.create_server(ssl)'], [other, 'loop.create_server(ssl)']);
      expect([...blockedBy([cause, other], uses)]).to.deep.equal([[other.id, cause.clause]]);
    });

    it('tells once that waiting for a function holds up the loop, in which no function of the test begins then', () => {
      const late = "expected [ true ] to deeply equal [ 'timer', true ]";
      const cause = says('executor.run_in_executor.other_thread', 'AssertionError', late);
      const other = says('executor.run_in_executor.result_and_args', 'Hang', 'still running after 10 s');
      const uses = reliance([cause, 'loop.run_in_executor'], [other, 'loop.run_in_executor']);
      expect([...blockedBy([cause, other], uses)]).to.deep.equal([[other.id, cause.clause]]);
      const refused = says(cause.clause, 'TypeError', 'it takes no function');
      expect([...blockedBy([refused, other], uses)]).to.deep.equal([[refused.id, other.clause]]);
    });

    it('tells once that a loop has an order of its own, in which stop() has its place', () => {
      const order = 'expected [ Array(100) ] to deeply equal [ Array(100) ]';
      const cause = says('callbacks.call_soon.fifo', 'AssertionError', order);
      const stop = says(
        'running.stop.defers_callbacks_of_last_batch',
        'AssertionError',
        'expected [ 2 ] to equal [ 1 ]',
      );
      const uses = reliance([cause, 'env.spin', 'loop.call_soon'], [stop, 'env.spin', 'loop.call_soon']);
      expect([...blockedBy([cause, stop], uses)]).to.deep.equal([[stop.id, cause.clause]]);
      const fewer = says(cause.clause, 'AssertionError', 'expected [ Array(48) ] to deeply equal [ Array(100) ]');
      expect([...blockedBy([fewer, stop], uses)]).to.deep.equal([]);
    });

    it('tells once what is not supported, or is not to be had', () => {
      const cause = says('datagram.result.pair', 'RuntimeError', 'create_datagram_endpoint is not supported');
      const other = says(
        'datagram.args.family_only',
        'AssertionError',
        'the awaited raised RuntimeError: create_datagram_endpoint is not supported instead of ValueError',
      );
      const endpoints = (...tests: readonly FailedTest[]): ReadonlyMap<string, readonly string[]> =>
        new Map(
          tests.map(({ id }) => [id, ['loop.create_datagram_endpoint', 'loop.create_datagram_endpoint(remote_addr)']]),
        );
      expect([...blockedBy([cause, other], endpoints(cause, other))]).to.deep.equal([[other.id, cause.clause]]);
      const unknown = says('datagram.remote_addr.connects', 'OSError', "unknown host '127.0.0.1'");
      const beside = says('datagram.sendto.empty_sent', 'OSError', "unknown host '127.0.0.1'");
      expect([...blockedBy([unknown, beside], endpoints(unknown, beside))]).to.deep.equal([
        [beside.id, unknown.clause],
      ]);
    });

    it('tells once that a transport cannot take a write, and of the reads of one what they say themselves', () => {
      const raised = ['PanicException', 'source slice length (262144)'] as const;
      const cause = says('transport.write.never_blocks', ...raised);
      const other = says('transport.abort.drops_buffer', ...raised);
      const third = says('transport.reading.pause_holds_data', 'AssertionError', 'expected 1 to equal 2');
      const uses = reliance(
        [cause, 'transport.write', 'transport.abort'],
        [other, 'transport.write', 'transport.abort'],
        [third, 'transport.abort'],
      );
      expect(blockedBy([cause, other, third], uses).get(other.id)).to.equal(cause.clause);
      expect([...blockedBy([cause, third], uses)]).to.deep.equal([]);
    });

    it('tells once that the end of a pipe is not told, of which children have several', () => {
      const cause = says('pipe.read.data_and_eof', 'OutOfPatience', 'waited 5 s for run_until_complete() to return');
      const other = says('subprocess.exited.once', 'OutOfPatience', 'waited 0.5 s for run_until_complete() to return');
      const third = says('subprocess.data.received', 'AssertionError', 'expected 1 to equal 2');
      const uses = reliance(
        [other, 'loop.subprocess_exec'],
        [third, 'loop.subprocess_exec'],
        [cause, 'loop.connect_read_pipe'],
      );
      expect([...blockedBy([cause, other, third], uses)]).to.deep.equal([[other.id, cause.clause]]);
    });

    it('tells once that a call refuses its argument, whatever error a test had waited for', () => {
      const cause = says('server.host.sequence', 'TypeError', "unhashable type: 'HostList'");
      const plain = says('server.host.duplicates_bound_once', 'TypeError', "unhashable type: 'HostList'");
      const waited = says(
        'server.error.partial_failure_closes',
        'AssertionError',
        "create_server() raised TypeError: unhashable type: 'HostList' instead of OSError",
      );
      const other = says('server.port.zero_picks_free', 'TypeError', 'an integer is required');
      const all = [cause, plain, waited, other];
      const uses = new Map(all.map(({ id }) => [id, ['loop.create_server']]));
      expect([...blockedBy(all, uses)]).to.deep.equal([
        [plain.id, cause.clause],
        [waited.id, cause.clause],
      ]);
    });

    it('tells once that a coroutine comes in place of a future, whatever a test misses of it', () => {
      const cause = says(
        'executor.run_in_executor.returns_future',
        'AttributeError',
        "'coroutine' object has no attribute 'get_loop'",
      );
      const user = says(
        'executor.run_in_executor.completes_after_close',
        'AttributeError',
        "'coroutine' object has no attribute 'done'",
      );
      const other = says('executor.shutdown_default_executor.waits', 'AssertionError', 'expected 1 to equal 2');
      const all = [cause, user, other];
      const uses = new Map(all.map(({ id }) => [id, ['loop.run_in_executor']]));
      expect([...blockedBy(all, uses)]).to.deep.equal([[user.id, cause.clause]]);
    });

    it('tells once that a handshake fails, whichever method begins it', () => {
      const words = ['ConnectionAbortedError', 'SSL handshake is taking longer than 60.0 seconds'] as const;
      const cause = says('tls.connection.roundtrip', ...words);
      const unix = says('tls.unix', ...words);
      const upgrade = says('start_tls.upgrade', ...words);
      const other = says('accepted.tls_server_side', 'AssertionError', 'expected 1 to equal 2');
      const uses = reliance(
        [cause, 'loop.create_connection(ssl)'],
        [unix, 'loop.create_unix_connection(ssl)'],
        [upgrade, 'loop.start_tls'],
        [other, 'loop.connect_accepted_socket(ssl)'],
      );
      expect([...blockedBy([cause, unix, upgrade, other], uses)]).to.deep.equal([
        [unix.id, cause.clause],
        [upgrade.id, cause.clause],
      ]);
    });

    it('tells once that an endpoint tells no address to which anybody could send', () => {
      const cause = says('datagram.local_addr.binds', 'AssertionError', "expected 'driver' to equal '127.0.0.1'");
      const user = says('datagram.receive.empty', 'WireError', 'sendDatagram: Port should be > 0 and < 65536.');
      const other = says('datagram.receive.boundaries', 'AssertionError', 'expected 1 to equal 2');
      expect([...blockedBy([cause, user, other], new Map())]).to.deep.equal([[user.id, cause.clause]]);
      expect([...blockedBy([user, other], new Map())]).to.deep.equal([]);
    });

    it('tells once that the pipe of a transport stays open while its descriptor is closed', () => {
      const cause = says('pipe.read.close', 'AssertionError', 'the pipe is closed: expected false to equal true');
      const atEnd = says(
        'pipe.read.data_and_eof',
        'AssertionError',
        'the pipe is closed: expected false to equal true',
      );
      const later = says('pipe.read.connect', 'LeftBehind', 'cleaning up failed: OSError: Bad file descriptor');
      const raised = says('pipe.write.connect_and_write', 'OSError', 'Bad file descriptor');
      const other = says('pipe.extra.pipe', 'AssertionError', 'expected null to equal {}');
      const server = says('server.host.sequence', 'OSError', 'Bad file descriptor');
      expect([...blockedBy([cause, atEnd, later, raised, other, server], new Map())]).to.deep.equal([
        [atEnd.id, cause.clause],
        [later.id, cause.clause],
        [raised.id, cause.clause],
      ]);
      expect([...blockedBy([later, atEnd], new Map())]).to.deep.equal([]);
    });

    it('tells a method that is not there by the first of its grounds', () => {
      const words = ['TypeError', 'task.cancelling is not a function'] as const;
      const cause = says('task.cancelling.initial_zero', ...words);
      const user = says('task.cancelling.counts_requests', ...words);
      const uses = reliance([cause, 'task.cancelling'], [user, 'task.cancelling']);
      expect([...blockedBy([cause, user], uses)]).to.deep.equal([[user.id, cause.clause]]);
    });

    it('tells a method that is not supported by its own clause, and not by what transports do', () => {
      const words = ['RuntimeError', 'SimulationError: create_unix_connection is not supported'] as const;
      const cause = says('unix.connection.roundtrip', ...words);
      const user = says('transport.write.never_blocks', ...words);
      const names = ['loop.create_unix_connection', 'transport.write'];
      const uses = reliance([cause, ...names], [user, ...names]);
      expect([...blockedBy([cause, user], uses)]).to.deep.equal([[user.id, cause.clause]]);
    });

    for (const [what, clause, words, ground, groundWords, others] of [
      [
        'a refusal that only comes when a coroutine is awaited',
        'closing.rejects.run_in_executor',
        ['AssertionError', 'run_in_executor() returned <coroutine object f at 0x1> instead of raising RuntimeError'],
        'executor.run_in_executor.returns_future',
        ['AttributeError', "'coroutine' object has no attribute 'get_loop'"],
        ['AssertionError', 'run_in_executor() returned <Future pending> instead of raising RuntimeError'],
      ],
      [
        'a refusal that brings the loop down',
        'running.run_forever.running_in_other_thread',
        ['Hang', 'still running after 10 s'],
        'running.run_forever.same_loop_reentry',
        ['OutOfPatience', 'waited 5 s for run_forever() to return'],
        ['AssertionError', "expected [ 'ran', true ] to deeply equal [ 'refused', true ]"],
      ],
      [
        'the disposition that one removed handler leaves, too',
        'signals.close.removes_handlers',
        ['AssertionError', "expected [ 'is killed', 'is killed' ] to deeply equal [ 'is killed', 'is interrupted' ]"],
        'signals.remove_signal_handler.restores_default',
        [
          'AssertionError',
          "expected [ 'lives on', 'lives on', …(2) ] to deeply equal [ 'lives on', 'lives on', …(2) ]",
        ],
        ['AssertionError', "expected [ 'lives on', 'lives on' ] to deeply equal [ 'is killed', 'is interrupted' ]"],
      ],
    ] as const)
      it(`tells ${what} by the clause that states it, and nothing else`, () => {
        const cause = says(ground, groundWords[0], groundWords[1]);
        const user = says(clause, words[0], words[1]);
        // Each leans on the other by what it calls: the words decide.
        const uses = reliance([cause, 'loop.close', 'loop.run_forever'], [user, 'loop.close', 'loop.run_forever']);
        expect([...blockedBy([cause, user], uses)]).to.deep.equal([[user.id, ground]]);
        expect(blockedBy([cause, says(clause, others[0], others[1])], uses).has(user.id)).to.equal(false);
      });
  });

  it('keeps a loop with a blocked must nonconformant, by its cause', () => {
    const clause = { id: EXPLICIT, level: 'must', profile: 'context', tests: [] } as const;
    const judged = verdictOf([{ ...clause, status: 'blocked', blockedBy: RETURNS }]);
    expect(judged.verdict).to.equal('nonconformant');
    expect(judged.reason).to.include(RETURNS);
  });

  it('runs first what others stand on, and keeps the order otherwise', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const clauses: Readonly<Record<string, string>> = { b: RETURNS, d: CANCEL };
    expect(groundsFirst(ids, (id) => clauses[id])).to.deep.equal(['b', 'd', 'a', 'c']);
    // Whether a method is there at all is known before what it is to refuse, and so in a run that was cut short.
    expect(groundsFirst(['start_tls.args.transport_type', 'start_tls.upgrade'], (id) => id)[0]).to.equal(
      'start_tls.upgrade',
    );
  });

  it('stands on must clauses that are tested', () => {
    const tested = new Set(SUITES.flatMap((suite) => suite.tests).map(({ clause }) => clause));
    for (const [name, clauses] of [GROUNDS, INNER_GROUNDS, TRANSPORT_GROUNDS, PART_GROUNDS, { ENDING_GROUNDS }].flatMap(
      Object.entries<readonly ClauseId[]>,
    )) {
      for (const id of clauses) {
        expect(findClause(id)?.level, `${name}: ${id}`).to.equal('must');
        expect(tested.has(id), id).to.equal(true);
      }
    }
    for (const clauses of Object.values(FURTHER_GROUNDS))
      for (const id of clauses) expect(tested.has(id), id).to.equal(true);
  });

  it('records the names that a test uses, the means of the kit, and who minds a late stop', async () => {
    const ids = SUITES.flatMap((suite) => suite.tests)
      .filter(({ clause }) =>
        ['iteration.run_once_idiom', 'callbacks.call_soon.fifo', 'asyncgens.shutdown.closes_all'].includes(clause),
      )
      .map(testId);
    const found = await recordReliance(ids);
    const of = (clause: string): readonly string[] =>
      [...found].filter(([id]) => id.startsWith(`${clause}: `)).flatMap(([, names]) => names);
    expect(of('iteration.run_once_idiom')).to.include.members([
      'loop.call_soon',
      'env.runForever',
      'loop.stop in time',
    ]);
    expect(of('callbacks.call_soon.fifo')).to.include('loop.call_soon').and.not.include('loop.stop in time');
    // It is Python text, which nobody runs here.
    expect(of('asyncgens.shutdown.closes_all')).to.include('loop.shutdown_asyncgens');
  });
});
