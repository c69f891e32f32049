/** Datagram sockets of node: what is set of them when, what they bring before somebody listens, and those that are taken over. */
import { expect } from 'chai';
import type { RemoteInfo } from 'node:dgram';
import net from 'node:net';
import { asyncio, NodeEventLoop } from '../../../reference';
import { CONSTANTS } from '../../../reference/network/socket-constants';
import {
  adoptDatagramSocket,
  HostDatagramSocket,
  type DatagramEvent,
} from '../../../reference/node/host-datagram-socket';
import { getOption } from '../../../reference/sockets/descriptors';
import { OSError, type Coroutine, type Socket, type TransportSocket } from '../../../spec';
import { needsSockets } from '../needs-sockets';

const { sockets, DatagramProtocol } = asyncio;
const { AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_BROADCAST } = CONSTANTS;

describe('datagram sockets of node', () => {
  const open: { close(): void }[] = [];
  const kept = <T extends { close(): void }>(one: T): T => {
    open.push(one);
    return one;
  };
  const opened = (): HostDatagramSocket => kept(new HostDatagramSocket(AF_INET, 0));
  const bound = (): Socket => {
    const sock = sockets.socket(AF_INET, SOCK_DGRAM);
    sock.bind(['127.0.0.1', 0]);
    return sock;
  };

  needsSockets();
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  it('may send to all of a network when they are told so, before or after they are bound', () => {
    const maySend = (before: number | null, after: number | null): boolean => {
      const sock = opened();
      if (before !== null) sock.setsockopt(SOL_SOCKET, SO_BROADCAST, before);
      sock.bind(['127.0.0.1', 0]);
      if (after !== null) sock.setsockopt(SOL_SOCKET, SO_BROADCAST, after);
      const own = getOption(sock.fileno(), SOL_SOCKET, SO_BROADCAST) !== 0;
      expect(sock.getsockopt(SOL_SOCKET, SO_BROADCAST) !== 0, 'what it says itself').to.equal(own);
      return own;
    };
    expect(maySend(null, null)).to.equal(false);
    expect(maySend(1, null)).to.equal(true);
    expect(maySend(0, null)).to.equal(false);
    expect(maySend(null, 1)).to.equal(true);
    expect(maySend(1, 0)).to.equal(false);
  });

  it('are bound by their own process, at once', () => {
    const sock = opened();
    const asked: unknown[] = [];
    Object.assign(sock.socket, { bind: (to: unknown) => asked.push(to) });
    sock.bind(['127.0.0.1', 5]);
    // Otherwise a worker of a cluster asks its primary, and nothing is bound when bind() returns.
    expect(asked).to.deep.equal([{ address: '127.0.0.1', port: 5, exclusive: true }]);
  });

  it('are bound whoever has the same port for streams', () => {
    const loop = new NodeEventLoop();
    const own = net.createServer;
    net.createServer = () => {
      throw new Error('a stream is asked for');
    };
    try {
      const sock = opened();
      expect(loop._bindSocket(sock, ['127.0.0.1', 0]).next().done).to.equal(true);
      expect(sock.isBound).to.equal(true);
    } finally {
      net.createServer = own;
      loop.close();
    }
  });

  it('hand over what came early, each once', () => {
    const sock = opened();
    const failure = new Error('refused');
    const from: RemoteInfo = { address: '127.0.0.1', port: 5, family: 'IPv4', size: 1 };
    sock.socket.emit('error', failure);
    sock.socket.emit('message', Buffer.from([1]), from);
    const [first, second]: [DatagramEvent[], DatagramEvent[]] = [[], []];
    sock.deliverTo((event) => first.push(event));
    expect(first).to.deep.equal([{ failure }, { data: Buffer.from([1]), from: ['127.0.0.1', 5] }]);
    sock.deliverTo((event) => second.push(event));
    expect(second).to.deep.equal([]);
    sock.socket.emit('message', Buffer.from([2]), { ...from, address: '::1', family: 'IPv6' });
    expect(first).to.have.length(2);
    expect(second).to.deep.equal([{ data: Buffer.from([2]), from: ['::1', 5, 0, 0] }]);
  });

  it('are taken over by their descriptor, whatever else is known of them', () => {
    const sock = bound();
    const name = sock.getsockname();
    const fd = sock.detach();
    const { adopted, onRelease } = adoptDatagramSocket({
      fileno: () => fd,
      getsockname: () => name,
      getpeername: () => {
        throw new OSError('it has no peer');
      },
      close: () => {},
    });
    kept(adopted);
    expect([adopted.family, adopted.proto]).to.deep.equal([AF_INET, 0]);
    expect(adopted.getsockname()).to.deep.equal(name);
    expect(adopted.fileno()).to.equal(fd);
    onRelease();
  });

  it('are not taken over twice, and the words are the system`s', () => {
    // It is node's from now on, which closes it.
    const fd = bound().detach();
    opened().adopt(fd);
    expect(() => {
      opened().adopt(fd);
    })
      .to.throw(OSError)
      .with.property('code', 'EEXIST');
  });

  it('make endpoints of those that are given, which are nobody else`s afterwards', async () => {
    const loop = new NodeEventLoop();
    // Not to be closed behind node's back, even when this fails.
    const sock = bound();
    const sender = kept(bound());
    const got: unknown[] = [];
    class Collecting extends DatagramProtocol {
      override datagramReceived(data: Uint8Array, from: unknown): void {
        got.push([[...data], from]);
      }
    }
    await loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const [transport] = yield* loop.createDatagramEndpoint(() => new Collecting(), { sock });
        const view = transport.getExtraInfo('socket') as TransportSocket;
        expect(view.fileno()).to.equal(sock.fileno());
        sender.sendto(new Uint8Array([1, 2]), sock.getsockname());
        while (got.length === 0) yield* asyncio.sleep(0.001);
        expect(got).to.deep.equal([[[1, 2], sender.getsockname()]]);
        transport.close();
        while (sock.fileno() >= 0) yield* asyncio.sleep(0.001);
        expect(view.fileno()).to.equal(-1);
      })(),
    );
    loop.close();
  });
});
