/** Transports that use the buffers of their protocols wrongly. */
import { NodeEventLoop } from '../../reference';
import { RuntimeError } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { hanging } from './faults';
import { replaceMethods } from './harness/patched';

interface Buffered {
  getBuffer(hint: number): Uint8Array;
  bufferUpdated(count: number): void;
  eofReceived(): unknown;
}

/** A loop that changes how a buffered protocol answers. */
function between(
  breaks: BrokenLoop['breaks'],
  fault: string,
  wrap: (protocol: Buffered) => Partial<Buffered>,
): BrokenLoop {
  const patch = (): (() => void) =>
    replaceMethods(NodeEventLoop.prototype, {
      _makeSocketTransport(sound, sock: unknown, protocol: object, waiter: unknown, options: unknown): unknown {
        if (!('getBuffer' in protocol)) return sound(sock, protocol, waiter, options);
        const changed = wrap(protocol as Buffered);
        const wrapped = new Proxy(protocol, {
          get(target, name) {
            const found: unknown = Reflect.get(changed, name) ?? Reflect.get(target, name);
            return typeof found === 'function' ? (found.bind(target) as unknown) : found;
          },
        });
        return sound(sock, wrapped, waiter, options);
      },
    });
  return { breaks, fault, patch };
}

export const buffered: readonly BrokenLoop[] = [
  between('buffered.delivery', 'the count is one too high', (inner) => {
    return {
      bufferUpdated(count) {
        inner.bufferUpdated(count + 1);
      },
    };
  }),
  between('buffered.memoryview_window', 'the window is taken for the whole buffer', (inner) => {
    return { getBuffer: (hint) => new Uint8Array(inner.getBuffer(hint).buffer) };
  }),
  between('buffered.eof', 'the end is an update of no bytes', (inner) => {
    return {
      eofReceived() {
        inner.bufferUpdated(0);
        return inner.eofReceived();
      },
    };
  }),
  hanging(
    between('buffered.empty_buffer_error', 'an empty buffer is replaced by another', (inner) => {
      return {
        getBuffer(hint) {
          const room = inner.getBuffer(hint);
          return room.length > 0 ? room : new Uint8Array(1);
        },
        bufferUpdated: () => undefined,
      };
    }),
  ),
  between('buffered.get_buffer_error', 'the error is replaced', (inner) => {
    return {
      getBuffer(hint) {
        try {
          return inner.getBuffer(hint);
        } catch {
          throw new RuntimeError('get_buffer() failed');
        }
      },
    };
  }),
  between('buffered.buffer_updated_error', 'the error is replaced', (inner) => {
    return {
      bufferUpdated(count) {
        try {
          inner.bufferUpdated(count);
        } catch {
          throw new RuntimeError('buffer_updated() failed');
        }
      },
    };
  }),
];
