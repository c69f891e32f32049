/** Chapter: protocols that bring a buffer. */
import type { Clause } from '../clause';

export const buffered = [
  {
    id: 'buffered.delivery',
    level: 'must',
    profile: 'protocol',
    statement:
      'Bytes for a BufferedProtocol are stored at the start of what get_buffer() returned, and buffer_updated() tells their number, which is above 0 and no more than the buffer holds.',
    api: ['protocol.get_buffer', 'protocol.buffer_updated'],
    source:
      'asyncio-protocol, buffered-streaming-protocols; test_buffered_proto.BaseTestBufferedProtocol.test_buffered_proto_create_connection',
    since: '3.7',
    note: 'A parser that owns its memory relies on where the bytes are and how many.',
  },
  {
    id: 'buffered.memoryview_window',
    level: 'must',
    profile: 'protocol',
    statement: 'A get_buffer() that returns a view of part of a larger buffer has that part alone written to.',
    api: ['protocol.get_buffer'],
    source: 'asyncio-protocol, buffered-streaming-protocols',
    since: '3.7',
    note: 'A ring buffer lends one window of it at a time.',
  },
  {
    id: 'buffered.eof',
    level: 'must',
    profile: 'protocol',
    statement:
      'After eof_received() of a BufferedProtocol neither get_buffer() nor buffer_updated() is called, and the result decides whether the transport stays open for writing.',
    api: ['protocol.eof_received', 'protocol.get_buffer', 'protocol.buffer_updated'],
    source: 'asyncio-protocol, buffered-streaming-protocols',
    since: '3.7',
    note: 'An empty buffer_updated() would look like data.',
  },
  {
    id: 'buffered.empty_buffer_error',
    level: 'must',
    profile: 'protocol',
    statement:
      'A get_buffer() that returns an empty buffer is reported as RuntimeError, and connection_lost() is given that error.',
    api: ['protocol.get_buffer', 'loop.call_exception_handler'],
    source:
      'asyncio-protocol, buffered-streaming-protocols; test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_get_buffer_zerosized',
    since: '3.7',
    note: 'Reading into no room would look like the end of the stream, or never end.',
  },
  {
    id: 'buffered.get_buffer_error',
    level: 'must',
    profile: 'protocol',
    statement: 'An exception of get_buffer() is reported once, and connection_lost() is given that exception.',
    api: ['protocol.get_buffer', 'loop.call_exception_handler'],
    source: 'test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_get_buffer_error',
    since: '3.7',
    note: 'A fault of a protocol must be seen as it is.',
  },
  {
    id: 'buffered.buffer_updated_error',
    level: 'must',
    profile: 'protocol',
    statement: 'An exception of buffer_updated() is reported once, and connection_lost() is given that exception.',
    api: ['protocol.buffer_updated', 'loop.call_exception_handler'],
    source: 'test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_buffer_updated_error',
    since: '3.7',
    note: 'A fault of a protocol must be seen as it is.',
  },
  {
    id: 'buffered.readonly_buffer_error',
    level: 'should',
    profile: 'protocol',
    statement:
      'A get_buffer() that returns something that cannot be written to ends the connection with an error that is reported.',
    api: ['protocol.get_buffer'],
    source: 'selector_events.py _SelectorSocketTransport._read_ready__get_buffer',
    since: '3.7',
  },
  {
    id: 'buffered.requires_base_class',
    level: 'should',
    profile: 'protocol',
    statement:
      'A Python object that has get_buffer() and data_received() and does not derive from BufferedProtocol is given data_received().',
    api: ['BufferedProtocol'],
    source: 'selector_events.py _SelectorSocketTransport.set_protocol',
    since: '3.7',
    pythonOnly: 'there is no telling a derived class from a shape over the bridge, and TypeScript protocols are shapes',
  },
] as const satisfies readonly Clause[];
