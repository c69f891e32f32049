/** Transports that call their protocols wrongly. */
import { replaceMethods, type Replaced } from './harness/patched';
import { NodeEventLoop } from '../../reference';
import { BaseProtocol, Protocol } from '../../reference/transports/base-protocols';
import { ConnectionResetError, type AbstractEventLoop } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { hanging, module } from './faults';

interface Calls {
  connectionLost(error: unknown): void;
  dataReceived(data: Uint8Array): void;
  eofReceived(): unknown;
}

/** What is put between a transport and its protocol: a loop that hands over a protocol of its own making. */
function between(breaks: BrokenLoop['breaks'], fault: string, wrap: (protocol: Calls) => Partial<Calls>): BrokenLoop {
  const replaced: Replaced<AbstractEventLoop> = {
    _makeSocketTransport(sound, sock: unknown, protocol: object, waiter: unknown, options: unknown): unknown {
      const inner = protocol as Calls;
      const wrapped = new Proxy(protocol, {
        get(target, name) {
          const own = Reflect.get(wrap(inner), name) as unknown;
          const found = own ?? (Reflect.get(target, name) as unknown);
          return typeof found === 'function' ? (found.bind(target) as unknown) : found;
        },
      });
      return sound(sock, wrapped, waiter, options);
    },
  };
  return { breaks, fault, patch: () => replaceMethods(NodeEventLoop.prototype, replaced) };
}

export const protocol: readonly BrokenLoop[] = [
  between('protocol.order.stream', 'the end is told after connection_lost()', (inner) => {
    return {
      connectionLost(error) {
        inner.connectionLost(error);
        inner.eofReceived();
      },
    };
  }),
  between('protocol.data.bytes_non_empty', 'the end of the stream is empty data', (inner) => {
    return {
      eofReceived() {
        inner.dataReceived(new Uint8Array(0));
        return inner.eofReceived();
      },
    };
  }),
  between('protocol.eof.at_most_once', 'the end is told twice', (inner) => {
    return {
      eofReceived() {
        inner.eofReceived();
        return inner.eofReceived();
      },
    };
  }),
  hanging(
    between('protocol.eof.false_closes', 'the transport stays open', (inner) => {
      return {
        eofReceived() {
          inner.eofReceived();
          return true;
        },
      };
    }),
  ),
  between('protocol.eof.true_keeps_open', 'the transport closes', (inner) => {
    return {
      eofReceived() {
        inner.eofReceived();
        return false;
      },
    };
  }),
  between('protocol.lost.reset', 'a reset is a connection that ended', (inner) => {
    return {
      connectionLost(error) {
        inner.connectionLost(error instanceof ConnectionResetError ? null : error);
      },
    };
  }),
  between('protocol.lost.last_callback', 'a turn after connection_lost() data is delivered', (inner) => {
    return {
      connectionLost(error) {
        inner.connectionLost(error);
        setImmediate(() => {
          inner.dataReceived(new Uint8Array(1));
        });
      },
    };
  }),
  hanging(
    between('protocol.error.data_received', 'the error is swallowed', (inner) => {
      return {
        dataReceived(data) {
          try {
            inner.dataReceived(data);
          } catch {
            // Nobody will know.
          }
        },
      };
    }),
  ),
  between('protocol.error.eof_received', 'the error is swallowed', (inner) => {
    return {
      eofReceived() {
        try {
          return inner.eofReceived();
        } catch {
          return false;
        }
      },
    };
  }),
  between('protocol.error.connection_lost', 'the error is swallowed', (inner) => {
    return {
      connectionLost(error) {
        try {
          inner.connectionLost(error);
        } catch {
          // Nobody will know.
        }
      },
    };
  }),
  module('protocol.default_methods', 'data_received() has to be overridden', () => {
    class Abstract extends Protocol {
      override dataReceived(): void {
        throw new RangeError('nobody overrode data_received()');
      }
    }
    return { BaseProtocol, Protocol: Abstract };
  }),
];
