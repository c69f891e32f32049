/** Stream peers, in the wire thread: half-open, and reading only as much as they are asked for. */
import { createServer, Socket, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import type { Address } from '../../../spec';
import type { PeerFacts, SecureFacts, StreamEnd, WirePlace, WireTls } from './messages';
import { nextNumber } from './numbers';
import { StreamPeer } from './stream-peer';

interface Listener {
  readonly server: Server;
  readonly queue: PeerFacts[];
  readonly waiting: ((peer: PeerFacts) => void)[];
}

export class Streams {
  readonly #listeners = new Map<number, Listener>();
  readonly #peers = new Map<number, StreamPeer>();

  async listen({ host = '127.0.0.1', port = 0, path, tls }: WirePlace): Promise<{ n: number; address: Address }> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    const listener: Listener = { server, queue: [], waiting: [] };
    server.on('connection', (socket) => {
      const peer = this.#adopt(socket, tls, true);
      const waiting = listener.waiting.shift();
      if (waiting === undefined) listener.queue.push(peer);
      else waiting(peer);
    });
    if (path === undefined) server.listen(port, host);
    else server.listen(path);
    await once(server, 'listening');
    const n = nextNumber();
    this.#listeners.set(n, listener);
    const bound = server.address() as AddressInfo | string;
    return { n, address: typeof bound === 'string' ? bound : [bound.address, bound.port] };
  }

  accept(n: number): PeerFacts | Promise<PeerFacts> {
    const { queue, waiting } = found(this.#listeners, n);
    return queue.shift() ?? new Promise((resolve) => waiting.push(resolve));
  }

  waiting(n: number): number {
    return found(this.#listeners, n).queue.length;
  }

  async connect({ host = '127.0.0.1', port = 0, path, tls }: WirePlace): Promise<PeerFacts> {
    const socket = new Socket({ allowHalfOpen: true });
    // Paused before it is connected, for node reads ahead otherwise.
    socket.pause();
    if (path === undefined) socket.connect({ host, port, noDelay: true });
    else socket.connect({ path });
    await once(socket, 'connect');
    return this.#adopt(socket, tls, false);
  }

  write(n: number, data: Uint8Array): null {
    found(this.#peers, n).socket.write(data);
    return null;
  }

  end(n: number): Promise<null> {
    const { socket } = found(this.#peers, n);
    return new Promise((resolve) => {
      // With bytes still to go it ends after them, which takes a reader.
      if (socket.writableLength > 0) {
        socket.end();
        resolve(null);
      } else {
        socket.end(() => {
          resolve(null);
        });
      }
    });
  }

  startTls(n: number, tls: WireTls, server: boolean): null {
    found(this.#peers, n).startTls(tls, server);
    return null;
  }

  secured(n: number): Promise<SecureFacts> {
    return found(this.#peers, n).secured();
  }

  cut(n: number): Promise<null> {
    const { connection } = found(this.#peers, n);
    return new Promise((resolve) => {
      connection.end(() => {
        resolve(null);
      });
    });
  }

  reset(n: number): null {
    const { connection: socket } = found(this.#peers, n);
    if (socket.remoteAddress === undefined) socket.destroy();
    else socket.resetAndDestroy();
    return null;
  }

  async close(n: number): Promise<null> {
    const listener = this.#listeners.get(n);
    if (listener === undefined) {
      found(this.#peers, n).destroy();
      return null;
    }
    this.#listeners.delete(n);
    // Connections that nobody accepted go with it, as they do in the kernel.
    for (const { n: peer } of listener.queue) this.#peers.get(peer)?.destroy();
    await new Promise<void>((resolve) => {
      listener.server.close(() => {
        resolve();
      });
      setImmediate(resolve);
    });
    return null;
  }

  read(n: number, count: number | null): Promise<{ data: Uint8Array; how: StreamEnd | null }> {
    return found(this.#peers, n).read(count);
  }

  async forget(): Promise<void> {
    for (const { server } of this.#listeners.values()) server.close();
    for (const peer of this.#peers.values()) peer.destroy();
    this.#listeners.clear();
    this.#peers.clear();
    await new Promise((resolve) => setImmediate(resolve));
  }

  #adopt(socket: Socket, tls: WireTls | undefined, server: boolean): PeerFacts {
    socket.setNoDelay(true);
    const n = nextNumber();
    const peer = new StreamPeer(socket);
    this.#peers.set(n, peer);
    if (tls !== undefined) peer.startTls(tls, server);
    const { localAddress, localPort, remoteAddress, remotePort } = socket;
    const address = (host: string | undefined, port: number | undefined): Address => [host ?? '', port ?? 0];
    return { n, local: address(localAddress, localPort), remote: address(remoteAddress, remotePort) };
  }
}

function found<T>(map: ReadonlyMap<number, T>, n: number): T {
  const value = map.get(n);
  if (value === undefined) throw new Error(`there is no listener or peer ${n} any more`);
  return value;
}
