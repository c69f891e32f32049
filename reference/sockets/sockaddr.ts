/** Addresses as the kernel has them: sockaddr_in, sockaddr_in6 and sockaddr_un of Linux. */
import { endianness } from 'node:os';
import { OSError } from '../../spec';
import type { Address } from '../../spec';
import { AF_INET, AF_UNIX } from '../network/addresses';
import { EAI_NONAME, gaiError } from '../network/gai-error';
import { syscalls } from './syscalls';

export const AF_INET6 = 10;
/** Bytes of the largest, sockaddr_un. */
export const ADDRESS_ROOM = 110;
const PATH_ROOM = 108;
const LITTLE = endianness() === 'LE';

/** Names that need no look-up. */
const WELL_KNOWN: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  '': { [AF_INET]: '0.0.0.0', [AF_INET6]: '::' },
  localhost: { [AF_INET]: '127.0.0.1', [AF_INET6]: '::1' },
  '<broadcast>': { [AF_INET]: '255.255.255.255' },
};

/** The bytes of `address`. @throws TypeError for one of another family, GaiError for a name: nothing is looked up here. */
export function packAddress(family: number, address: Address): Uint8Array {
  if (family === AF_UNIX) return packPath(address);
  if (!Array.isArray(address)) throw new TypeError(`an address of host and port was expected, not ${String(address)}`);
  const [host, port, flow = 0, scope = 0] = address as readonly [string, number, number?, number?];
  if (typeof host !== 'string' || !Number.isInteger(port)) throw new TypeError('host is a text and port a number');
  if (port < 0 || port > 65535) throw new RangeError('port must be 0-65535.');
  const packed = new Uint8Array(family === AF_INET ? 16 : 28);
  const view = new DataView(packed.buffer);
  view.setUint16(0, family, LITTLE);
  view.setUint16(2, port);
  packed.set(packHost(family, host), family === AF_INET ? 4 : 8);
  if (family === AF_INET6) {
    view.setUint32(4, flow);
    view.setUint32(24, scope, LITTLE);
  }
  return packed;
}

function packHost(family: number, host: string): Uint8Array {
  const packed = new Uint8Array(family === AF_INET ? 4 : 16);
  const literal = WELL_KNOWN[host]?.[family] ?? host;
  if (syscalls().inet_pton(family, literal, packed) !== 1) {
    throw gaiError(EAI_NONAME, `${host} is no address: look it up first`);
  }
  return packed;
}

/** A path, or an abstract name, which begins with a zero. */
function packPath(address: Address): Uint8Array {
  if (typeof address !== 'string') throw new TypeError(`a path was expected, not ${String(address)}`);
  const path = Buffer.from(address);
  // A path ends with a zero, an abstract name where its length says.
  const abstract = path[0] === 0;
  if (path.length > (abstract ? PATH_ROOM : PATH_ROOM - 1)) throw new OSError('AF_UNIX path too long');
  const packed = new Uint8Array(2 + path.length + (abstract ? 0 : 1));
  new DataView(packed.buffer).setUint16(0, AF_UNIX, LITTLE);
  packed.set(path, 2);
  return packed;
}

/** The address in the first `length` bytes; an empty text for a socket that has no name. */
export function unpackAddress(packed: Uint8Array, length: number): Address {
  if (length <= 2) return '';
  const view = new DataView(packed.buffer, packed.byteOffset, length);
  const family = view.getUint16(0, LITTLE);
  if (family === AF_INET) return [unpackHost(AF_INET, packed.subarray(4, 8)), view.getUint16(2)];
  if (family === AF_INET6) {
    const host = unpackHost(AF_INET6, packed.subarray(8, 24));
    return [host, view.getUint16(2), view.getUint32(4), view.getUint32(24, LITTLE)];
  }
  const path = packed.subarray(2, length);
  const end = path[0] === 0 ? path.length : path.indexOf(0);
  return Buffer.from(path.subarray(0, end < 0 ? path.length : end)).toString();
}

function unpackHost(family: number, bytes: Uint8Array): string {
  return syscalls().inet_ntop(family, bytes, new Uint8Array(64), 64) ?? '';
}

/** Room for an address that a system call fills in, with its length. */
export class AddressRoom {
  readonly bytes = new Uint8Array(ADDRESS_ROOM);
  readonly #length = new Uint32Array([ADDRESS_ROOM]);
  readonly lengthBytes = new Uint8Array(this.#length.buffer);

  get address(): Address {
    return unpackAddress(this.bytes, Math.min(this.#length[0] as number, ADDRESS_ROOM));
  }
}
