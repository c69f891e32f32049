/**
 * loop.sock_recv() and its kin: a call is tried, and where it would block the coroutine waits until the descriptor is ready and
 * tries again. What is tried in the coroutine's own step is lost to nobody when the coroutine is cancelled while it waits.
 */
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { Handle, NO_ARGS } from '../loop/handle';
import { AF_INET, AF_UNIX, SOCK_STREAM } from '../network/addresses';
import type { NetworkLoop } from '../network/network-loop';
import type { OpenSocket } from '../network/sockets';
import { repr } from '../python/repr';
import { CONSTANTS } from '../network/socket-constants';
import { acceptOne, getOption, receiveFromInto, receiveInto, sendSome, sendTo } from '../sockets/descriptors';
import { EINPROGRESS, systemError } from '../sockets/errors';
import { packAddress } from '../sockets/sockaddr';
import { Socket } from '../sockets/socket';
import { errno, retried, syscalls } from '../sockets/syscalls';
import { numberOf } from './descriptor-of';
import type { WatchedLoop, Watchers } from './watchers';

type Coroutine<T> = contract.Coroutine<T>;

/** What these operations need of their loop. */
export interface SocketLoop extends WatchedLoop, Pick<NetworkLoop, '_ensureResolved'> {
  readonly _watchers: Watchers;
}

/** A socket as these take it: the facts that are not there are a TCP socket's. */
type Given = OpenSocket & { readonly family?: number; readonly proto?: number };

/** The descriptor. @throws ValueError in debug mode for a socket that blocks: it would hold the loop. */
function checkedDescriptor(loop: SocketLoop, sock: Given): number {
  if (loop.getDebug() && sock.gettimeout !== undefined && sock.gettimeout() !== 0) {
    throw new ValueError('the socket must be non-blocking');
  }
  return numberOf(sock);
}

/** Waits until `fd` is ready. Whatever ends the wait, the loop does not watch it afterwards. */
export function* untilReady(loop: SocketLoop, side: 'reader' | 'writer', fd: number): Coroutine<void> {
  loop._watchers.checkFree(fd);
  const ready = loop.createFuture<null>();
  const handle = new Handle(() => setUnlessDone(ready), NO_ARGS, loop);
  loop._watchers.add(side, fd, handle);
  try {
    yield* ready;
  } finally {
    // One that was cancelled has been replaced: by a later call, whose watcher is not ours to remove.
    if (!handle.cancelled()) loop._watchers.remove(side, fd);
  }
}

/** What `attempt` gives, once it gives something. */
function* untilDone<T>(loop: SocketLoop, side: 'reader' | 'writer', fd: number, attempt: () => T | null): Coroutine<T> {
  for (;;) {
    const result = attempt();
    if (result !== null) return result;
    yield* untilReady(loop, side, fd);
  }
}

export function* sockRecv(loop: SocketLoop, sock: Given, count: number): Coroutine<Uint8Array> {
  const room = new Uint8Array(count);
  return room.slice(0, yield* sockRecvInto(loop, sock, room));
}

export function* sockRecvInto(loop: SocketLoop, sock: Given, room: Uint8Array): Coroutine<number> {
  const fd = checkedDescriptor(loop, sock);
  return yield* untilDone(loop, 'reader', fd, () => receiveInto(fd, room));
}

export function* sockRecvfrom(
  loop: SocketLoop,
  sock: Given,
  size: number,
): Coroutine<readonly [Uint8Array, contract.Address]> {
  const room = new Uint8Array(size);
  const [count, sender] = yield* sockRecvfromInto(loop, sock, room);
  return [room.slice(0, count), sender];
}

export function* sockRecvfromInto(
  loop: SocketLoop,
  sock: Given,
  buffer: Uint8Array,
  nbytes = 0,
): Coroutine<readonly [number, contract.Address]> {
  const fd = checkedDescriptor(loop, sock);
  if (nbytes > buffer.length) throw new ValueError('nbytes is greater than the length of the buffer');
  const room = nbytes > 0 ? buffer.subarray(0, nbytes) : buffer;
  return yield* untilDone(loop, 'reader', fd, () => receiveFromInto(fd, room));
}

export function* sockSendall(loop: SocketLoop, sock: Given, data: Uint8Array): Coroutine<void> {
  const fd = checkedDescriptor(loop, sock);
  checkBytes(data);
  for (let sent = 0; sent < data.length;) {
    const rest = sent === 0 ? data : data.subarray(sent);
    sent += yield* untilDone(loop, 'writer', fd, () => sendSome(fd, rest));
  }
}

export function* sockSendto(
  loop: SocketLoop,
  sock: Given,
  data: Uint8Array,
  address: contract.Address,
): Coroutine<number> {
  const fd = checkedDescriptor(loop, sock);
  checkBytes(data);
  return yield* untilDone(loop, 'writer', fd, () => sendTo(fd, data, sock.family ?? AF_INET, address));
}

export function* sockConnect(loop: SocketLoop, sock: Given, address: contract.Address): Coroutine<void> {
  const fd = checkedDescriptor(loop, sock);
  const { family = AF_INET, type = SOCK_STREAM, proto = 0 } = sock;
  let literal = address;
  if (family !== AF_UNIX) {
    const [row] = yield* loop._ensureResolved(address, { family, type, proto, loop });
    if (row === undefined) throw new ValueError(`no address for ${repr(address)}`);
    literal = row[4];
  }
  const packed = packAddress(family, literal);
  if (retried(() => syscalls().connect(fd, packed, packed.length)) >= 0) return;
  const number = errno();
  if (number !== EINPROGRESS) throw systemError(number, `connect to ${repr(literal)}`);
  yield* untilReady(loop, 'writer', fd);
  // A socket that failed to connect is writable too.
  const failure = getOption(fd, CONSTANTS.SOL_SOCKET, CONSTANTS.SO_ERROR);
  if (failure !== 0) throw systemError(failure, `connect to ${repr(literal)}`);
}

export function* sockAccept(loop: SocketLoop, sock: Given): Coroutine<readonly [Socket, contract.Address]> {
  const fd = checkedDescriptor(loop, sock);
  const [connection, address] = yield* untilDone(loop, 'reader', fd, () => acceptOne(fd));
  return [adopt(connection, sock), address];
}

/** A connection that was accepted, as a socket; it does not block. */
export function adopt(connection: number, { family, type, proto }: Given): Socket {
  const accepted = new Socket(family, type, proto, connection);
  accepted.setblocking(false);
  return accepted;
}

function checkBytes(data: unknown): void {
  if (!(data instanceof Uint8Array)) throw new TypeError(`a bytes-like object is required, not ${repr(data)}`);
}
