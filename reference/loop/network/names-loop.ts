/** Part of BaseEventLoop: names and addresses, and the socket a successor opens. */
import { lookup, lookupService } from 'node:dns/promises';
import { NotImplementedError, OSError } from '../../../spec';
import type * as contract from '../../../spec';
import { wrapFuture } from '../../futures/wrap-future';
import { ExecutorLoop } from '../executor-loop';
import { AF_INET, AF_INET6, literalAddress, SOCK_STREAM, type ResolveOptions } from './addresses';
import type { OpenSocket } from './sockets';

export abstract class NamesLoop extends ExecutorLoop {
  override *getaddrinfo(
    host: string | null,
    port: number | string | null,
    options: ResolveOptions = {},
  ): contract.Coroutine<readonly contract.AddressInfo[]> {
    const { family = 0, type = SOCK_STREAM } = options;
    const wanted = family === AF_INET ? 4 : family === AF_INET6 ? 6 : 0;
    const found = yield* wrapFuture(lookup(host ?? 'localhost', { all: true, family: wanted }), { loop: this });
    const rows = found.map(({ address }) => literalAddress(address, port, { ...options, family: 0, type }));
    return rows.filter((row) => row !== null);
  }

  override *getnameinfo(sockaddr: contract.Address): contract.Coroutine<readonly [string, string]> {
    if (typeof sockaddr === 'string') throw new TypeError('getnameinfo() takes an address of host and port');
    const found = yield* wrapFuture(lookupService(sockaddr[0], sockaddr[1]), { loop: this });
    return [found.hostname, found.service];
  }

  /** Rows for `address`; a literal one is not looked up, so that a successor without DNS can still connect. */
  *_ensureResolved(
    address: contract.Address,
    options: ResolveOptions & { readonly loop?: contract.AbstractEventLoop } = {},
  ): contract.Coroutine<readonly contract.AddressInfo[]> {
    const [host, port] = address as readonly [string | null, number];
    const { loop = this, ...hints } = options;
    const literal = literalAddress(host, port, hints);
    return literal === null ? yield* loop.getaddrinfo(host, port, hints) : [literal];
  }

  /** @throws OSError when there is no row. */
  protected *_resolve(
    address: contract.Address,
    options: ResolveOptions,
  ): contract.Coroutine<readonly contract.AddressInfo[]> {
    const rows = yield* this._ensureResolved(address, { ...options, loop: this });
    if (rows.length === 0) throw new OSError('getaddrinfo() returned empty list');
    return rows;
  }

  /** A successor opens a socket of its kind: what `socket.socket()` is in Python. */
  protected _openSocket(_family: number, _type: number, _proto: number): OpenSocket {
    throw new NotImplementedError('_open_socket() is not implemented');
  }
}
