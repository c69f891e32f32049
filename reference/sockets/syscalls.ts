/**
 * The system calls, as C has them: -1 for a failure, whose number is `errno()`. A buffer is passed as it is. Those that a signal
 * may interrupt go through {@link retried}.
 */
import { koffi } from './koffi';

/** What is passed as a pointer. */
type Memory = Uint8Array | null;

export interface Syscalls {
  socket(domain: number, type: number, protocol: number): number;
  socketpair(domain: number, type: number, protocol: number, pair: Memory): number;
  bind(fd: number, address: Memory, length: number): number;
  listen(fd: number, backlog: number): number;
  accept4(fd: number, address: Memory, length: Memory, flags: number): number;
  connect(fd: number, address: Memory, length: number): number;
  shutdown(fd: number, how: number): number;
  close(fd: number): number;
  getsockname(fd: number, address: Memory, length: Memory): number;
  getpeername(fd: number, address: Memory, length: Memory): number;
  getsockopt(fd: number, level: number, name: number, value: Memory, length: Memory): number;
  setsockopt(fd: number, level: number, name: number, value: Memory, length: number): number;
  recv(fd: number, room: Memory, length: number, flags: number): number;
  /** recv() to an address in memory. */
  recv_at(fd: number, address: number, length: number, flags: number): number;
  send(fd: number, data: Memory, length: number, flags: number): number;
  recvfrom(fd: number, room: Memory, length: number, flags: number, address: Memory, addressLength: Memory): number;
  sendto(fd: number, data: Memory, length: number, flags: number, address: Memory, addressLength: number): number;
  read(fd: number, room: Memory, length: number): number;
  write(fd: number, data: Memory, length: number): number;
  pipe2(pair: Memory, flags: number): number;
  dup3(fd: number, to: number, flags: number): number;
  fcntl(fd: number, command: number, argument: number): number;
  /** `offset` holds a 64-bit number, which the call moves on. */
  sendfile(to: number, from: number, offset: Memory, count: number): number;
  poll(watched: Memory, count: number, milliseconds: number): number;
  epoll_create1(flags: number): number;
  epoll_ctl(epoll: number, operation: number, fd: number, event: Memory): number;
  epoll_wait(epoll: number, events: Memory, count: number, milliseconds: number): number;
  inet_pton(family: number, text: string, address: Memory): number;
  inet_ntop(family: number, address: Memory, text: Memory, length: number): string | null;
  strerror(number: number): string;
}

/** The C declarations; `fcntl` is the form with a number as its third argument. */
const DECLARATIONS: Readonly<Record<keyof Syscalls, string>> = {
  socket: 'int socket(int, int, int)',
  socketpair: 'int socketpair(int, int, int, void*)',
  bind: 'int bind(int, const void*, uint32)',
  listen: 'int listen(int, int)',
  accept4: 'int accept4(int, void*, void*, int)',
  connect: 'int connect(int, const void*, uint32)',
  shutdown: 'int shutdown(int, int)',
  close: 'int close(int)',
  getsockname: 'int getsockname(int, void*, void*)',
  getpeername: 'int getpeername(int, void*, void*)',
  getsockopt: 'int getsockopt(int, int, int, void*, void*)',
  setsockopt: 'int setsockopt(int, int, int, const void*, uint32)',
  recv: 'int64 recv(int, void*, uint64, int)',
  recv_at: 'int64 recv(int, uintptr_t, uint64, int)',
  send: 'int64 send(int, const void*, uint64, int)',
  recvfrom: 'int64 recvfrom(int, void*, uint64, int, void*, void*)',
  sendto: 'int64 sendto(int, const void*, uint64, int, const void*, uint32)',
  read: 'int64 read(int, void*, uint64)',
  write: 'int64 write(int, const void*, uint64)',
  pipe2: 'int pipe2(void*, int)',
  dup3: 'int dup3(int, int, int)',
  fcntl: 'int fcntl(int, int, int)',
  sendfile: 'int64 sendfile(int, int, void*, uint64)',
  poll: 'int poll(void*, uint64, int)',
  epoll_create1: 'int epoll_create1(int)',
  epoll_ctl: 'int epoll_ctl(int, int, int, void*)',
  epoll_wait: 'int epoll_wait(int, void*, int, int)',
  inet_pton: 'int inet_pton(int, const char*, void*)',
  inet_ntop: 'const char *inet_ntop(int, const void*, void*, uint32)',
  strerror: 'const char *strerror(int)',
};

let made: Syscalls | null = null;

/** @throws NotImplementedError without koffi. */
export function syscalls(): Syscalls {
  return (made ??= declared());
}

function declared(): Syscalls {
  const library = koffi().load(null);
  const calls = Object.entries(DECLARATIONS).map(([name, declaration]) => [name, library.func(declaration)]);
  return Object.fromEntries(calls) as Syscalls;
}

/** Of the call just made. */
export function errno(): number {
  return koffi().errno();
}

const EINTR = 4;

/** Calls again what a signal interrupted. */
export function retried(call: () => number): number {
  for (;;) {
    const result = call();
    if (result >= 0 || errno() !== EINTR) return result;
  }
}
