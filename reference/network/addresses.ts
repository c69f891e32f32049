/** Addresses as getaddrinfo() gives them: which need no resolving, and in which order to try them. */
import type { AddressInfo } from '../../spec';
import { currentHost } from '../loop/current-host';
import { ipVersion } from './ip-version';

export const AF_UNSPEC = 0;
export const AF_UNIX = 1;
export const AF_INET = 2;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;

/** What getaddrinfo() is asked for; 0 means any. */
export interface ResolveOptions {
  readonly family?: number;
  readonly type?: number;
  readonly proto?: number;
  readonly flags?: number;
}

const AF_INET6S: Readonly<Record<string, number>> = { darwin: 30, win32: 23 };

/** AF_INET6, which is another number on each system. */
export function afInet6(): number {
  return AF_INET6S[currentHost().platform] ?? 10;
}

/** The row for a literal address with a numeric port, or `null` when there is something to resolve. */
export function literalAddress(
  host: string | null,
  port: number | string | null,
  options: ResolveOptions,
): AddressInfo | null {
  const version = host === null ? 0 : ipVersion(host);
  const { family = AF_UNSPEC, type = SOCK_STREAM, proto = 0 } = options;
  const number = port === null || port === '' ? 0 : Number(port);
  if (host === null || version === 0 || !Number.isInteger(number)) return null;
  const found = version === 4 ? AF_INET : afInet6();
  if (family !== AF_UNSPEC && family !== found) return null;
  const protocol = proto !== 0 ? proto : type === SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
  return [found, type, protocol, '', version === 4 ? [host, number] : [host, number, 0, 0]];
}

/** Alternates between the families, beginning with `first` rows of the first one. */
export function interleave(rows: readonly AddressInfo[], first: number): AddressInfo[] {
  const families = new Map<number, AddressInfo[]>();
  for (const row of rows) families.set(row[0], [...(families.get(row[0]) ?? []), row]);
  const queues = [...families.values()];
  const order = queues[0]?.splice(0, first - 1) ?? [];
  while (queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) order.push(...queue.splice(0, 1));
  }
  return order;
}
