/** UDP peers, in the wire thread. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { Address } from '../../../spec';
import type { WirePlace } from './messages';
import { nextNumber } from './numbers';

interface Datagram {
  readonly data: Uint8Array;
  readonly from: Address;
}

interface UdpPeer {
  readonly socket: Socket;
  readonly queue: Datagram[];
  readonly waiting: ((datagram: Datagram) => void)[];
}

export class Datagrams {
  readonly #peers = new Map<number, UdpPeer>();

  has(n: number): boolean {
    return this.#peers.has(n);
  }

  async open({ host = '127.0.0.1', port = 0 }: WirePlace): Promise<{ n: number; address: Address }> {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const peer: UdpPeer = { socket, queue: [], waiting: [] };
    socket.on('message', (data: Buffer, { address, port: from, family }: RemoteInfo) => {
      const datagram: Datagram = {
        data: new Uint8Array(data),
        from: family === 'IPv6' ? [address, from, 0, 0] : [address, from],
      };
      const waiting = peer.waiting.shift();
      if (waiting === undefined) peer.queue.push(datagram);
      else waiting(datagram);
    });
    socket.bind(port, host);
    await once(socket, 'listening');
    // A refusal of an earlier datagram is no matter of the peer's.
    socket.on('error', () => {});
    const n = nextNumber();
    this.#peers.set(n, peer);
    const { address, port: bound } = socket.address();
    return { n, address: isIPv6(address) ? [address, bound, 0, 0] : [address, bound] };
  }

  send(n: number, data: Uint8Array, to: Address): Promise<null> {
    const [host, port] = to as readonly [string, number];
    return new Promise((resolve, reject) => {
      this.#peer(n).socket.send(data, port, host, (error) => {
        if (error === null) resolve(null);
        else reject(error);
      });
    });
  }

  receive(n: number): Datagram | Promise<Datagram> {
    const { queue, waiting } = this.#peer(n);
    return queue.shift() ?? new Promise((resolve) => waiting.push(resolve));
  }

  close(n: number): null {
    this.#peer(n).socket.close();
    this.#peers.delete(n);
    return null;
  }

  forget(): void {
    for (const { socket } of this.#peers.values()) socket.close();
    this.#peers.clear();
  }

  #peer(n: number): UdpPeer {
    const peer = this.#peers.get(n);
    if (peer === undefined) throw new Error(`there is no UDP peer ${n} any more`);
    return peer;
  }
}
