/** Names and addresses: loop.getaddrinfo(), loop.getnameinfo(), and what the other methods look up. */
import { BaseException, OSError } from '../../spec';
import type * as contract from '../../spec';
import { wrapFuture } from '../futures/wrap-future';
import { currentHost } from '../loop/current-host';
import { AF_INET, afInet6, kindsOf, literalAddress, ownAddresses, type ResolveOptions } from './addresses';
import { EAI_ADDRFAMILY, EAI_NONAME, EAI_SERVICE, gaiError } from './gai-error';
import { ipVersion } from './ip-version';
import type { NetworkLoop } from './network-loop';
import { portNumber } from './services';

/** Numbers of the resolver: those of Linux. */
const AI_NUMERICHOST = 4;
const NI_NUMERICHOST = 1;
const NI_NUMERICSERV = 2;

export function* getaddrinfo(
  loop: contract.AbstractEventLoop,
  host: string | null,
  port: number | string | null,
  options: ResolveOptions = {},
): contract.Coroutine<readonly contract.AddressInfo[]> {
  const { family = 0, flags = 0 } = options;
  const wanted = family === AF_INET ? 4 : family === afInet6() ? 6 : 0;
  const version = host === null ? 0 : ipVersion(host);
  if (version === 0 && host !== null && (flags & AI_NUMERICHOST) !== 0) {
    throw gaiError(EAI_NONAME, 'Name or service not known');
  }
  if (version !== 0 && wanted !== 0 && version !== wanted) {
    throw gaiError(EAI_ADDRFAMILY, 'Address family for hostname not supported');
  }
  const number = portNumber(port);
  if (number === null) throw gaiError(EAI_SERVICE, 'Servname not supported for ai_socktype');
  const found = host === null ? ownAddresses(wanted, flags) : yield* lookUp(loop, host, wanted);
  return found
    .flatMap((address) =>
      kindsOf(options).map(([type, proto]) => {
        const row = literalAddress(address, number, { family: 0, type, proto });
        return row === null ? [] : [row];
      }),
    )
    .flat();
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
    throw gaiError(EAI_NONAME, (error as Error).message);
  }
}

export function* getnameinfo(
  loop: contract.AbstractEventLoop,
  sockaddr: contract.Address,
  flags = 0,
): contract.Coroutine<readonly [string, string]> {
  if (!Array.isArray(sockaddr)) throw new TypeError('getnameinfo() argument 1 must be a tuple');
  const [host, port] = sockaddr as readonly [string, number];
  if (ipVersion(host) === 0) throw gaiError(EAI_NONAME, 'Name or service not known');
  const numeric = [host, String(port)] as const;
  if ((flags & NI_NUMERICHOST) !== 0 && (flags & NI_NUMERICSERV) !== 0) return numeric;
  const [name, service] = yield* named(loop, host, port);
  return [(flags & NI_NUMERICHOST) === 0 ? name : host, (flags & NI_NUMERICSERV) === 0 ? service : numeric[1]];
}

/** @throws GaiError where the resolver fails. */
function* named(
  loop: contract.AbstractEventLoop,
  host: string,
  port: number,
): contract.Coroutine<readonly [string, string]> {
  try {
    return yield* wrapFuture(currentHost().names.lookupService(host, port), { loop });
  } catch (error) {
    if (error instanceof BaseException) throw error;
    throw gaiError(EAI_NONAME, (error as Error).message);
  }
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
