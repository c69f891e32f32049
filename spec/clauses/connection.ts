/** Chapter: connections. */
import type { Clause } from '../clause';

export const connection = [
  {
    id: 'connection.result.pair',
    level: 'must',
    profile: 'net.tcp',
    statement:
      'create_connection() completes with the pair (transport, protocol): the protocol is the object that the factory returned, the transport the one that connection_made() was given.',
    api: ['loop.create_connection'],
    source: 'asyncio-eventloop, opening-network-connections; test_events.EventLoopTestsMixin.test_create_connection',
    since: '3.4',
    note: 'A program keeps either of the two and compares it with what the protocol saw.',
  },
  {
    id: 'connection.order.no_data_before_made',
    level: 'must',
    profile: 'net.tcp',
    statement:
      'No data is delivered before connection_made(), even where bytes had arrived when the connection was made.',
    api: ['loop.create_connection', 'protocol.data_received', 'protocol.connection_made'],
    source: 'asyncio-protocol, base-protocol',
    since: '3.4',
    note: 'A protocol keeps its transport from connection_made(), and answers data with it.',
  },
] as const satisfies readonly Clause[];
