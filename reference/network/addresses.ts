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

const SOCK_RAW = 3;
export const AI_PASSIVE = 1;

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
  const { family = AF_UNSPEC, type = SOCK_STREAM, proto = 0 } = options;
  // Nothing, and an empty text, are 0.
  const number = Number(port);
  if (host === null || !Number.isInteger(number)) return null;
  const version = ipVersion(host);
  if (version === 0) return null;
  const found = version === 4 ? AF_INET : afInet6();
  if (family !== AF_UNSPEC && family !== found) return null;
  const protocol = proto !== 0 || type === SOCK_RAW ? proto : type === SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
  return [found, type, protocol, '', version === 4 ? [host, number] : [host, number, 0, 0]];
}

/** Types of sockets, each with its protocol, that fit what is asked for; all of them where nothing is. */
export function kindsOf({ type = 0, proto = 0 }: ResolveOptions): readonly (readonly [number, number])[] {
  const all = [
    [SOCK_STREAM, IPPROTO_TCP],
    [SOCK_DGRAM, IPPROTO_UDP],
    [SOCK_RAW, proto],
  ] as const;
  return all.filter(
    ([kind, protocol]) => (type === 0 || type === kind) && (proto === 0 || kind === SOCK_RAW || proto === protocol),
  );
}

/** The addresses that stand for no host: all interfaces for whoever listens, the loopback for others. */
export function ownAddresses(version: 0 | 4 | 6, flags: number): readonly string[] {
  const passive = (flags & AI_PASSIVE) !== 0;
  const four = version === 6 ? [] : [passive ? '0.0.0.0' : '127.0.0.1'];
  const six = version === 4 ? [] : [passive ? '::' : '::1'];
  return [...four, ...six];
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
