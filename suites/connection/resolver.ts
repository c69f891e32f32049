/** Names that stand for addresses of the test's choice: loop.getaddrinfo() is what create_connection() asks. */
import type { AddressInfo } from '../../spec';
import type { Listener, World } from '../support';

export const AF_INET = 2;
export const AF_INET6 = process.platform === 'darwin' ? 30 : process.platform === 'win32' ? 23 : 10;
export const SOCK_STREAM = 1;
export const IPPROTO_TCP = 6;
export const AI_NUMERICHOST = 4;

export interface LookUp {
  readonly host: string;
  readonly port: number;
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly flags: number;
}

/** The row of getaddrinfo() for a listener's address. */
export function rowOf({ host, port }: Pick<Listener, 'host' | 'port'>): AddressInfo {
  return host.includes(':')
    ? [AF_INET6, SOCK_STREAM, IPPROTO_TCP, '', [host, port, 0, 0]]
    : [AF_INET, SOCK_STREAM, IPPROTO_TCP, '', [host, port]];
}

const OVERRIDE = `
  calls = []
  async def getaddrinfo(host, port, *, family=0, type=0, proto=0, flags=0):
      calls.append([host, port, int(family), int(type), int(proto), int(flags)])
      return [tuple(row[:4]) + (tuple(row[4]),) for row in rows]
  loop.getaddrinfo = getaddrinfo
  return lambda: calls
  `;

/** From now on every name is looked up as `rows`; returns a function that gives the look-ups so far. */
export function resolveAs({ loop, subject }: World, rows: readonly AddressInfo[]): () => readonly LookUp[] {
  if (subject.python !== undefined) {
    const calls = subject.python.exec(OVERRIDE, { loop, rows }) as () => readonly (readonly unknown[])[];
    return () =>
      calls().map(([host, port, family, type, proto, flags]) => {
        return { host, port, family, type, proto, flags } as unknown as LookUp;
      });
  }
  const calls: LookUp[] = [];
  loop.getaddrinfo = function* (host, port, { family = 0, type = 0, proto = 0, flags = 0 } = {}) {
    calls.push({ host: String(host), port: Number(port), family, type, proto, flags });
    return rows;
  };
  return () => calls;
}

/** Of one address in millions: what other programs listen to is elsewhere, so that nobody takes the port when it is free again. */
export function ownLoopback(): string {
  const part = (): number => 1 + Math.floor(254 * Math.random());
  return `127.${part()}.${part()}.${part()}`;
}

/** A listener of that family; not every platform has more than one address of the loopback. */
export function listenApart(env: World['env'], host: string): Listener {
  if (host !== '127.0.0.1') return env.wire.listen({ host });
  try {
    return env.wire.listen({ host: ownLoopback() });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EADDRNOTAVAIL') throw error;
    return env.wire.listen({ host });
  }
}

/** Listeners at these hosts, whose ports are all different. */
export function listening({ env }: Pick<World, 'env'>, hosts: readonly string[]): readonly Listener[] {
  const listeners: Listener[] = [];
  const surplus: Listener[] = [];
  for (const host of hosts) {
    for (;;) {
      const listener = listenApart(env, host);
      // Tests tell them apart by their ports, and two families may give out the same.
      const isTaken = listeners.some(({ port }) => port === listener.port);
      (isTaken ? surplus : listeners).push(listener);
      if (!isTaken) break;
    }
  }
  for (const listener of surplus) listener.close();
  return listeners;
}

/** Ports of these hosts at which nothing listens any more, all different. */
export function refusing(world: Pick<World, 'env'>, hosts: readonly string[]): readonly Listener[] {
  const listeners = listening(world, hosts);
  for (const listener of listeners) listener.close();
  return listeners;
}
