/** Handing received bytes to a protocol, in the way that it wants them. */
import { KeyboardInterrupt, RuntimeError, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { BufferedProtocol } from './base-protocols';

/** What a protocol raised, and in which of its methods. */
export class ProtocolFault {
  constructor(
    readonly method: string,
    readonly error: unknown,
  ) {}
}

/** Whether bytes go into a buffer of the protocol: it derives from BufferedProtocol, or has no other way to take them. */
export function isBuffered(protocol: contract.BaseProtocol): protocol is contract.BufferedProtocol {
  if (protocol instanceof BufferedProtocol) return true;
  const { getBuffer, dataReceived } = protocol as { getBuffer?: unknown; dataReceived?: unknown };
  return typeof getBuffer === 'function' && typeof dataReceived !== 'function';
}

/**
 * Delivers `data`, or as much of it as the protocol's buffer holds; returns how many bytes that were.
 * @throws ProtocolFault with what the protocol raised. A request to exit leaves as it is.
 */
export function deliver(protocol: contract.BaseProtocol, data: Uint8Array): number {
  if (!isBuffered(protocol)) {
    // Each message passes here: it pays for no closure.
    try {
      (protocol as contract.Protocol).dataReceived(data);
    } catch (error) {
      throw faultOf('data_received', error);
    }
    return data.length;
  }
  const room = roomOf(protocol);
  const count = Math.min(room.length, data.length);
  room.set(count === data.length ? data : data.subarray(0, count));
  tellFilled(protocol, count);
  return count;
}

/** The buffer that the protocol has for what comes next. @throws ProtocolFault */
export function roomOf(protocol: contract.BufferedProtocol): Uint8Array {
  return call('get_buffer', () => {
    const buffer: unknown = protocol.getBuffer(-1);
    if (!(buffer instanceof Uint8Array)) throw new TypeError('get_buffer() returned no writable buffer');
    if (buffer.length === 0) throw new RuntimeError('get_buffer() returned an empty buffer');
    return buffer;
  });
}

/** Tells the protocol how much of its buffer has been filled. @throws ProtocolFault */
export function tellFilled(protocol: contract.BufferedProtocol, count: number): void {
  call('buffer_updated', () => {
    protocol.bufferUpdated(count);
  });
}

/** @throws ProtocolFault */
export function tellMade(protocol: contract.BaseProtocol, transport: contract.BaseTransport): void {
  call('connection_made', () => {
    protocol.connectionMade(transport);
  });
}

/** Tells the end of the stream; whether the protocol wants to go on writing. @throws ProtocolFault */
export function deliverEof(protocol: contract.BaseProtocol): boolean {
  return call('eof_received', () => Boolean((protocol as contract.Protocol).eofReceived()));
}

function call<T>(method: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw faultOf(method, error);
  }
}

/** What to throw in the place of the protocol's own error, which goes on inside: it never leaves the transport. */
function faultOf(method: string, error: unknown): unknown {
  return error instanceof SystemExit || error instanceof KeyboardInterrupt ? error : new ProtocolFault(method, error);
}
