/** Names and addresses: loop.getaddrinfo(), loop.getnameinfo(), and what the other methods look up. */
import { OSError } from '../../spec';
import type * as contract from '../../spec';
import { wrapFuture } from '../futures/wrap-future';
import { currentHost } from '../loop/current-host';
import { AF_INET, afInet6, literalAddress, SOCK_STREAM, type ResolveOptions } from './addresses';
import type { NetworkLoop } from './network-loop';

export function* getaddrinfo(
  loop: contract.AbstractEventLoop,
  host: string | null,
  port: number | string | null,
  options: ResolveOptions = {},
): contract.Coroutine<readonly contract.AddressInfo[]> {
  const { family = 0, type = SOCK_STREAM } = options;
  const wanted = family === AF_INET ? 4 : family === afInet6() ? 6 : 0;
  const found = yield* wrapFuture(currentHost().names.lookup(host ?? 'localhost', wanted), { loop });
  const rows = found.map((address) => literalAddress(address, port, { ...options, family: 0, type }));
  return rows.filter((row) => row !== null);
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
