/** Chapter: protocols. */
import type { Clause } from '../clause';

export const protocol = [
  {
    id: 'protocol.order.stream',
    level: 'must',
    profile: 'protocol',
    statement:
      'A stream protocol is called in the order connection_made(), data_received() any number of times, eof_received() at most once, connection_lost(); the first and the last exactly once.',
    api: ['protocol.connection_made', 'protocol.data_received', 'protocol.eof_received', 'protocol.connection_lost'],
    source: 'asyncio-protocol, streaming-protocols',
    since: '3.4',
    note: 'A protocol is written as a state machine of these calls.',
  },
  {
    id: 'protocol.data.bytes_non_empty',
    level: 'must',
    profile: 'protocol',
    statement:
      'data_received() is given bytes that are never empty, and all calls together give what the peer sent, in order.',
    api: ['protocol.data_received'],
    source: 'asyncio-protocol, streaming-protocols',
    since: '3.4',
    note: 'Empty bytes mean the end of a stream to most parsers.',
  },
  {
    id: 'protocol.eof.at_most_once',
    level: 'must',
    profile: 'protocol',
    statement: 'eof_received() is called at most once, and data_received() is not called after it.',
    api: ['protocol.eof_received'],
    source: 'asyncio-protocol, streaming-protocols',
    since: '3.4',
    note: 'A protocol that stays open for writing takes the end of the input as final.',
  },
  {
    id: 'protocol.eof.false_closes',
    level: 'must',
    profile: 'protocol',
    statement:
      'A transport whose eof_received() returns a false value flushes its write buffer and closes, and connection_lost(None) follows.',
    api: ['protocol.eof_received'],
    source: 'asyncio-protocol, streaming-protocols',
    since: '3.4',
    note: 'A protocol that does not know half-closed connections leaves closing to the transport.',
  },
  {
    id: 'protocol.eof.true_keeps_open',
    level: 'must',
    profile: 'protocol',
    statement:
      'A transport whose eof_received() returns a true value stays open for writing until the protocol closes it.',
    api: ['protocol.eof_received'],
    source:
      'asyncio-protocol, streaming-protocols; test_selector_events.SelectorSocketTransportTests.test_read_ready_eof_keep_open',
    since: '3.4',
    note: 'A server answers a client that has shut down its writing side.',
  },
  {
    id: 'protocol.lost.reset',
    level: 'must',
    profile: 'protocol',
    statement:
      'A connection that the peer resets ends with connection_lost(ConnectionResetError), without eof_received() and without a report to the exception handler; its transport is closing then.',
    api: ['protocol.connection_lost'],
    source:
      'asyncio-protocol, base-protocol; test_selector_events.SelectorSocketTransportTests.test_read_ready_conn_reset',
    since: '3.4',
    note: 'A program tells a broken connection from an ended one by the argument.',
  },
  {
    id: 'protocol.lost.last_callback',
    level: 'must',
    profile: 'protocol',
    statement: 'No method of a protocol is called after its connection_lost().',
    api: ['protocol.connection_lost'],
    source: 'asyncio-protocol, base-protocol',
    since: '3.4',
    note: 'A protocol gives its state up in connection_lost().',
  },
  {
    id: 'protocol.error.data_received',
    level: 'must',
    profile: 'protocol',
    statement:
      'An exception of data_received() that is no OSError is reported once with message, exception, transport and protocol, and ends the connection with connection_lost() of that exception.',
    api: ['protocol.data_received', 'loop.call_exception_handler'],
    source: 'test_selector_events.SelectorSocketTransportTests.test_data_received_error',
    since: '3.7',
    note: 'A fault of a protocol must be seen, and must not leave its connection in an unknown state.',
  },
  {
    id: 'protocol.error.eof_received',
    level: 'must',
    profile: 'protocol',
    statement:
      'An exception of eof_received() is reported once, and ends the connection with connection_lost() of that exception.',
    api: ['protocol.eof_received', 'loop.call_exception_handler'],
    source: 'test_selector_events.SelectorSocketTransportTests.test_read_eof_received_error',
    since: '3.7',
    note: 'A fault at the end of the stream must not leave a connection half open for ever.',
  },
  {
    id: 'protocol.error.connection_lost',
    level: 'must',
    profile: 'protocol',
    statement: 'An exception of connection_lost() is reported, and the socket is closed all the same.',
    api: ['protocol.connection_lost', 'loop.call_exception_handler'],
    source:
      'asyncio-protocol, asyncio.BaseProtocol.connection_lost; selector_events.py _SelectorTransport._call_connection_lost',
    since: '3.4',
    note: 'A fault in cleaning up must not leak descriptors.',
  },
  {
    id: 'protocol.error.oserror_not_reported',
    level: 'should',
    profile: 'protocol',
    statement:
      'An OSError of data_received() ends the connection with connection_lost() of that error, and is not reported to the exception handler.',
    api: ['protocol.data_received'],
    source: 'selector_events.py _SelectorTransport._fatal_error',
    since: '3.4',
  },
  {
    id: 'protocol.error.system_exit_propagates',
    level: 'should',
    profile: 'protocol',
    statement: 'A SystemExit or KeyboardInterrupt of data_received() leaves run_forever() or run_until_complete().',
    api: ['protocol.data_received'],
    source: 'selector_events.py _SelectorSocketTransport._read_ready__data_received',
    since: '3.8',
    note: 'A program that is to end must not be held by a transport.',
  },
  {
    id: 'protocol.duck_typed',
    level: 'should',
    profile: 'protocol',
    statement: 'A protocol that inherits none of the base classes is called as one that does.',
    api: ['Protocol'],
    source: 'protocols.py Protocol',
    since: '3.4',
    note: 'The documentation describes protocols by their methods.',
  },
  {
    id: 'protocol.default_methods',
    level: 'must',
    profile: 'protocol',
    statement:
      'Every callback of the base protocol classes does nothing when called, and a BufferedProtocol is no Protocol.',
    api: ['BaseProtocol', 'Protocol', 'BufferedProtocol', 'DatagramProtocol', 'SubprocessProtocol'],
    source: 'test_protocols.ProtocolsAbsTests.test_base_protocol',
    since: '3.4',
    note: 'A protocol overrides the callbacks that it needs.',
  },
] as const satisfies readonly Clause[];
