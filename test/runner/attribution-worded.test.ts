/** Tests of clauses that are blocked by another where both failed in certain words. */
import { expect } from 'chai';
import { blockedBy } from '../../runner/attribution/blocking';
import { reliance, says } from './failed-tests';

describe('attribution by the words of two clauses', () => {
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
      ['AssertionError', "expected [ 'lives on', 'lives on', …(2) ] to deeply equal [ 'lives on', 'lives on', …(2) ]"],
      ['AssertionError', "expected [ 'lives on', 'lives on' ] to deeply equal [ 'is killed', 'is interrupted' ]"],
    ],
    [
      'a refusal that takes the state of a running loop along',
      'running.run_forever.running_in_other_thread',
      ['AssertionError', "expected [ 'refused', false ] to deeply equal [ 'refused', true ]"],
      'running.run_forever.same_loop_reentry',
      ['AssertionError', 'expected [ false ] to deeply equal [ true ]'],
      ['AssertionError', "expected [ 'ran', true ] to deeply equal [ 'refused', true ]"],
    ],
    [
      'an executor of its own that gets its job once somebody awaits a coroutine',
      'executor.run_in_executor.custom_executor',
      ['AssertionError', 'the call returned <coroutine object f at 0x1> instead of raising RuntimeError'],
      'executor.run_in_executor.returns_future',
      ['AttributeError', "'coroutine' object has no attribute 'get_loop'"],
      ['AssertionError', 'the call returned <Future pending> instead of raising RuntimeError'],
    ],
    [
      'a job that nobody awaited',
      'executor.shutdown_default_executor.waits',
      ['AttributeError', "'NoneType' object has no attribute 'is_alive'"],
      'executor.run_in_executor.returns_future',
      ['AttributeError', "'coroutine' object has no attribute 'get_loop'"],
      ['AssertionError', "expected [ null, true ] to deeply equal [ 'job', null, false ]"],
    ],
    [
      'an executor that an assertion refuses',
      'executor.run_in_executor.returns_future',
      ['AssertionError', ''],
      'executor.run_in_executor.custom_executor',
      ['AssertionError', 'the call raised AssertionError:  instead of RuntimeError'],
      ['AssertionError', 'expected false to equal true'],
    ],
    [
      'an attribute that keeps what it is',
      'debug.slow_callback.logged',
      ['AssertionError', 'expected [] to have a length of 1 but got +0'],
      'debug.slow_callback_duration.default',
      ['AssertionError', 'expected 0.1 to equal 0.02'],
      ['AssertionError', "expected 'a text' to include 'another'"],
    ],
    [
      'a loop that stays in the thread that made it',
      'lifetime.enter.thread_isolation',
      ['RuntimeError', 'BrokenBarrierError: '],
      'running.run_forever.thread_hop_between_runs',
      ['AssertionError', 'expected [ true, false, 1 ] to deeply equal [ true, true, 2 ]'],
      ['AssertionError', 'expected [ false, true ] to deeply equal [ true, true ]'],
    ],
    [
      'a connection that is lost after its end was told',
      'protocol.eof.at_most_once',
      ['AssertionError', "expected [ 'made', 'data', 'eof', 'lost' ] to deeply equal [ 'made', 'data', 'eof' ]"],
      'protocol.eof.true_keeps_open',
      ['AssertionError', 'expected true to equal false'],
      ['AssertionError', "expected [ 'made', 'data', 'eof', 'eof' ] to deeply equal [ 'made', 'data', 'eof' ]"],
    ],
    [
      'what a report does not name',
      'protocol.error.eof_received',
      ['AssertionError', 'transport: expected {} to equal {}'],
      'protocol.error.data_received',
      ['AssertionError', 'transport: expected {} to equal {}'],
      ['AssertionError', 'expected null to equal ValueError'],
    ],
    [
      'a look-up of what was looked up',
      'connection.dns.getaddrinfo_arguments',
      [
        'AssertionError',
        "expected [ { host: 'some.test', …(5) }, …(1) ] to deeply equal [ { host: 'some.test', …(5) } ]",
      ],
      'sock.connect.resolves_names',
      ['AssertionError', "expected [ Array(2) ] to deeply equal [ [ 'a.name.invalid', 2, 1, +0 ] ]"],
      ['AssertionError', 'expected [] to have a length of 1 but got +0'],
    ],
    [
      'a look-up that gives the first address for each',
      'connection.happy_eyeballs.staggers',
      ['OutOfPatience', 'waited 5 s for run_until_complete() to return'],
      'sock.connect.resolves_names',
      ['AssertionError', "expected [ Array(2) ] to deeply equal [ [ 'a.name.invalid', 2, 1, +0 ] ]"],
      ['AssertionError', 'expected 0.01 to be at least 0.1'],
    ],
    [
      'a call that there is none of, which a test found at its end before it began',
      'sock.sendall.bytes_like_and_empty',
      ['NotImplementedError', ''],
      'sock.sendall.sends_everything',
      ['AssertionError', 'while nobody reads: expected true to equal false'],
      ['AssertionError', "expected 'a' to equal 'b'"],
    ],
    [
      'a callback that is called once more after its removal',
      'fd.file_object_or_number',
      ['AssertionError', 'after the removal by number: expected 2 to equal 1'],
      'fd.remove.same_iteration',
      ['AssertionError', 'expected 2 to equal 1'],
      ['AssertionError', 'after the removal by number: expected 9 to equal 1'],
    ],
    [
      'a reader of whose end a write pipe is not told',
      'pipe.write.base_protocol_enough',
      ['OutOfPatience', 'waited 5 s for run_until_complete() to return'],
      'pipe.write.reader_close_detected',
      ['OutOfPatience', 'waited 5 s for run_until_complete() to return'],
      ['AssertionError', "expected [ 'made', 'eof', 'lost' ] to deeply equal [ 'made', 'lost' ]"],
    ],
    [
      'the end of a pipe for which any protocol waits',
      'pipe.set_protocol',
      ['OutOfPatience', 'waited 5 s for run_until_complete() to return'],
      'pipe.read.data_and_eof',
      ['Hang', 'still running after 10 s'],
      ['AssertionError', "expected [ 'made', 'data' ] to deeply equal [ 'made' ]"],
    ],
    [
      'the report of an abort() that ends a handshake',
      'tls.verify.default_context',
      ['LeftBehind', 'unexpected report to the exception handler: Exception in callback f() (ValueError)'],
      'transport.abort.drops_buffer',
      ['LeftBehind', 'unexpected report to the exception handler: Exception in callback f() (CancelledError)'],
      ['AssertionError', 'the call returned a transport instead of raising SSLCertVerificationError'],
    ],
    [
      'the bytes that a cancelled call took',
      'sock.cancel.next_operation_in_same_step',
      ['AssertionError', "expected 'econd' to equal 'for the s'"],
      'sock.cancel.no_data_loss',
      ['AssertionError', 'expected false to equal true'],
      ['OutOfPatience', 'waited 5 s for run_until_complete() to return'],
    ],
    [
      'the room that a cancelled call fills',
      'sock.cancel.next_send_in_same_step',
      ['BlockingIOError', 'Resource temporarily unavailable'],
      'sock.cancel.unregisters',
      ['AssertionError', 'bytes sent after the cancellation: expected 219264 to equal +0'],
      ['AssertionError', 'expected false to equal true'],
    ],
    [
      'the listening socket that a cancelled call closed',
      'sock.accept.cancel_unregisters',
      ['ValueError', 'Invalid file descriptor: -1'],
      'sock.accept.cancel_keeps_listener',
      ['OSError', 'Bad file descriptor'],
      ['AssertionError', 'whether it is still watched: expected true to equal false'],
    ],
    [
      'the error of a selector that ends what was to wait',
      'sendfile.aborted_before',
      ['AssertionError', 'while nobody reads: expected true to equal false'],
      'fd.directions_independent',
      ['TypeError', 'cannot unpack non-iterable NoneType object'],
      ['OutOfPatience', 'waited 5 s for run_until_complete() to return'],
    ],
    [
      'an interrupt that ends the process',
      'running.is_running.after_exception',
      ['PeerDied', 'the Python process was killed by SIGABRT; its last words: none'],
      'running.exit_request.keyboard_interrupt_propagates',
      ['AssertionError', 'the call raised PeerDied: the Python process was killed by SIGABRT'],
      ['AssertionError', 'expected [ true, true, false ] to deeply equal [ true, false, false ]'],
    ],
    [
      'a log of its own to which a loop tells all',
      'errors.handler.failure_is_contained',
      ['AssertionError', 'expected [] to have a length of 2 but got +0'],
      'errors.default_handler.logs_error',
      ['AssertionError', "expected [] to deeply equal [ 'error', 'error' ]"],
      ['AssertionError', "expected [ 'handler' ] to deeply equal [ 'handler', 'next', 'handler' ]"],
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
