/** Names and addresses: loop.getaddrinfo(), loop.getnameinfo(), and what the other methods look up. */
import { BaseException, GaiError, OSError } from '../../spec';
import type * as contract from '../../spec';
import { wrapFuture } from '../futures/wrap-future';
import { currentHost } from '../loop/current-host';
import { AF_INET, afInet6, literalAddress, SOCK_STREAM, type ResolveOptions } from './addresses';
import { ipVersion } from './ip-version';
import type { NetworkLoop } from './network-loop';

/** Numbers of the resolver: those of Linux. */
const AI_NUMERICHOST = 4;
const EAI_NONAME = -2;
const EAI_ADDRFAMILY = -9;

export function* getaddrinfo(
  loop: contract.AbstractEventLoop,
  host: string | null,
  port: number | string | null,
  options: ResolveOptions = {},
): contract.Coroutine<readonly contract.AddressInfo[]> {
  const { family = 0, type = SOCK_STREAM, flags = 0 } = options;
  const wanted = family === AF_INET ? 4 : family === afInet6() ? 6 : 0;
  const version = host === null ? 0 : ipVersion(host);
  if (version === 0 && host !== null && (flags & AI_NUMERICHOST) !== 0) {
    throw new GaiError(EAI_NONAME, 'Name or service not known');
  }
  if (version !== 0 && wanted !== 0 && version !== wanted) {
    throw new GaiError(EAI_ADDRFAMILY, 'Address family for hostname not supported');
  }
  const found = yield* lookUp(loop, host ?? 'localhost', wanted);
  const rows = found.map((address) => literalAddress(address, port, { ...options, family: 0, type }));
  return rows.filter((row) => row !== null);
}

/** @throws GaiError where the resolver knows no address. */
function* lookUp(
  loop: contract.AbstractEventLoop,
  host: string,
  version: 0 | 4 | 6,
): contract.Coroutine<readonly string[]> {
  try {
    return yield* wrapFuture(currentHost().names.lookup(host, version), { loop });
  } catch (error) {
    if (error instanceof BaseException) throw error;
    throw new GaiError(EAI_NONAME, (error as Error).message);
  }
}

export function* getnameinfo(
  loop: contract.AbstractEventLoop,
  sockaddr: contract.Address,
): contract.Coroutine<readonly [string, string]> {
  if (typeof sockaddr === 'string') throw new TypeError('getnameinfo() takes an address of host and port');
  return yield* wrapFuture(currentHost().names.lookupService(sockaddr[0], sockaddr[1]), { loop });
}

/** Rows for `address`; a literal one is not looked up, so that a loop without DNS can still connect. */
export function* ensureResolved(
  self: contract.AbstractEventLoop,
  address: contract.Address,
  options: ResolveOptions & { readonly loop?: contract.AbstractEventLoop } = {},
): contract.Coroutine<readonly contract.AddressInfo[]> {
  const [host, port] = address as readonly [string | null, number];
  const { loop = self, ...hints } = options;
  const literal = literalAddress(host, port, hints);
  return literal === null ? yield* loop.getaddrinfo(host, port, hints) : [literal];
}

/** At least one row for `address`. @throws OSError when there is none. */
export function* resolve(
  loop: NetworkLoop,
  address: contract.Address,
  options: ResolveOptions,
): contract.Coroutine<readonly contract.AddressInfo[]> {
  const rows = yield* loop._ensureResolved(address, { ...options, loop });
  if (rows.length === 0) throw new OSError('getaddrinfo() returned empty list');
  return rows;
}
