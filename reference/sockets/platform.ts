/** What sockets cannot do here, found out by trying. */
import type { Subject } from '../../spec';
import { CONSTANTS } from '../network/socket-constants';
import { socketsMissing } from './koffi';
import { Socket } from './socket';

const { AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM, SOCK_DGRAM, SOL_SOCKET, SO_REUSEPORT } = CONSTANTS;

type Cannot = NonNullable<Subject['cannot']>;

/** What is done with a new socket of a kind, by the need that it stands for. */
type Trials = Readonly<
  Partial<
    Record<
      keyof Cannot,
      readonly [family: number, type: number, attempt: (sock: Pick<Socket, 'bind' | 'setsockopt'>) => void]
    >
  >
>;

const TRIALS: Trials = {
  ipv6: [AF_INET6, SOCK_STREAM, (sock) => sock.bind(['::1', 0])],
  unix: [AF_UNIX, SOCK_STREAM, () => {}],
  unix_dgram: [AF_UNIX, SOCK_DGRAM, () => {}],
  abstract_unix: [
    AF_UNIX,
    SOCK_STREAM,
    (sock) => sock.bind(`\0loopcert-${String(process.pid)}-${Math.random().toString(36).slice(2)}`),
  ],
  reuse_port: [AF_INET, SOCK_STREAM, (sock) => sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)],
};

/** Needs of tests that cannot be met, each with the reason: `socket` alone where there are no sockets at all. */
export function socketsCannot(
  missing: string | null = socketsMissing(),
  open = (family: number, type: number): Pick<Socket, 'bind' | 'setsockopt' | 'close'> => new Socket(family, type),
): Cannot {
  if (missing !== null) return { socket: missing };
  const lacking = Object.entries(TRIALS).flatMap(([need, [family, type, attempt]]) => {
    try {
      const sock = open(family, type);
      try {
        attempt(sock);
      } finally {
        sock.close();
      }
      return [];
    } catch (error) {
      return [[need, (error as Error).message] as const];
    }
  });
  return Object.fromEntries(lacking);
}
