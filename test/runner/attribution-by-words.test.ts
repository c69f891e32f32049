/** Tests of what the words of a failure tell of who is to be accused. */
import { expect } from 'chai';
import { blockedBy } from '../../runner/attribution/blocking';
import type { FailedTest } from '../../runner/attribution/failed-test';
import { reliance, says } from './failed-tests';

describe('attribution by what the words of a failure tell', () => {
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
    const other = says('combinators.wait_for.timeout', 'AttributeError', "'Task' object has no attribute 'cancelling'");
    const third = says('combinators.timeout.expires', 'AttributeError', "'Task' object has no attribute 'uncancel'");
    expect([...blockedBy([cause, other, third], new Map())]).to.deep.equal([[other.id, cause.clause]]);
  });

  it('tells once which attribute is missing where a test had waited for another error', () => {
    const cause = says(
      'task.create_task.returns_task',
      'AssertionError',
      'an instance of Task: expected false to equal true',
    );
    const words = "the call raised AttributeError: 'Task' object has no attribute 'cancelling' instead of ValueError";
    const other = says('combinators.timeout.expires', 'AssertionError', words);
    expect([...blockedBy([cause, other], new Map())]).to.deep.equal([[other.id, cause.clause]]);
  });

  it('tells once that the loop which runs is not the running one, though all else leans on it', () => {
    const words = 'expected { call_soon: false, …(7) } to deeply equal { call_soon: true, …(7) }';
    const cause = says('current.get_running_loop.inside_callback_and_coroutine', 'AssertionError', words);
    const other = says('lifetime.enter.sets_current', 'AssertionError', 'current_task(): expected false to equal true');
    const uses = reliance([cause, 'asyncio.current_task'], [other, 'asyncio.get_running_loop']);
    expect([...blockedBy([cause, other], uses)]).to.deep.equal([[other.id, cause.clause]]);
  });

  it('tells once that a method is not there, and not by one of its options', () => {
    for (const [name, message] of [
      ['NotImplementedError', ''],
      ['RuntimeError', 'SimulationError: create_datagram_endpoint is not supported'],
    ] as const) {
      const cause = says('datagram.result.pair', name, message);
      const other = says('datagram.remote_addr.connects', name, message);
      const names = ['loop.create_datagram_endpoint', 'loop.create_datagram_endpoint(remote_addr)'];
      const uses = reliance([cause, ...names], [other, ...names]);
      expect([...blockedBy([cause, other], uses)]).to.deep.equal([[other.id, cause.clause]]);
    }
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

  for (const [title, cause, clause, left] of [
    [
      'that an exit request is reported',
      'errors.callback.no_handler_call_for_exit_requests',
      'running.run_until_complete.exit_request_leaves_no_pending_stop',
      'Exception in callback (SystemExit: 3)',
    ],
    [
      'that a closed loop makes tasks, which nobody ends',
      'task.create_task.closed_loop',
      'closing.rejects.create_task',
      'Task was destroyed but it is pending!',
    ],
  ] as const) {
    it(`tells once ${title}, and nothing else that is left behind`, () => {
      const breaks = says(cause, 'AssertionError', 'expected [ 1 ] to deeply equal []');
      const leaves = (what: string) =>
        says(clause, 'LeftBehind', `unexpected report to the exception handler: ${what}`);
      expect([...blockedBy([breaks, leaves(left)], new Map())]).to.deep.equal([[leaves(left).id, cause]]);
      const another = leaves('Exception in callback (ValueError: 3)');
      expect([...blockedBy([breaks, another], new Map())]).to.deep.equal([]);
    });
  }

  it('tells once that transports lack a method, by what that is for', () => {
    const lacks = 'transport.isReading is not a function';
    const cause = says('transport.reading.is_reading', 'TypeError', lacks);
    const other = says('transport.reading.after_close', 'TypeError', lacks);
    const uses = reliance([cause, 'transport.is_reading'], [other, 'transport.is_reading', 'transport.close']);
    expect([...blockedBy([cause, other], uses)]).to.deep.equal([[other.id, cause.clause]]);
    const wrong = says(cause.clause, 'AssertionError', 'expected true to equal false');
    expect([...blockedBy([wrong, other], uses)]).to.deep.equal([]);
  });

  it('tells once that transports lack a method by which others would see them', () => {
    const protocol = says('transport.set_protocol.redirects', 'TypeError', 'transport.setProtocol is not a function');
    const sent = says('sendfile.restores_transport', 'TypeError', 'transport.getProtocol is not a function');
    const buffered = says('tls.buffered_protocol', 'TypeError', 'transport.setProtocol is not a function');
    const limits = says(
      'transport.limits.low_high_tuple',
      'TypeError',
      'transport.getWriteBufferLimits is not a function or its return value is not iterable',
    );
    const paused = says(
      'datagram.flow.pause_resume',
      'TypeError',
      'made.transport.setWriteBufferLimits is not a function',
    );
    expect([...blockedBy([protocol, sent, buffered, limits, paused], new Map())]).to.have.deep.members([
      [sent.id, protocol.clause],
      [buffered.id, protocol.clause],
      [paused.id, limits.clause],
    ]);
  });

  it('tells once that the transports of pipes cannot be asked for their pipe, those of a child among them', () => {
    const words = "'_PipeWriteTransport' object has no attribute '_extra'";
    const cause = says('pipe.extra.pipe', 'AttributeError', words);
    const other = says('subprocess.extra.pipe', 'AttributeError', words);
    expect([...blockedBy([cause, other], new Map())]).to.deep.equal([[other.id, cause.clause]]);
    expect(blockedBy([other], new Map()).size).to.equal(0);
  });

  it('tells that a method is not there by whoever looks for it, and by nothing else', () => {
    const cause = says(
      'context.task.same_context_every_step',
      'AssertionError',
      "expected [ 'a' ] to deeply equal [ 'b' ]",
    );
    const words = 'the transport has set_protocol(), which can be called: expected false to equal true';
    const other = says('abstract.shape.transports', 'AssertionError', words);
    const uses = reliance([cause, 'env.run'], [other, 'inner task._wake_up']);
    expect(blockedBy([cause, other], uses).size).to.equal(0);
  });

  it('tells by a call that holds everything up of runs alone that do not return', () => {
    const cause = says('callbacks.call_soon.fifo', 'Hang', 'still running after 10 s');
    const waits = says('errors.callback.context_keys', 'OutOfPatience', 'waited 5 s for run_forever() to return');
    const looks = says('context.call_soon.explicit', 'AssertionError', "expected 'given' to equal 'changed'");
    const uses = reliance([cause, 'loop.call_soon'], [waits, 'loop.call_soon'], [looks, 'loop.call_soon']);
    expect([...blockedBy([cause, waits, looks], uses)]).to.deep.equal([[waits.id, cause.clause]]);
  });

  it('tells once that a report lacks the handle, and that a cancelled call leaves its socket', () => {
    const keys = says('errors.callback.context_keys', 'AssertionError', 'expected undefined to equal null');
    const words = 'the handle: expected null to not equal null';
    const isolated = says('future.add_done_callback.failure_isolated', 'AssertionError', words);
    const reported = says('future.add_done_callback.failure_reported', 'AssertionError', words);
    const cancelled = says(
      'connection.cancel.during_connect',
      'LeftBehind',
      'the test left open: descriptor 31 (socket:[1])',
    );
    const called = says(
      'abstract.coroutine.connections',
      'LeftBehind',
      'the test left open: descriptor 4 (socket:[22])',
    );
    const given = says('abstract.options.connections', 'LeftBehind', 'the test left open: descriptor 5 (socket:[33])');
    const all = [keys, isolated, reported, cancelled, called, given];
    expect([...blockedBy(all, new Map())]).to.have.deep.members([
      [isolated.id, keys.clause],
      [reported.id, keys.clause],
      [called.id, cancelled.clause],
      [given.id, cancelled.clause],
    ]);
    const refused = says(given.clause, 'AssertionError', 'create_connection() refuses interleave: expected []');
    expect(blockedBy([cancelled, refused], new Map()).size).to.equal(0);
  });

  it('tells once that no first step is taken at once, so that no task is done either', () => {
    const first = says(
      'eager.factory.runs_first_step_inline',
      'AssertionError',
      "expected [ 'returned' ] to deeply equal [ 'first' ]",
    );
    const done = says('eager.completion.done_on_return', 'InvalidStateError', 'Result is not set.');
    const uses = reliance([first, 'asyncio.eager_task_factory'], [done, 'asyncio.eager_task_factory']);
    expect([...blockedBy([first, done], uses)]).to.deep.equal([[done.id, first.clause]]);
    const refusal = "factory() got an unexpected keyword argument 'eager_start'";
    const [one, two] = [says(first.clause, 'TypeError', refusal), says(done.clause, 'TypeError', refusal)];
    expect([...blockedBy([one, two], uses)]).to.deep.equal([[two.id, one.clause]]);
  });

  it('tells once in which context callbacks run', () => {
    const explicit = says('context.call_soon.explicit', 'AssertionError', "expected 'given' to equal 'changed'");
    const step = says(
      'context.task.same_context_every_step',
      'AssertionError',
      "expected [ '1' ] to deeply equal [ '2' ]",
    );
    const made = says(
      'task.create_task.context',
      'AssertionError',
      "expected [ 'caller' ] to deeply equal [ 'default' ]",
    );
    const thread = says(
      'context.call_soon_threadsafe.calling_thread',
      'AssertionError',
      "expected [ 'default' ] to deeply equal [ 'thread' ]",
    );
    const keyword = says('context.keyword_only', 'AssertionError', 'expected [ 1 ] to deeply equal [ 2 ]');
    expect([...blockedBy([explicit, step, made, thread, keyword], new Map())]).to.have.deep.members([
      [step.id, explicit.clause],
      [made.id, explicit.clause],
      [keyword.id, thread.clause],
    ]);
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
    expect(blockedBy([refused, other], uses).size).to.equal(0);
  });

  it('tells once that a loop has an order of its own, in which stop() has its place', () => {
    const order = 'expected [ Array(100) ] to deeply equal [ Array(100) ]';
    const cause = says('callbacks.call_soon.fifo', 'AssertionError', order);
    const stop = says('running.stop.defers_callbacks_of_last_batch', 'AssertionError', 'expected [ 2 ] to equal [ 1 ]');
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
    expect([...blockedBy([unknown, beside], endpoints(unknown, beside))]).to.deep.equal([[beside.id, unknown.clause]]);
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

  it('tells once that a closed server drops the next client, and nothing else by that', () => {
    const reset = ['AssertionError', "expected 'ECONNRESET' to equal 'ECONNREFUSED'"] as const;
    const closing = says('server.close.stops_listening', ...reset);
    const leaving = says('server.async_with.exit', ...reset);
    const waiting = says('server.wait_closed.after_close_waits', 'TypeError', 'a coroutine was expected');
    const uses = reliance(
      [closing, 'loop.create_server', 'server.close'],
      [leaving, 'loop.create_server'],
      [waiting, 'loop.create_server', 'server.close', 'server.wait_closed'],
    );
    expect([...blockedBy([closing, leaving, waiting], uses)]).to.deep.equal([[leaving.id, closing.clause]]);
  });

  it('asks no options of a method that is not there', () => {
    const options = says(
      'abstract.options.unix',
      'AssertionError',
      "create_unix_server() refuses cleanup_socket: expected [ 'cleanup_socket' ] to deeply equal []",
    );
    const plain = says('unix.server.basic', 'NotImplementedError', '');
    const uses = reliance([options, 'loop.create_unix_server'], [plain, 'loop.create_unix_server', 'loop.getaddrinfo']);
    expect([...blockedBy([options, plain], uses)]).to.deep.equal([[options.id, plain.clause]]);
    const there = says('unix.server.basic', 'AssertionError', 'expected false to equal true');
    expect([...blockedBy([options, there], uses)]).to.deep.equal([]);
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
    const atEnd = says('pipe.read.data_and_eof', 'AssertionError', 'the pipe is closed: expected false to equal true');
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

  it('tells once that a timer which was due when it was made is late', () => {
    const cause = says(
      'iteration.run_once_idiom_runs_due_timers',
      'AssertionError',
      "expected [] to deeply equal [ 'timer' ]",
    );
    const past = says(
      'timers.call_later.negative_delay',
      'AssertionError',
      "expected [] to deeply equal [ 'at', 'later' ]",
    );
    const user = says('timers.call_later.args', 'AssertionError', 'expected [] to deeply equal [ +0, 1, 2, 3 ]');
    const soon = says('context.empty_context_respected', 'AssertionError', "expected [ 'outside' ] to deeply equal []");
    const order = says(
      'timers.order.by_deadline',
      'AssertionError',
      'expected [ 3, 1, 2 ] to deeply equal [ 1, 2, 3 ]',
    );
    const uses = reliance(
      ...[cause, past, user, order].map((test) => [test, 'loop.call_at', 'loop.stop in time'] as const),
      [soon, 'loop.call_soon'],
    );
    expect([...blockedBy([past, user, soon, order], uses)]).to.deep.equal([[user.id, past.clause]]);
    expect([...blockedBy([cause, past, user, soon, order], uses)]).to.deep.equal([
      [past.id, cause.clause],
      [user.id, cause.clause],
    ]);
    // What waits for such a timer explains nothing of it, though the tests of stop() lean on it.
    const next = says('iteration.new_callbacks_wait_for_next_poll', 'AssertionError', "expected [] to include 'timer'");
    const both = reliance([cause, 'loop.call_at', 'loop.stop in time'], [next, 'loop.call_at', 'loop.stop in time']);
    expect([...blockedBy([cause, next], both)]).to.deep.equal([[next.id, cause.clause]]);
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
});
