/** Sockets of the subject's own, for tests that hand one over. Each is closed after the test. */
import { BlockingIOError, type Coroutine, type Socket } from '../../spec';
import type { World } from './world';

/** Two connected stream sockets that do not block. */
export function socketPair({ asyncio, env }: Pick<World, 'asyncio' | 'env'>): readonly [Socket, Socket] {
  const pair = asyncio.sockets.socketpair();
  for (const sock of pair) {
    sock.setblocking(false);
    env.defer(() => sock.close());
  }
  return pair;
}

/** Sends until the socket takes no more; returns how many bytes it took. */
export function fillSocket(sock: Socket): number {
  const block = new Uint8Array(1 << 16);
  for (let sent = 0; ;) {
    try {
      sent += sock.send(block);
    } catch (error) {
      if (!(error instanceof BlockingIOError)) throw error;
      return sent;
    }
  }
}

/** Takes all that has arrived; returns how many bytes it was. */
export function drainSocket(sock: Socket): number {
  for (let taken = 0; ;) {
    try {
      const { length } = sock.recv(1 << 16);
      if (length === 0) return taken;
      taken += length;
    } catch (error) {
      if (!(error instanceof BlockingIOError)) throw error;
      return taken;
    }
  }
}

/** Lets the loop turn `times` times: what is ready is seen by then. */
export function* turns({ asyncio }: Pick<World, 'asyncio'>, times = 5): Coroutine<void> {
  for (let i = 0; i < times; i++) yield* asyncio.sleep(0);
}

/** A UDP socket on the loopback that does not block. */
export function udpSocket({ asyncio, env }: Pick<World, 'asyncio' | 'env'>): Socket {
  const { sockets } = asyncio;
  const sock = sockets.socket(sockets.AF_INET, sockets.SOCK_DGRAM);
  env.defer(() => sock.close());
  sock.setblocking(false);
  sock.bind(['127.0.0.1', 0]);
  return sock;
}

/** A TCP socket that listens on the loopback and does not block. */
export function listeningSocket({ asyncio, env }: Pick<World, 'asyncio' | 'env'>): Socket {
  const sock = asyncio.sockets.socket();
  env.defer(() => sock.close());
  sock.setblocking(false);
  sock.bind(['127.0.0.1', 0]);
  sock.listen(8);
  return sock;
}

/** An address that takes no more connections, and lets whoever connects wait. */
export function busyAddress({ asyncio, env }: Pick<World, 'asyncio' | 'env'>): readonly [string, number] {
  const { sockets } = asyncio;
  const sock = sockets.socket();
  env.defer(() => sock.close());
  sock.bind(['127.0.0.1', 0]);
  sock.listen(0);
  const address = sock.getsockname() as readonly [string, number];
  for (let i = 0; i < 3; i++) {
    const filler = sockets.socket();
    env.defer(() => filler.close());
    filler.setblocking(false);
    try {
      filler.connect(address);
    } catch {
      // It is under way.
    }
  }
  return address;
}

/** Has Python close the sockets that nothing holds any more but a circle of an error, its traceback and its frames. */
export function releaseSockets({ subject }: Pick<World, 'subject'>): void {
  subject.python?.exec('import gc; gc.collect()');
}
