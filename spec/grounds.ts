/**
 * What stands on what: for each name of the API the clauses that are its ground (that it is there, returns what it must,
 * does once what it is for), and for some clauses further ones without which they cannot be seen. A test that relies on
 * a name whose ground a loop breaks does not accuse its own clause. Few a name, and musts: who blocks must be sure.
 */
import type { ClauseId } from './clauses';

export type Grounds = Readonly<Record<string, readonly ClauseId[]>>;

/** `x()` is a use of what x returned, `x(ssl)` a call with a context of TLS; `env.` are means of the kit. */
export const GROUNDS: Grounds = {
  'env.run': ['running.run_until_complete.result'],
  'env.runForever': ['running.run_forever.until_stop'],
  'env.spin': [
    'running.run_forever.until_stop',
    'running.run_forever.restartable',
    'callbacks.call_soon.exactly_once',
    'callbacks.call_soon.not_synchronous',
  ],
  'env.fromHost': ['threads.call_soon_threadsafe.wakes_blocked_loop'],
  'env.takeReports': [
    'errors.call_exception_handler.calls_handler',
    'callbacks.call_soon.exception_does_not_stop_loop',
  ],

  'loop.run_forever': ['running.run_forever.until_stop'],
  'loop.run_until_complete': ['running.run_until_complete.result'],
  'loop.stop': ['running.run_forever.until_stop'],
  'loop.stop before a run': ['running.stop.before_run_forever'],
  'loop.stop in time': [
    'running.stop.defers_callbacks_of_last_batch',
    'iteration.run_once_idiom',
    'iteration.new_callbacks_wait_for_next_poll',
  ],
  'loop.close': ['closing.is_closed.transition'],
  'loop.is_closed': ['closing.is_closed.transition'],
  'loop.is_running': ['running.is_running.transitions'],

  'loop.call_soon': [
    'callbacks.call_soon.exactly_once',
    'callbacks.call_soon.not_synchronous',
    'callbacks.call_soon.fifo',
  ],
  'loop.call_soon(args)': ['callbacks.call_soon.positional_args'],
  'loop.call_later': ['timers.call_later.fires_after_delay'],
  'loop.call_at': ['timers.call_later.fires_after_delay', 'timers.call_at.same_clock_as_time'],
  'loop.time': ['timers.time.float_seconds', 'timers.time.monotonic'],
  'loop.call_soon_threadsafe': [
    'threads.call_soon_threadsafe.runs_in_loop_thread',
    'threads.call_soon_threadsafe.wakes_blocked_loop',
    'threads.call_soon_threadsafe.before_run',
  ],
  'loop.call_soon_threadsafe()': ['threads.call_soon_threadsafe.returns_handle'],
  'handle.cancel': ['handles.cancel.prevents_call'],
  'handle.cancelled': ['handles.cancelled.states'],
  'handle.get_context': ['handles.get_context'],
  'handle.when': ['timers.call_at.when_exact'],

  'loop.create_future': [
    'future.create_future.bound',
    'future.create_future.not_running_ok',
    'future.create_future.distinct',
  ],
  'loop.create_task': ['task.create_task.returns_task'],
  'loop.set_task_factory': ['task.factory.set_get'],
  'loop.get_task_factory': ['task.factory.set_get'],

  'loop.set_exception_handler': ['errors.call_exception_handler.calls_handler'],
  'log of a report': ['errors.default_handler.logs_error'],
  'loop.get_exception_handler': ['errors.set_exception_handler.roundtrip'],
  'loop.call_exception_handler': ['errors.call_exception_handler.calls_handler'],
  'loop.default_exception_handler': ['errors.default_handler.logs_error'],

  'loop.set_debug': ['debug.set_debug.roundtrip'],
  'loop.get_debug': ['debug.set_debug.roundtrip'],

  'loop.getaddrinfo replaced': ['connection.dns.getaddrinfo_arguments'],

  'loop.run_in_executor': ['executor.run_in_executor.result_and_args'],
  'loop.run_in_executor()': ['executor.run_in_executor.returns_future'],
  'loop.set_default_executor': ['executor.set_default_executor.used'],
  'loop.shutdown_default_executor': ['executor.shutdown_default_executor.no_executor'],
  'loop.shutdown_asyncgens': ['asyncgens.shutdown.no_generators'],
  'loop.add_signal_handler': ['signals.add_signal_handler.calls_callback'],
  'loop.remove_signal_handler': ['signals.remove_signal_handler.result'],

  'future.set_result': ['future.set_result.done'],
  'future.set_exception': ['future.set_exception.instance'],
  'future.result': ['future.result.value_identity', 'future.result.raises_same_exception'],
  'future.exception': ['future.exception.returned'],
  'future.done': ['future.init.initial_state', 'future.set_result.done'],
  'future.cancelled': ['future.init.initial_state', 'future.cancel.pending'],
  'future.cancel': ['future.cancel.pending', 'future.cancel.no_msg_args', 'future.cancel.error_base_class'],
  'future.add_done_callback': [
    'future.add_done_callback.argument',
    'future.add_done_callback.once',
    'future.add_done_callback.never_inline',
    'future.add_done_callback.never_inline_while_running',
  ],
  'future.remove_done_callback': ['future.remove_done_callback.count'],
  'future.get_loop': ['future.create_future.bound'],
  'future.__await__': ['future.await.yields_self_once', 'future.await.done_does_not_suspend'],

  'task.cancel': [
    'task.cancel.pending_true',
    'task.cancel.cancels_awaited_future_now',
    'task.cancel.cleanup_may_await',
    'task.cancel.suppressed_continues',
    'task.cancel.future_already_done',
    'future.cancel.error_base_class',
  ],
  'task.cancelling': ['task.cancelling.initial_zero', 'task.cancelling.counts_requests'],
  'task.uncancel': ['task.uncancel.decrements'],
  'task.get_name': ['task.name.given'],
  'task.get_coro': ['task.get_coro.identity'],
  'task.get_context': ['task.get_context.identity'],

  'asyncio.Future': ['future.init.loop_bound', 'future.init.initial_state'],
  'asyncio.Task': ['task.init.loop_not_running_ok'],
  'asyncio.create_task': ['task.asyncio_create_task.running_loop'],
  'asyncio.ensure_future': ['future.ensure_future.coroutine', 'future.ensure_future.future_passthrough'],
  'asyncio.wrap_future': ['future.wrap_future.result_from_thread'],
  'asyncio.isfuture': ['future.isfuture.instances'],
  'asyncio.iscoroutine': ['coroutine.iscoroutine.native'],
  'asyncio.current_task': ['lifetime.enter.sets_current', 'task.step.current_task_set'],
  'asyncio.all_tasks': [
    'task.init.registered_at_once',
    'lifetime.all_tasks.states',
    'lifetime.all_tasks.other_loops_excluded',
    'lifetime.all_tasks.running_loop_default',
  ],
  'asyncio._register_task': ['lifetime.register.visible'],
  'asyncio._unregister_task': ['lifetime.unregister.removes'],
  'asyncio._enter_task': ['lifetime.enter.sets_current'],
  'asyncio._leave_task': ['lifetime.leave.clears'],
  'asyncio.get_running_loop': ['current.get_running_loop.inside_callback_and_coroutine'],
  'asyncio._get_running_loop': ['current.get_running_loop.inside_callback_and_coroutine'],
  'asyncio.get_event_loop': ['current.set_event_loop.roundtrip'],
  'asyncio.set_event_loop': ['current.set_event_loop.roundtrip'],
  'asyncio.new_event_loop': ['current.new_event_loop.fresh'],
  'asyncio.run': ['runner.loop_factory.asyncio_run'],
  'asyncio.Runner': ['runner.loop_factory.called_once_lazily'],
  'asyncio.sleep': ['combinators.sleep.timer', 'combinators.sleep.zero_is_bare_yield'],
  'asyncio.run_coroutine_threadsafe': ['combinators.run_coroutine_threadsafe.result'],
  'asyncio.eager_task_factory': ['eager.factory.runs_first_step_inline'],
  'asyncio.create_eager_task_factory': ['eager.factory.runs_first_step_inline'],
  'loop.create_task(context)': ['task.create_task.context'],
  'loop.create_task(name)': ['task.create_task.name'],
  'loop.create_task(eager_start)': ['task.create_task.eager_start_keyword'],
  'loop.call_soon(context)': ['context.call_soon.explicit', 'context.empty_context_respected'],
  'loop.call_later(context)': ['context.call_later.explicit'],
  'loop.call_at(context)': ['context.call_later.explicit'],
  'loop.call_soon_threadsafe(context)': ['context.call_soon_threadsafe.explicit'],
  'future.add_done_callback(context)': ['context.future_callback.explicit'],
  'asyncio.gather': ['combinators.gather.returns_future'],
  'asyncio.wait': ['combinators.wait.return_when'],
  'asyncio.wait_for': ['combinators.wait_for.timeout'],
  'asyncio.shield': ['combinators.shield.outcome_copied'],
  'asyncio.timeout': ['combinators.timeout.expires'],
  'asyncio.as_completed': ['combinators.as_completed.order'],
  'asyncio.TaskGroup': ['combinators.task_group.child_failure'],
};

/**
 * Grounds that block only where a call is refused in the same words: NotImplementedError, a keyword that is unknown, an error that no
 * test looked for. A loop that has no TLS is told so once. What goes wrong in another way in a method of the network is the
 * fault of the clause that states it.
 */
export const REFUSED_GROUNDS: Grounds = {
  'loop.create_connection': ['connection.result.pair'],
  'loop.create_connection(happy_eyeballs_delay)': ['connection.happy_eyeballs.staggers'],
  'loop.create_server': ['server.result.object'],
  'loop.create_unix_connection': ['unix.connection.roundtrip'],
  'loop.create_unix_server': ['unix.server.basic'],
  'loop.connect_accepted_socket': ['accepted.basic'],
  'loop.create_datagram_endpoint': ['datagram.result.pair'],
  'loop.create_datagram_endpoint(remote_addr)': ['datagram.remote_addr.connects'],
  'loop.create_datagram_endpoint(sock)': ['datagram.sock.used', 'datagram.sock.unix'],
  'loop.getaddrinfo': ['dns.getaddrinfo.result'],
  'loop.getnameinfo': ['dns.getnameinfo.numeric'],
  'loop.create_connection(ssl)': ['tls.connection.roundtrip'],
  'loop.create_server(ssl)': ['tls.connection.roundtrip'],
  'loop.start_tls': ['start_tls.upgrade'],
  'loop.sendfile': ['sendfile.basic'],
  'loop.sock_sendfile': ['sendfile.sock.basic'],
  'loop.sock_recv': ['sock.recv.returns_bytes'],
  'loop.sock_recv_into': ['sock.recv_into.basic'],
  'loop.sock_recvfrom': ['sock.recvfrom.basic'],
  'loop.sock_recvfrom_into': ['sock.recvfrom_into.basic'],
  'loop.sock_sendto': ['sock.sendto.returns_count'],
  'loop.sock_sendall': ['sock.sendall.sends_everything'],
  'loop.sock_connect': ['sock.connect.connects'],
  'loop.sock_accept': ['sock.accept.basic'],
  'loop.add_reader': ['fd.reader.called_with_args'],
  'loop.add_writer': ['fd.writer.called_with_args'],
  'loop.connect_read_pipe': ['pipe.read.connect'],
  'loop.connect_write_pipe': ['pipe.write.connect_and_write'],
  'loop.subprocess_exec': ['subprocess.exec.result'],
  'loop.subprocess_shell': ['subprocess.shell.runs_command'],
  'transport.write': ['transport.write.never_blocks'],
  'loop.set_task_factory': ['task.factory.set_get'],
  'loop.add_signal_handler': ['signals.add_signal_handler.calls_callback'],
};

/** Grounds that block only where the very same error came out of both tests. Any other failure is the fault of the clause that states it. */
export const RAISED_GROUNDS: Grounds = {
  'loop.create_server': ['server.host.sequence', 'server.error.addr_in_use'],
  'loop.create_datagram_endpoint': ['datagram.remote_addr.connects'],
  'loop.create_unix_connection(ssl)': ['tls.connection.roundtrip'],
  'loop.create_unix_server(ssl)': ['tls.connection.roundtrip'],
  'loop.connect_accepted_socket(ssl)': ['tls.connection.roundtrip'],
  'loop.start_tls': ['tls.connection.roundtrip'],
  'loop.run_in_executor': ['executor.run_in_executor.returns_future'],
};

/**
 * The grounds of what every loop does by itself with futures and tasks, by what the reference calls inside. They come after those of
 * the names that tests use, and say nothing of the network.
 */
export const INNER_GROUNDS: Grounds = {
  'task._advance': ['task.step.stop_iteration_value', 'task.step.current_task_set'],
  'task._wake_up': [
    'task.step.not_resumed_inline',
    'task.step.resume_throws_exception',
    'task.step.add_done_callback_context_keyword',
    'context.task.same_context_every_step',
    'context.task.waker_context_irrelevant',
  ],
  'task._end_with_error': ['task.step.exception_stored'],
  'task._end_with_result': ['task.step.stop_iteration_value', 'future.set_result.done'],
};

/**
 * The grounds of what transports and servers are asked for on the way. They come after all others: a test that writes, closes or waits
 * is about something else where the plain case fails, too.
 */
export const TRANSPORT_GROUNDS: Grounds = {
  'transport.write': ['transport.write.order_and_integrity', 'transport.write.never_blocks'],
  'transport.writelines': ['transport.writelines.concatenates', 'transport.write.never_blocks'],
  'transport.write_eof': ['transport.write_eof.half_closes'],
  'transport.close': [
    'transport.close.releases_descriptor',
    'transport.close.lost_once_none',
    'transport.close.flushes',
    'transport.close.flag_and_async',
  ],
  'transport.abort': ['transport.abort.drops_buffer', 'transport.close.releases_descriptor'],
  'transport.is_closing': ['transport.close.flag_and_async'],
  'transport.pause_reading': ['transport.reading.pause_holds_data'],
  'transport.resume_reading': ['transport.reading.pause_holds_data'],
  'transport.is_reading': ['transport.reading.is_reading'],
  'transport.get_extra_info(peername)': ['transport.extra.socket_names'],
  'transport.get_extra_info(sockname)': ['transport.extra.socket_names'],
  'transport.get_write_buffer_size': ['transport.buffer_size.counts_unsent'],
  'transport.get_write_buffer_limits': ['transport.limits.low_high_tuple'],
  'transport.set_write_buffer_limits': ['transport.limits.low_high_tuple'],
  'transport.set_protocol': ['transport.set_protocol.redirects'],
  'transport.get_returncode': ['subprocess.transport.pid_and_returncode'],
  'loop.subprocess_exec': ['subprocess.exited.once', 'subprocess.data.received'],
  'loop.subprocess_shell': ['subprocess.exited.once', 'subprocess.data.received'],
  'server.close': ['server.close.stops_listening', 'server.sockets.empty_after_close'],
  'server.wait_closed': ['server.wait_closed.waits_for_connections', 'server.wait_closed.after_close_waits'],
  'server.sockets': ['server.result.object'],
  'server.is_serving': ['server.is_serving.states'],
  'server.start_serving': ['server.start_serving.false'],
  'server.serve_forever': ['server.serve_forever.starts_and_blocks'],
};

/**
 * What every method of the network stands on in a loop that waits for descriptors. These block where the same error came out
 * of both: one selector that forgets what it was given breaks all transports, wherever they happen to be.
 */
export const NETWORK_GROUNDS: readonly ClauseId[] = ['fd.directions_independent', 'fd.replace'];

/**
 * What each test of the network does in the end. These block a test that left nothing but the report that one of these tests left, too:
 * a loop that reports the end of a transport has one fault.
 */
export const ENDING_GROUNDS: readonly ClauseId[] = [
  'transport.close.lost_once_none',
  'transport.abort.drops_buffer',
  'transport.abort.after_close',
  'datagram.close.lost_once',
  'tls.verify.default_context',
];

/** What tries each option of a method. An option that is refused there is refused wherever it is given: that is one fault. */
export const OPTION_GROUNDS: readonly ClauseId[] = [
  'abstract.options.connections',
  'abstract.options.unix',
  'abstract.options.datagrams',
  'abstract.options.sockets',
  'abstract.options.subprocesses',
  'abstract.options.lookups',
  'abstract.options.tls',
  'abstract.options.sendfile',
];

/** Where the end of a pipe is not told, nobody comes to the end of what reads one, nor to that of a child, whose streams are pipes. Of runs that do not return. */
export const PART_GROUNDS: Grounds = {
  'loop.connect_read_pipe': ['pipe.read.data_and_eof'],
  'loop.subprocess_exec': ['pipe.read.data_and_eof', 'pipe.write.reader_close_detected'],
  'loop.subprocess_shell': ['pipe.read.data_and_eof', 'pipe.write.reader_close_detected'],
};

/** Where nobody reaches a server, no test of its connections comes to what it asks. */
export const REACHED_GROUND: ClauseId = 'server.start_serving.true_default';

/** A server that names no socket has no address: nobody can tell what its connections do. */
export const SOCKETS_GROUND: ClauseId = 'server.result.object';

/**
 * Grounds that block only where both tests failed in such words: what the clause states was seen to hold, and what went wrong besides is
 * the ground's.
 */
export const WORDED_GROUNDS: Readonly<Partial<Record<ClauseId, WordedGround | readonly WordedGround[]>>> = {
  // A queue of their own takes calls from outside late, before a run as in its midst.
  'threads.call_soon_threadsafe.before_run': {
    ground: 'threads.call_soon_threadsafe.same_thread',
    words: /^AssertionError: expected \[ 'inside'(?:, 'outside')? \] to deeply equal /,
    groundWords: /^AssertionError: expected \[ '\|', 'a', 'c'/,
  },
  // What refuses when it is awaited gave a coroutine instead of a future.
  'closing.rejects.run_in_executor': {
    ground: 'executor.run_in_executor.returns_future',
    words: / returned <coroutine object .* instead of raising RuntimeError/,
    groundWords: /'coroutine' object has no attribute/,
  },
  // Where a batch takes in what it schedules though nobody stops, it does so in the batch of a stop(), too.
  'running.stop.defers_callbacks_of_last_batch': {
    ground: 'iteration.new_callbacks_wait_for_next_poll',
    words: /^AssertionError: expected \[ 'batch', 'deferred', 'deferred too' \] to deeply equal \[ 'batch' \]/,
    groundWords: /^AssertionError: expected \[ 'first', 'second', 'third' \] to include 'timer'/,
  },
  'iteration.run_once_idiom': [
    {
      ground: 'iteration.new_callbacks_wait_for_next_poll',
      words: /^AssertionError: expected \[ 'a', 'b', 'later' \] to deeply equal \[ 'a', 'b' \]/,
      groundWords: /^AssertionError: expected \[ 'first', 'second', 'third' \] to include 'timer'/,
    },
    // What the batch of a stop() schedules is called before the run ends, so what the idiom schedules is, too.
    {
      ground: 'running.stop.defers_callbacks_of_last_batch',
      words: /^AssertionError: expected \[ 'a', 'b', 'later' \] to deeply equal \[ 'a', 'b' \]/,
      groundWords: /^AssertionError: expected \[ 'batch', 'deferred'/,
    },
  ],
  // A run that a stop() before it ends at once calls nothing, be it queued, due or ready.
  'running.stop.before_run_polls_io': {
    ground: 'running.stop.before_run_runs_queued',
    words: /^AssertionError: expected (?:false to equal true|\[\] to deeply equal \[ 'x' \])/,
    groundWords: /^AssertionError: expected \[\] to deeply equal \[ 'a' \]/,
  },
  'running.stop.before_run_runs_due_timers': {
    ground: 'running.stop.before_run_runs_queued',
    words: /^AssertionError: expected \[\] to deeply equal \[ 'timer' \]/,
    groundWords: /^AssertionError: expected \[\] to deeply equal \[ 'a' \]/,
  },
  // A refusal that brings the loop down does so in whatever thread: then no run comes to its end.
  'running.run_forever.running_in_other_thread': {
    ground: 'running.run_forever.same_loop_reentry',
    words: /^Hang: |waited [\d.]+ s for \w+\(\) to return|expected \[ 'refused', false \]/,
    groundWords:
      /^Hang: |waited [\d.]+ s for \w+\(\) to return|expected \[ false \] to deeply equal \[ true \]|no running event loop/,
  },
  // The second run is refused, if only in the end; meanwhile the first loop is no longer the running one, as after any such run.
  'running.run_until_complete.other_loop_running': {
    ground: 'running.run_forever.other_loop_running',
    words: /^RuntimeError: no running event loop/,
    groundWords: /^Hang: |waited [\d.]+ s for \w+\(\) to return|no running event loop/,
  },
  // A closed loop that takes descriptors is told where all methods that watch them are asked.
  'closing.rejects.fd_registration': {
    ground: 'fd.closed_loop',
    words: /^AssertionError: expected \[ false, false \] to deeply equal \[ true, true \]/,
    groundWords: /\badd_(?:reader|writer)\(\) returned .* instead of raising RuntimeError/,
  },
  // A handle without when() has no deadline to tell.
  'timers.call_at.when_exact': {
    ground: 'abstract.shape.timer_handles',
    words: /^TypeError: [\w.]+\.when is not a function/,
    groundWords: /\bhas when\(\), which can be called: expected false to equal true/,
  },
  // SIGINT ends the process where it was to raise KeyboardInterrupt: so it does when one handler is removed.
  // A handler that cannot be removed while the loop is idle cannot be removed by close() either.
  'signals.close.removes_handlers': [
    {
      ground: 'signals.remove_signal_handler.restores_default',
      words:
        /^AssertionError: expected \[ 'is killed', 'is killed' \] to deeply equal \[ 'is killed', 'is interrupted' \]/,
      groundWords: /^AssertionError: expected \[ 'lives on', 'lives on', /,
    },
    {
      ground: 'signals.remove_signal_handler.idle_loop',
      words:
        /^AssertionError: expected \[ 'lives on', 'lives on' \] to deeply equal \[ 'is killed', 'is interrupted' \]/,
      groundWords: /^AssertionError: expected \[ false, 'signal', false, 'signal' \]/,
    },
  ],
  // The function runs once the coroutine is awaited that came in place of a future.
  'executor.run_in_executor.custom_executor': {
    ground: 'executor.run_in_executor.returns_future',
    words: / returned <coroutine object .* instead of raising RuntimeError/,
    groundWords: /'coroutine' object has no attribute/,
  },
  // There is no future to cancel.
  'executor.run_in_executor.cancel_running_job': {
    ground: 'executor.run_in_executor.returns_future',
    words: /^TypeError: future\.cancel is not a function/,
    groundWords: /'coroutine' object has no attribute/,
  },
  // Nobody awaited it: the job that was to be waited for never began.
  'executor.shutdown_default_executor.waits': {
    ground: 'executor.run_in_executor.returns_future',
    words: /'NoneType' object has no attribute/,
    groundWords: /'coroutine' object has no attribute/,
  },
  // An explicit executor that is not of the loop's own kind is refused by an assertion of the loop's, which has no words.
  'executor.run_in_executor.returns_future': {
    ground: 'executor.run_in_executor.custom_executor',
    words: /^AssertionError: $/,
    groundWords: /^AssertionError: (?:$|the call raised AssertionError: {2}instead)/,
  },
  // What is slow goes by an attribute that does not take what it is given.
  'debug.slow_callback.logged': {
    ground: 'debug.slow_callback_duration.default',
    words: /^AssertionError: expected \[\] to have a length of 1/,
    groundWords: /^AssertionError: expected [\d.]+ to equal [\d.]+/,
  },
  // A loop that was made in one thread does not run in another.
  'lifetime.enter.thread_isolation': {
    ground: 'running.run_forever.thread_hop_between_runs',
    words: /BrokenBarrierError/,
    groundWords: /^/,
  },
  // The end is told once, and the connection is lost though it was to stay open.
  'protocol.eof.at_most_once': {
    ground: 'protocol.eof.true_keeps_open',
    words: /expected \[ 'made', 'data', 'eof', 'lost' \] to deeply equal \[ 'made', 'data', 'eof' \]/,
    groundWords: /^/,
  },
  'buffered.eof': {
    ground: 'protocol.eof.true_keeps_open',
    words: /expected \[ 'made', 'data', 'eof', 'lost' \] to deeply equal \[ 'made', 'data', 'eof' \]/,
    groundWords: /^/,
  },
  // What a report says beside the error, it says of each method of the protocol.
  'protocol.error.eof_received': {
    ground: 'protocol.error.data_received',
    words: /^AssertionError: (?:message|transport|protocol): /,
    groundWords: /^AssertionError: (?:message|transport|protocol): /,
  },
  // The server was seen to listen: its connections are never given back, however they are ended.
  'unix.server.basic': {
    ground: 'transport.close.lost_once_none',
    words: /^LeftBehind: the test left open: descriptor \d+ \(socket:/,
    groundWords: /^OutOfPatience: waited [\d.]+ s for run_until_complete\(\) to return/,
  },
  // The address that a name was resolved to is looked up once more.
  'connection.dns.getaddrinfo_arguments': {
    ground: 'sock.connect.resolves_names',
    words: /expected \[ \{ host: '[\w.]+', …\(\d\) \}, …\(\d\) \] to deeply equal \[ \{ host: '[\w.]+', …\(\d\) \} \]/,
    groundWords: /expected \[ Array\(\d\) \] to deeply equal \[ \[ /,
  },
  // Nobody learns that an address cannot be had which is not bound at all.
  'connection.local_addr.in_use': {
    ground: 'connection.local_addr.binds',
    words: /^AssertionError: create_connection\(\) returned .* instead of raising OSError/,
    groundWords: /^AssertionError: expected \[ '[\d.]+', \d+ \] to deeply equal \[ '[\d.]+', \d+ \]/,
  },
  // No endpoint was made that could tell a sender.
  'datagram.receive.bytes_and_addr': {
    ground: 'datagram.local_addr.binds',
    words: /^ValueError: Invalid local address/,
    groundWords: /^ValueError: Invalid local address/,
  },
  // The port is not shared: the error that says so has no number, of whomever the port is.
  'datagram.port.not_shared': {
    ground: 'datagram.bind.in_use',
    words: /^AssertionError: expected (?:undefined|null) to equal 'EADDRINUSE'/,
    groundWords: /^AssertionError: expected (?:undefined|null) to equal 'EADDRINUSE'/,
  },
  // Each of several addresses is looked up once more, and found to be the first.
  'connection.happy_eyeballs.staggers': [
    {
      ground: 'sock.connect.resolves_names',
      words: /waited [\d.]+ s for \w+\(\) to return/,
      groundWords: /expected \[ Array\(\d\) \] to deeply equal \[ \[ /,
    },
    // The name that only the replaced getaddrinfo() knows is not found.
    {
      ground: 'connection.dns.getaddrinfo_arguments',
      words: /^AssertionError: without a delay the second is not tried: expected true to equal false/,
      groundWords: /^GaiError: gaierror/,
    },
  ],
  // The call that there is none of had ended before anybody read; or what was sent has a result.
  'sock.sendall.bytes_like_and_empty': {
    ground: 'sock.sendall.sends_everything',
    words: /^NotImplementedError|^AssertionError: the call returned \d+ instead of None/,
    groundWords:
      /^AssertionError: (?:while nobody reads: expected true to equal false|the call returned \d+ instead of None)/,
  },
  // One callback more, after whatever removal.
  'fd.file_object_or_number': {
    ground: 'fd.remove.same_iteration',
    words: /after the removal(?: by number)?: expected 2 to equal 1/,
    groundWords: /expected 2 to equal 1/,
  },
  // No callback of a stream comes, as nobody is told that the reader has gone; or the write that was to tell it raised.
  'pipe.write.base_protocol_enough': {
    ground: 'pipe.write.reader_close_detected',
    words: /^Hang: |waited [\d.]+ s for \w+\(\) to return|\bBroken pipe\b/,
    groundWords: /^Hang: |waited [\d.]+ s for \w+\(\) to return/,
  },
  // What pausing and resuming leaves behind is told where a pipe is paused and resumed.
  'subprocess.stdio.pipe_default': {
    ground: 'pipe.read.pause_resume',
    words: /^LeftBehind: unexpected report to the exception handler/,
    groundWords: /./,
  },
  // A child waits for the end of the pipe that write_eof() leaves open.
  'subprocess.stdin.write_and_close': {
    ground: 'pipe.write.write_eof_closes',
    words: /^Hang: |waited [\d.]+ s for \w+\(\) to return/,
    groundWords: /^AssertionError: expected false to equal true|^Hang: |waited [\d.]+ s for \w+\(\) to return/,
  },
  // The other protocol waits for the end of the pipe, as any would.
  'pipe.set_protocol': {
    ground: 'pipe.read.data_and_eof',
    words: /^Hang: |waited [\d.]+ s for \w+\(\) to return/,
    groundWords: /^Hang: |waited [\d.]+ s for \w+\(\) to return/,
  },
  // A connection whose certificate was refused is aborted: what is reported of that, an abort() reports, too.
  'tls.verify.default_context': {
    ground: 'transport.abort.drops_buffer',
    words: /^LeftBehind: unexpected report to the exception handler/,
    groundWords: /^LeftBehind: unexpected report to the exception handler/,
  },
  // An attempt that is given up leaves its socket open, whoever gives it up.
  'abstract.coroutine.connections': {
    ground: 'connection.cancel.during_connect',
    words: /^LeftBehind: the test left open: descriptor/,
    groundWords: /^LeftBehind: the test left open: descriptor/,
  },
  'abstract.options.connections': {
    ground: 'connection.cancel.during_connect',
    words: /^LeftBehind: the test left open: descriptor/,
    groundWords: /^LeftBehind: the test left open: descriptor/,
  },
  // Before anybody could cancel it, the handshake was given up as one that takes too long.
  'start_tls.handshake.cancel_closes': {
    ground: 'tls.connection.roundtrip',
    words: /^AssertionError: expected false to equal true/,
    groundWords: /handshake is taking longer than /,
  },
  // The call that was cancelled took the first bytes of the next one, or goes on sending beside it.
  'sock.cancel.next_operation_survives': {
    ground: 'sock.cancel.no_data_loss',
    words:
      /^AssertionError: expected '(?!for the s')\w*' to equal 'for the s'|^Hang: |waited [\d.]+ s for \w+\(\) to return/,
    groundWords: /./,
  },
  'sock.cancel.next_operation_in_same_step': {
    ground: 'sock.cancel.no_data_loss',
    words: /^AssertionError: expected '(?!for the s')\w*' to equal 'for the s'/,
    groundWords: /./,
  },
  // The call that was cancelled goes on sending, and leaves no room.
  'sock.cancel.next_send_in_same_step': {
    ground: 'sock.cancel.unregisters',
    words: /^BlockingIOError: |^Hang: |waited [\d.]+ s for \w+\(\) to return/,
    groundWords: /^AssertionError: bytes sent after the cancellation: /,
  },
  // The call that was cancelled closed the socket that listens.
  'sock.accept.cancel_unregisters': {
    ground: 'sock.accept.cancel_keeps_listener',
    words: /\bfile descriptor: -1\b/,
    groundWords: /\bBad file descriptor\b/,
  },
  // What was to wait raised at once, out of the selector.
  'sendfile.aborted_before': {
    ground: 'fd.directions_independent',
    words: /^AssertionError: while nobody reads: expected true to equal false/,
    groundWords: /^TypeError: /,
  },
  // An interrupt ends the process, within a run as well as where it was to leave it.
  'running.is_running.after_exception': {
    ground: 'running.exit_request.keyboard_interrupt_propagates',
    words: /\bPeerDied: the Python process was killed by/,
    groundWords: /\bPeerDied: the Python process was killed by/,
  },
  // A run that goes on after one exit request of a callback goes on after another of a step, which is a callback.
  'task.step.keyboard_interrupt_propagates': {
    ground: 'running.exit_request.system_exit_propagates',
    words: /^AssertionError: run_forever\(\) returned .* instead of raising KeyboardInterrupt/,
    groundWords: /waited [\d.]+ s for run_forever\(\) to return instead of SystemExit/,
  },
  // No context is copied: what runs in the current one has no copy of its own, and none of its callback's.
  'context.call_soon.separate_copies': {
    ground: 'context.call_soon.default_is_copy',
    words: /expected \[ 'default', 'a', 'b', 'c' \] to deeply equal \[ 'default', 'default', /,
    groundWords: /expected \[ 'after', 'inside', 'inside' \] to deeply equal \[ 'before', 'inside', 'after' \]/,
  },
  'context.nested_inheritance': {
    ground: 'context.call_later.copied_at_schedule',
    words: /expected \[ 'made after', 'made after' \] to deeply equal \[ 'made before', 'outside' \]/,
    groundWords: /expected \[ 'after', 'inside', 'inside' \] to deeply equal \[ 'before', 'inside', 'after' \]/,
  },
  // A due timer that is cancelled is called, whatever cancels it.
  'iteration.cancel_within_batch': {
    ground: 'timers.call_later.cancel_when_due',
    words: /expected \[ 'first', 'second', 'third' \] to deeply equal \[ 'first', 'third' \]/,
    groundWords: /expected \[ 'first', 'second', 'third' \] to deeply equal \[ 'first', 'third' \]/,
  },
  // What the loop logs, it logs where nobody looks.
  'errors.handler.failure_is_contained': {
    ground: 'errors.default_handler.logs_error',
    words: /^AssertionError: expected \[\] to have a length of 2 /,
    groundWords: /^AssertionError: expected \[\] to deeply equal \[ 'error', 'error' \]/,
  },
  // The one method that a transport lacks is told by the clause that says what it does.
  'abstract.shape.transports': {
    ground: 'transport.reading.is_reading',
    words: /^AssertionError: the transport has is_reading\(\), which can be called: /,
    groundWords: /^TypeError: [\w.]+\.isReading is not a function/,
  },
  // What a transport has no method for cannot be asked, whatever it does.
  'sendfile.restores_transport': {
    ground: 'transport.set_protocol.redirects',
    words: /^TypeError: [\w.]+\.getProtocol is not a function/,
    groundWords: /^TypeError: [\w.]+\.[gs]etProtocol is not a function/,
  },
  'datagram.flow.pause_resume': {
    ground: 'transport.limits.low_high_tuple',
    words: /^TypeError: [\w.]+\.setWriteBufferLimits is not a function/,
    groundWords: /^TypeError: [\w.]+\.[gs]etWriteBufferLimits is not a function/,
  },
  // The callback failed as it may; its report lacks what every report must have.
  'future.add_done_callback.failure_isolated': {
    ground: 'errors.callback.context_keys',
    words: /^AssertionError: the handle: expected null to not equal null/,
    groundWords: /^AssertionError: expected (?:undefined|null) to equal /,
  },
  'future.add_done_callback.failure_reported': {
    ground: 'errors.callback.context_keys',
    words: /^AssertionError: the handle: expected null to not equal null/,
    groundWords: /^AssertionError: expected (?:undefined|null) to equal /,
  },
};

export interface WordedGround {
  readonly ground: ClauseId;
  /** Of the clause's own test, its error's name among them. */
  readonly words: RegExp;
  readonly groundWords: RegExp;
}

/**
 * What tells, the surest first, that a timer which is due when it is made comes only where nothing else is left to call, and so not in
 * the turn of a stop().
 */
export const DUE_GROUNDS: readonly ClauseId[] = [
  'iteration.run_once_idiom_runs_due_timers',
  'timers.call_later.negative_delay',
];

/** Clauses of which tests look for such a timer in the turn of a stop(): nobody can see there what it does. */
export const DUE_TIMERS: readonly ClauseId[] = [
  'timers.call_later.negative_delay',
  'timers.call_later.zero_delay',
  'timers.call_later.args',
  'timers.call_later.cancel_when_due',
  'timers.call_later.exception_isolated',
  'timers.call_later.overdue_in_deadline_order',
  'timers.call_later.rescheduling_from_callback',
  'iteration.cancel_within_batch',
  'iteration.new_callbacks_wait_for_next_poll',
  'handles.cancel.idempotent',
  'handles.cancel.inside_own_callback',
  'handles.cancelled.states',
  'context.call_soon.separate_copies',
  'context.none_means_default',
  'context.nested_inheritance',
  'context.keyword_only',
  'context.empty_context_respected',
  'context.call_later.copied_at_schedule',
  'context.call_later.explicit',
  'errors.callback.context_keys',
  'errors.callback.source_traceback_only_in_debug',
  'errors.callback.base_exception_reported',
  'future.init.running_loop_default_in_callback',
];

/** An endpoint that names no address of the host's cannot be reached by a peer of the kit's. */
export const ENDPOINT_GROUND: ClauseId = 'datagram.local_addr.binds';

/** A transport that does not close the pipe it was given, but its descriptor, leaves a pipe that nobody can close any more. */
export const PIPE_GROUND: ClauseId = 'pipe.read.close';

/** Where a call that waits for a function holds up the thread of the loop, a function of the test's own language never begins. */
export const HELD_UP_GROUND: ClauseId = 'executor.run_in_executor.other_thread';

/** A loop that calls all that is queued, and in another order: it is not its way to stop, nor to call once. */
export const ORDER_GROUND: ClauseId = 'callbacks.call_soon.fifo';

/** Where the loop that runs a bare callback is not the running one, nothing that is asked of the running loop holds. */
export const RUNNING_GROUND: ClauseId = 'current.get_running_loop.inside_callback_and_coroutine';

/** Where what is returned for a task is none, it lacks what tests ask of tasks. */
export const TASK_GROUND: ClauseId = 'task.create_task.returns_task';

/** What is left behind where these fail, by whatever test: sockets of servers and transports that stay open, tasks of a closed loop. */
export const LEFT_BY_GROUNDS: Readonly<Partial<Record<ClauseId, RegExp>>> = {
  'server.close.stops_listening': /\(socket:/,
  'transport.close.lost_once_none': /\(socket:/,
  'task.create_task.closed_loop': /Task was destroyed but it is pending/,
};

/** A loop that takes an exit request for an error of a callback reports it wherever one is raised. */
export const EXIT_REPORT_GROUNDS: readonly ClauseId[] = [
  'errors.callback.no_handler_call_for_exit_requests',
  'running.exit_request.system_exit_propagates',
];

/** Where the process of a Python loop exits instead of raising SystemExit, it does so wherever that is raised. */
export const EXIT_GROUND: ClauseId = 'running.exit_request.system_exit_propagates';

/** Where a run goes on after an exit request of a callback, no step of a task ends it either: a step is a callback. */
export const OUTLIVED_GROUNDS: Readonly<Record<string, ClauseId>> = {
  SystemExit: 'running.exit_request.system_exit_propagates',
  KeyboardInterrupt: 'running.exit_request.keyboard_interrupt_propagates',
};

/**
 * Clauses that cannot be seen where others do not hold, though no name says so: a loop broken in one of the others fails
 * their tests too. Most pairs are proven by a broken loop, on which
 * both fail; the others were met on loops of other people.
 */
export const FURTHER_GROUNDS: Readonly<Partial<Record<ClauseId, readonly ClauseId[]>>> = {
  'asyncgens.finalizer.aclose_scheduled': ['asyncgens.hooks.installed_while_running'],
  'asyncgens.finalizer.collected_in_other_thread': ['asyncgens.hooks.installed_while_running'],
  'asyncgens.hooks.restored': [
    'running.exit_request.keyboard_interrupt_propagates',
    'asyncgens.hooks.installed_while_running',
  ],
  'asyncgens.shutdown.closes_all': ['asyncgens.hooks.installed_while_running'],
  'asyncgens.shutdown.error_reported': ['asyncgens.hooks.installed_while_running', 'asyncgens.shutdown.closes_all'],
  'asyncgens.shutdown.one_failure_does_not_stop_others': ['asyncgens.shutdown.closes_all'],
  'asyncgens.shutdown.no_generators': ['abstract.shutdown.coroutines'],
  'asyncgens.shutdown.warns_on_later_use': ['asyncgens.hooks.installed_while_running', 'asyncgens.shutdown.closes_all'],
  'callbacks.call_soon.exactly_once': ['future.set_result.none_value', 'running.stop.request_is_cleared'],
  'callbacks.call_soon.fifo': ['running.stop.defers_callbacks_of_last_batch', 'running.stop.finishes_current_batch'],
  'callbacks.call_soon.not_synchronous': [
    'iteration.thread_calls_not_starved',
    'task.step.bare_yield_one_iteration',
    'threads.call_soon_threadsafe.same_thread',
    'future.set_result.none_value',
  ],
  'callbacks.call_soon.positional_args': ['callbacks.call_soon.args_not_in_an_array'],
  'closing.close.executor_not_awaited': ['executor.set_default_executor.used'],
  'closing.is_closed.transition': ['runner.close.shuts_loop_down'],
  'combinators.sleep.timer': [
    'future.create_future.used_by_helpers',
    'future.add_done_callback.once',
    'timers.call_later.args',
    'timers.call_later.when_value',
  ],
  'combinators.sleep.zero_is_bare_yield': ['combinators.sleep.cancel_cancels_timer'],
  'current.get_event_loop.prefers_running_loop': ['current.get_running_loop.inside_callback_and_coroutine'],
  'current.get_running_loop.cleared_after_run': [
    'running.exit_request.system_exit_propagates',
    'current.get_running_loop.inside_callback_and_coroutine',
  ],
  'current.get_running_loop.raises_outside': ['current.get_running_loop.inside_callback_and_coroutine'],
  'current.get_running_loop.thread_specific': ['executor.run_in_executor.other_thread'],
  'current.new_event_loop.fresh': ['current.get_running_loop.inside_callback_and_coroutine'],
  'debug.check_thread.call_at': ['debug.set_debug.roundtrip'],
  'debug.check_thread.call_later': ['debug.set_debug.roundtrip'],
  'debug.check_thread.call_soon': ['debug.set_debug.roundtrip'],
  'debug.slow_callback.logged': [
    'debug.slow_callback.not_logged',
    'debug.slow_callback.task_step',
    'debug.set_debug.roundtrip',
  ],
  'debug.slow_callback.not_logged': ['debug.slow_callback.logged', 'debug.slow_callback.task_step'],
  'debug.slow_callback.task_step': ['debug.slow_callback.logged'],
  'debug.slow_callback.threshold_live': ['debug.slow_callback.logged'],
  'debug.slow_callback.timer': ['debug.slow_callback.logged'],
  'eager.factory.runs_first_step_inline': ['eager.current_task.restored', 'eager.suspend.continues_on_loop'],
  'errors.call_exception_handler.calls_handler': [
    'callbacks.call_soon.exception_does_not_stop_loop',
    'timers.call_later.exception_isolated',
    'errors.callback.message_names_callback',
    'errors.callback.reported_immediately',
  ],
  'errors.callback.no_handler_call_for_exit_requests': [
    'running.exit_request.keyboard_interrupt_propagates',
    'running.exit_request.system_exit_propagates',
  ],
  'errors.default_handler.exc_info': ['errors.default_handler.logs_error'],
  'errors.default_handler.logs_error': ['errors.handler.base_exception_contained'],
  'errors.set_exception_handler.none_restores_default': ['errors.default_handler.logs_error'],
  'executor.run_in_executor.result_and_args': [
    'executor.run_in_executor.outside_the_loop',
    'executor.run_in_executor.completes_after_close',
    'executor.run_in_executor.completion_keeps_order',
    'executor.run_in_executor.exception',
  ],
  'executor.run_in_executor.returns_future': [
    'closing.rejects.run_in_executor',
    'executor.run_in_executor.outside_the_loop',
  ],
  'executor.run_in_executor.wakes_loop': ['executor.run_in_executor.returns_future'],
  'future.add_done_callback.argument': ['future.add_done_callback.queue_position'],
  'future.create_future.bound': ['future.exception.none_after_result', 'future.init.loop_bound'],
  'future.exception.returned': ['future.never_retrieved.no_early_report'],
  'future.subclass.overrides_called': ['future.create_future.bound'],
  'coroutine.duck.run_by_task': ['future.create_future.bound'],
  'context.task.explicit_used_as_is': ['task.create_task.context'],
  'future.remove_done_callback.count': [
    'future.remove_done_callback.removed_not_called',
    'future.add_done_callback.changes_while_scheduling',
  ],
  'lifetime.enter.sets_current': [
    'lifetime.enter.requires_running_loop',
    'lifetime.current_task.idle_loop_none',
    'lifetime.current_task.interleaved',
    'lifetime.third_party.current_and_all',
    'current.get_running_loop.inside_callback_and_coroutine',
  ],
  'lifetime.leave.clears': ['current.get_running_loop.inside_callback_and_coroutine'],
  'lifetime.register.visible': ['lifetime.register.needs_weakref_and_hash', 'lifetime.third_party.cancelled_by_runner'],
  'runner.loop_factory.asyncio_run': [
    'asyncgens.shutdown.no_generators',
    'executor.shutdown_default_executor.no_executor',
    'task.create_task.context',
  ],
  'runner.loop_factory.called_once_lazily': [
    'runner.close.passes_executor_timeout_positionally',
    'asyncgens.shutdown.no_generators',
    'executor.shutdown_default_executor.no_executor',
    'task.create_task.context',
  ],
  'running.exit_request.running_loop_cleared': ['running.exit_request.system_exit_propagates'],
  'running.run_forever.until_stop': [
    'debug.check_callback.off_without_debug',
    'running.run_forever.runs_callbacks_queued_before',
    'timers.call_later.int_and_float',
  ],
  'running.run_until_complete.exit_request_leaves_no_pending_stop': [
    'running.exit_request.keyboard_interrupt_propagates',
  ],
  'running.run_until_complete.raises_exit_request': [
    'running.exit_request.keyboard_interrupt_propagates',
    'running.exit_request.system_exit_propagates',
  ],
  'running.run_until_complete.removes_its_done_callback': [
    'running.exit_request.system_exit_propagates',
    'running.run_until_complete.stopped_early',
  ],
  'running.run_until_complete.result': ['future.init.loop_bound', 'task.step.stop_iteration_value'],
  'signals.add_signal_handler.calls_callback': [
    'signals.add_signal_handler.exception_reported',
    'signals.add_signal_handler.replaces',
    'signals.add_signal_handler.several_signals',
    'signals.remove_signal_handler.from_own_callback',
  ],
  'signals.keyboard_interrupt_from_blocked_loop': ['signals.python_handlers_run_while_blocked'],
  'signals.remove_signal_handler.result': ['signals.remove_signal_handler.restores_default'],
  'task.cancel.pending_true': [
    'task.cancel.not_immediate',
    'task.cancel.before_start_body_never_runs',
    'task.cancel.cancels_awaited_future_now',
    'task.cancel.at_bare_yield',
    'iteration.new_callbacks_wait_for_next_poll',
  ],
  'task.create_task.returns_task': [
    'eager.init.idle_loop_schedules',
    'task.init.registered_at_once',
    'task.name.none_is_default',
    'eager.init.flag_default_false',
    'task.init.first_step_deferred',
    'task.init.default_loop',
  ],
  'task.factory.set_get': [
    'eager.factory.default_instance',
    'task.factory.default_none',
    'task.factory.called_with_loop_coro',
  ],
  'task.init.registered_at_once': [
    'lifetime.register.done_checked_on_read',
    'lifetime.all_tasks.other_loops_excluded',
    'lifetime.all_tasks.new_set',
    'lifetime.all_tasks.done_excluded_before_callbacks',
    'lifetime.all_tasks.running_loop_default',
  ],
  'task.name.given': ['task.name.default_prefix'],
  'task.name.none_is_default': ['task.create_task.name'],
  'task.name.str_conversion': ['task.create_task.name'],
  'task.step.keyboard_interrupt_propagates': ['running.exit_request.keyboard_interrupt_propagates'],
  'task.step.system_exit_propagates': ['running.exit_request.system_exit_propagates'],
  'threads.call_soon_threadsafe.wakes_blocked_loop': [
    'iteration.earlier_timer_added_while_waiting',
    'running.stop.from_other_thread',
  ],
  'timers.call_later.fires_after_delay': ['timers.call_later.when_value', 'timers.call_at.same_clock_as_time'],
  'timers.call_later.when_for_every_delay': ['timers.call_later.negative_delay'],
  'sendfile.sock.mixes_with_sendall': ['sendfile.sock.basic'],
  'server.async_with.enter': ['server.start_serving.false'],
  'server.is_serving.states': ['server.start_serving.false'],
  'tls.unix': ['tls.connection.roundtrip'],
  'tls.alpn.client': ['tls.made.after_handshake'],
  'tls.alpn.server': ['tls.made.after_handshake'],
  'running.run_forever.two_loops_two_threads': [
    'running.run_forever.non_main_thread',
    'current.get_running_loop.inside_callback_and_coroutine',
  ],
  'lifetime.enter.thread_isolation': [
    'running.run_forever.non_main_thread',
    'running.run_forever.two_loops_two_threads',
  ],
  'running.stop.before_run_runs_queued': ['running.stop.before_run_forever'],
  'running.stop.before_run_queued_after_stop': ['running.stop.before_run_forever'],
  'running.stop.before_run_polls_io': ['running.stop.before_run_forever'],
  'context.empty_context_respected': ['context.call_soon_threadsafe.explicit'],
  'context.keyword_only': ['context.call_soon_threadsafe.calling_thread'],
  'context.helpers.tasks_copy_caller': [
    'context.task.same_context_every_step',
    'context.task.copied_at_creation',
    'context.task.child_changes_invisible',
  ],
  'context.task.same_context_every_step': ['context.call_soon.explicit'],
  'context.task.copied_at_creation': ['context.call_soon.explicit'],
  'context.task.child_changes_invisible': ['context.call_soon.explicit'],
  'task.create_task.context': ['context.call_soon.explicit'],
  'eager.context.copied': ['context.call_soon.explicit'],
  'task.asyncio_create_task.running_loop': ['task.factory.called_with_loop_coro'],
  'context.future_callback.copied_at_registration': ['context.call_soon.explicit'],
  'context.future_callback.explicit': ['context.call_soon.explicit'],
  'context.future_callback.isolated': ['context.call_soon.explicit'],
  'runner.run.context_passed_to_create_task': ['task.create_task.context', 'context.task.explicit_used_as_is'],
  'tls.buffered_protocol': ['transport.set_protocol.redirects'],
  'subprocess.extra.pipe': ['pipe.extra.pipe'],
  'executor.run_in_executor.completes_after_close': ['executor.run_in_executor.returns_future'],
  'executor.shutdown_default_executor.loop_keeps_running': ['executor.shutdown_default_executor.waits'],
  'executor.shutdown_default_executor.timeout': ['executor.shutdown_default_executor.waits'],
  'task.step.other_loop_future': ['current.new_event_loop.fresh'],
  'task.step.current_task_reset_after_error': [
    'running.exit_request.system_exit_propagates',
    'running.exit_request.keyboard_interrupt_propagates',
  ],
  'tls.shutdown.timeout_aborts': ['timers.call_later.not_early'],
  'sock.blocking_rejected_in_debug': ['debug.set_debug.roundtrip'],
  'connection.multi.tries_in_order': ['connection.dns.getaddrinfo_arguments'],
  'connection.multi.combined_error': ['connection.dns.getaddrinfo_arguments'],
  'connection.interleave.default_order': ['connection.dns.getaddrinfo_arguments'],
  'connection.multi.all_errors': ['connection.dns.getaddrinfo_arguments'],
  'connection.interleave.first_family_count': ['connection.dns.getaddrinfo_arguments'],
  'connection.happy_eyeballs.implies_interleave': ['connection.dns.getaddrinfo_arguments'],
  'connection.happy_eyeballs.failure_advances': ['connection.dns.getaddrinfo_arguments'],
  'sock.cancel.unregisters': ['fd.remove.return_value'],
  'sock.accept.cancel_unregisters': ['fd.remove.return_value'],
  'debug.get_debug.environment': ['debug.set_debug.roundtrip'],
  'debug.get_debug.dev_mode': ['debug.set_debug.roundtrip'],
  'iteration.new_callbacks_wait_for_next_poll': ['running.stop.defers_callbacks_of_last_batch'],
  'running.exit_request.keyboard_interrupt_propagates': [
    'errors.callback.no_handler_call_for_exit_requests',
    'running.run_until_complete.raises_exit_request',
  ],
  'running.run_until_complete.exception': [
    'task.create_task.returns_task',
    'task.step.current_task_reset_after_error',
    'future.init.loop_bound',
    'future.result.raises_same_exception',
    'future.await.raises_exception',
  ],
  'timers.call_later.zero_delay': ['timers.call_later.rescheduling_from_callback', 'abstract.shape.timer_handles'],
  'combinators.wait.return_when': ['combinators.wait.timeout_keeps_pending'],
  'combinators.gather.returns_future': [
    'combinators.gather.duplicates',
    'combinators.gather.first_exception',
    'combinators.gather.child_protocol',
  ],
  'errors.handler.base_exception_contained': ['errors.default_handler.logs_error'],
  'task.step.add_done_callback_context_keyword': ['task.step.duck_future_awaitable', 'task.cancelling.initial_zero'],
  'task.step.exception_stored': ['task.step.duck_future_awaitable'],
  'callbacks.call_soon.args_not_in_an_array': ['callbacks.call_soon.positional_args'],
  'task.step.current_task_set': [
    'future.create_future.bound',
    'runner.run.sigint_cancels_main_task',
    'task.step.nested_await_no_iteration',
    'eager.completion.done_on_return',
    'coroutine.duck.run_by_task',
    'task.cancel.before_start_throws_into_coroutine',
    'task.init.fifo_with_call_soon',
  ],
  'task.step.not_resumed_inline': ['future.await.repeatable', 'future.await.multiple_waiters_order'],
  'combinators.wait_for.timeout': ['combinators.wait_for.inner_outcome_on_cancel', 'combinators.wait_for.same_task'],
  'combinators.task_group.child_failure': [
    'combinators.task_group.parent_cancelled',
    'combinators.task_group.swallowed_in_body',
    'combinators.task_group.requires_task',
  ],
  'errors.callback.message_names_callback': ['errors.call_exception_handler.calls_handler'],
  'future.create_future.not_running_ok': ['future.add_done_callback.after_done'],
  'future.ensure_future.coroutine': ['task.create_task.returns_task'],
  'task.cancel.future_already_done': ['task.cancel.message_reaches_awaiter', 'task.cancel.message_forwarded'],
  'lifetime.unregister.removes': ['lifetime.register.done_checked_on_read'],
  'callbacks.call_soon.exception_does_not_stop_loop': [
    'timers.call_later.exception_isolated',
    'errors.callback.context_keys',
  ],
  'context.task.waker_context_irrelevant': ['context.task.child_changes_invisible', 'task.cancel.suppressed_return'],
  'future.cancel.no_msg_args': ['future.result.cancelled', 'future.await.raises_cancelled'],
  'running.exit_request.system_exit_propagates': [
    'errors.callback.no_handler_call_for_exit_requests',
    'running.run_until_complete.raises_exit_request',
  ],
  'errors.callback.reported_immediately': ['errors.call_exception_handler.calls_handler'],
  'buffered.empty_buffer_error': ['protocol.error.data_received', 'transport.close.lost_once_none'],
  'buffered.get_buffer_error': ['protocol.error.data_received'],
  'buffered.buffer_updated_error': ['protocol.error.data_received'],
  'buffered.readonly_buffer_error': ['protocol.error.data_received'],
  'transport.write.error_not_raised': ['protocol.eof.true_keeps_open'],
  'transport.close.flag_and_async': [
    'connection.order.made_before_return',
    'transport.is_closing.after_peer_eof',
    'connection.order.no_data_before_made',
    'connection.result.pair',
  ],
  'server.result.object': ['abstract.coroutine.connections', 'abstract.shape.servers'],
  'dns.getaddrinfo.result': ['abstract.coroutine.lookups'],
  'pipe.read.connect': ['abstract.coroutine.pipes'],
  'lifetime.register.needs_weakref_and_hash': ['lifetime.register.visible'],
  'future.wrap_future.result_from_thread': ['threads.call_soon_threadsafe.runs_in_loop_thread'],
  'future.wrap_future.exception': ['threads.call_soon_threadsafe.runs_in_loop_thread'],
  'future.wrap_future.source_cancelled': ['threads.call_soon_threadsafe.runs_in_loop_thread'],
  'future.result.raises_same_exception': ['future.await.raises_exception'],
  'buffered.eof': ['buffered.delivery'],
  'buffered.memoryview_window': ['buffered.delivery'],
  'dns.getaddrinfo.filters': ['dns.getaddrinfo.error'],
  'eager.completion.done_on_return': ['task.factory.called_with_loop_coro'],
  'errors.custom_handler.may_delegate': ['errors.default_handler.logs_error'],
  'future.ensure_future.uses_create_task': ['task.factory.called_with_loop_coro'],
  'handles.cancel.idempotent': ['callbacks.call_soon.returns_handle'],
  'handles.cancelled.states': ['callbacks.call_soon.returns_handle'],
  'lifetime.third_party.interoperates': ['task.factory.called_with_loop_coro'],
  'pipe.kinds.accepted': ['pipe.read.connect', 'pipe.write.connect_and_write'],
  'running.run_until_complete.wraps_coroutine_in_task': ['task.factory.called_with_loop_coro'],
  'server.async_with.exit': ['server.close.stops_listening'],
  'signals.add_signal_handler.sigint_replaces_keyboard_interrupt': ['signals.add_signal_handler.calls_callback'],
  'sock.sendall.error_propagates': ['sock.sendall.sends_everything'],
  'task.destroyed_pending.reported': ['task.create_task.name'],
  'task.factory.exception_propagates': ['task.factory.called_with_loop_coro'],
  'tls.hostname.empty_disables_match': ['tls.verify.default_context'],
  'connection.factory.not_on_bad_arguments': [
    'connection.args.nothing_given',
    'connection.args.server_hostname_without_ssl',
    'connection.args.handshake_timeout_without_ssl',
  ],
  'connection.sock.tcp_nodelay': ['transport.extra.socket_names'],
  'datagram.broadcast.sets_option': ['datagram.extra.names'],
  'datagram.abort.drops': ['transport.limits.low_high_tuple'],
  'datagram.flow.pause_resume': ['transport.limits.low_high_tuple'],
  'sendfile.restores_transport': ['transport.set_protocol.redirects'],
  'unix.server.cleanup_false': ['unix.server.cleanup_default'],
  'subprocess.flow.stdin_pause_resume': ['transport.flow.pause_when_over_high'],
  'closing.rejects.create_task': ['task.create_task.closed_loop'],
};
