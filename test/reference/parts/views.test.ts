/** What a host shows of its sockets, and what it refuses: views of connections, of listening sockets and of datagram sockets. */
import { expect } from 'chai';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { asyncio, NodeEventLoop } from '../../../reference';
import { CONSTANTS } from '../../../reference/network/socket-constants';
import { DatagramSocketView } from '../../../reference/node/datagram-socket-view';
import { adoptDatagramSocket, HostDatagramSocket } from '../../../reference/node/host-datagram-socket';
import { HostSocket } from '../../../reference/node/host-socket';
import { ListeningSocket } from '../../../reference/node/listening-socket';
import { openListening } from '../../../reference/node/serving';
import { TransportSocket } from '../../../reference/transports/transport-socket';
import {
  NotImplementedError,
  OSError,
  ValueError,
  type Address,
  type Coroutine,
  type TransportSocket as View,
} from '../../../spec';
import { needsSockets } from '../needs-sockets';

const { sockets, Protocol } = asyncio;
const { AF_INET, AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET, SO_BROADCAST, SO_REUSEADDR } = CONSTANTS;

/** What every view says and refuses. */
function isUnblocking(view: View): void {
  expect(view.gettimeout()).to.equal(0);
  view.settimeout(0);
  view.setblocking(false);
  for (const seconds of [1, null]) {
    expect(() => {
      view.settimeout(seconds);
    }).to.throw(ValueError, 'only 0 timeout');
  }
  expect(() => {
    view.setblocking(true);
  }).to.throw(ValueError, 'cannot be blocking');
}

const hasIpv6 = Object.values(networkInterfaces()).some((own) => own?.some(({ address }) => address === '::1'));

describe('views of sockets', function () {
  let loop: NodeEventLoop;
  let server: Server | undefined;
  let at: AddressInfo;

  needsSockets();
  before((done) => {
    const made = createServer((connection) => connection.resume()).listen(0, '127.0.0.1', () => {
      at = made.address() as AddressInfo;
      done();
    });
    server = made;
  });
  beforeEach(() => {
    loop = new NodeEventLoop();
  });
  afterEach(() => {
    if (!loop.isClosed()) loop.close();
  });
  after(() => server?.close());

  const connected = (use: (view: View) => void): Promise<void> =>
    loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const [transport] = yield* loop.createConnection(() => new Protocol(), at.address, at.port);
        use(transport.getExtraInfo('socket') as View);
        transport.abort();
        yield* asyncio.sleep(0.01);
      })(),
    );

  it('tell what a connection is, and take options', () =>
    connected((view) => {
      isUnblocking(view);
      expect([view.family, view.type, view.proto]).to.deep.equal([AF_INET, SOCK_STREAM, 6]);
      expect(view.fileno()).to.be.greaterThan(2);
      expect(view.getpeername()).to.deep.equal([at.address, at.port]);
      expect((view.getsockname() as readonly unknown[])[0]).to.equal('127.0.0.1');
      view.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
      expect(view.getsockopt(SOL_SOCKET, SO_REUSEADDR)).not.to.equal(0);
      expect(view.getsockopt(6, 1)).to.equal(1);
      const copy = view.dup();
      expect([copy.family, copy.type, copy.proto]).to.deep.equal([AF_INET, SOCK_STREAM, 6]);
      expect(copy.fileno()).not.to.equal(view.fileno());
      expect(copy.getpeername()).to.deep.equal(view.getpeername());
      copy.close();
    }));

  it('pass on what a socket says', () => {
    const sock = sockets.socket();
    try {
      sock.settimeout(0);
      const view = new TransportSocket(sock);
      isUnblocking(view);
      expect([view.family, view.type, view.proto]).to.deep.equal([sock.family, sock.type, sock.proto]);
      expect(view.fileno()).to.equal(sock.fileno());
      expect(view.getsockname()).to.deep.equal(['0.0.0.0', 0]);
      expect(() => view.getpeername()).to.throw(OSError);
      view.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
      expect(view.getsockopt(SOL_SOCKET, SO_REUSEADDR)).not.to.equal(0);
      expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).not.to.equal(0);
      const copy = view.dup();
      expect(copy.fileno()).to.be.greaterThan(2).and.not.to.equal(sock.fileno());
      copy.close();
      expect(String(view)).to.equal(`<asyncio.TransportSocket fd=${sock.fileno()}, family=2, type=1, proto=0>`);
    } finally {
      sock.close();
    }
  });

  it('say of a socket that is not connected yet where it will be bound', () => {
    const sock = new HostSocket(AF_INET, SOCK_STREAM, 6);
    expect([sock.family, sock.type, sock.proto]).to.deep.equal([AF_INET, SOCK_STREAM, 6]);
    expect(sock.fileno()).to.equal(-1);
    expect(sock.getsockname()).to.deep.equal(['', 0]);
    expect(sock.getpeername()).to.deep.equal(['', 0]);
    sock.bind(['127.0.0.1', 5]);
    expect(sock.getsockname()).to.deep.equal(['127.0.0.1', 5]);
    sock.close();
  });

  it('say of a listening socket where it listens, and no more', () =>
    loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const made = yield* loop.createServer(() => new Protocol(), '127.0.0.1', 0);
        const [view] = made.sockets;
        if (view === undefined) throw new Error('it listens nowhere');
        isUnblocking(view);
        expect(view.fileno()).to.be.greaterThan(2);
        expect([view.family, view.type]).to.deep.equal([AF_INET, SOCK_STREAM]);
        expect(() => view.getpeername())
          .to.throw(OSError)
          .with.property('code', 'ENOTCONN');
        const refused = [
          () => view.getsockopt(SOL_SOCKET, SO_REUSEADDR),
          () => {
            view.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
          },
          () => view.dup(),
        ];
        for (const call of refused) expect(call).to.throw(NotImplementedError);
        made.close();
        expect(view.fileno()).to.equal(-1);
        yield* made.waitClosed();
      })(),
    ));

  it('are of a socket that listens only as node does it', () => {
    const plan = { backlog: 1, keepAlive: false, reusePort: false, reuseAddress: true, startServing: true };
    const opened = (changed: object): (() => unknown) => {
      return () => openListening(AF_INET, 6, { ...plan, ...changed });
    };
    expect(opened({ reusePort: true })).to.throw(ValueError, 'reuse_port');
    expect(opened({ reuseAddress: false })).to.throw(ValueError, 'reuse_address');
    expect(opened({ startServing: false })).to.throw(NotImplementedError, 'start_serving');
    const sock = opened({})() as ListeningSocket;
    expect(sock).to.be.instanceOf(ListeningSocket);
    expect(sock.fileno()).to.equal(-1);
    expect(sock.getsockname()).to.deep.equal(['', 0]);
    sock.rename('elsewhere');
    expect(sock.getsockname()).to.equal('elsewhere');
    sock.close();
    sock.close();
  });

  it('say of a datagram socket what node knows', () => {
    const sock = new HostDatagramSocket(AF_INET, 17);
    try {
      const view = new DatagramSocketView(sock);
      isUnblocking(view);
      expect([view.family, view.type, view.proto]).to.deep.equal([AF_INET, SOCK_DGRAM, 17]);
      expect(sock.gettimeout()).to.equal(0);
      expect(sock.isBound).to.equal(false);
      expect(view.getsockname()).to.deep.equal(['0.0.0.0', 0]);
      expect(() => view.getpeername())
        .to.throw(OSError)
        .with.property('code', 'ENOTCONN');
      expect(() => view.dup()).to.throw(NotImplementedError, 'duplicate');
      expect(view.getsockopt(SOL_SOCKET, SO_BROADCAST)).to.equal(0);
      view.setsockopt(SOL_SOCKET, SO_BROADCAST, 1);
      expect(view.getsockopt(SOL_SOCKET, SO_BROADCAST)).to.equal(1);
      expect(() => view.getsockopt(SOL_SOCKET, SO_REUSEADDR))
        .to.throw(OSError)
        .with.property('code', 'ENOPROTOOPT');
      expect(() => {
        view.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
      }).to.throw(ValueError, 'this option');
      expect(() => {
        view.setsockopt(6, SO_BROADCAST, 1);
      }).to.throw(ValueError, 'this option');
      expect(() => view.getsockopt(6, SO_BROADCAST)).to.throw(OSError);
      sock.bind(['127.0.0.1', 0]);
      expect(sock.isBound).to.equal(true);
      expect(view.fileno()).to.be.greaterThan(2);
      expect((view.getsockname() as readonly unknown[])[0]).to.equal('127.0.0.1');
      view.setsockopt(SOL_SOCKET, SO_BROADCAST, 0);
      expect(view.getsockopt(SOL_SOCKET, SO_BROADCAST)).to.equal(0);
      const other = new HostDatagramSocket(AF_INET, 17);
      expect(() => {
        other.bind(sock.getsockname());
      })
        .to.throw(OSError)
        .with.property('code', 'EADDRINUSE');
      other.close();
    } finally {
      sock.close();
      sock.close();
    }
    expect(sock.fileno()).to.equal(-1);
  });

  it('name datagram sockets of IPv6 with four parts', function () {
    if (!hasIpv6) this.skip();
    const sock = new HostDatagramSocket(AF_INET6, 0);
    expect(sock.getsockname()).to.deep.equal(['::', 0, 0, 0]);
    sock.bind(['::1', 0]);
    const [host, port, flow, scope] = sock.getsockname() as readonly [string, number, number, number];
    expect([host, flow, scope]).to.deep.equal(['::1', 0, 0]);
    expect(port).to.be.greaterThan(0);
    sock.close();
  });

  it('there are none of datagram sockets that node does not have', () => {
    expect(() => new HostDatagramSocket(AF_UNIX, 0))
      .to.throw(OSError)
      .with.property('code', 'EPROTONOSUPPORT');
    expect(() => new HostDatagramSocket(99, 0))
      .to.throw(OSError)
      .with.property('code', 'EAFNOSUPPORT');
    const stream = sockets.socket();
    expect(() => adoptDatagramSocket(stream)).to.throw(ValueError, 'no datagram socket of this kind');
    stream.close();
    const [one, two] = sockets.socketpair(AF_UNIX, SOCK_DGRAM);
    expect(() => adoptDatagramSocket(one)).to.throw(ValueError, 'that is connected');
    one.close();
    two.close();
    const fault = new TypeError('it has no names');
    const odd = {
      fileno: () => 0,
      getsockname: () => ['', 0] as Address,
      getpeername: () => {
        throw fault;
      },
      close: () => {},
    };
    expect(() => adoptDatagramSocket(odd)).to.throw(fault);
  });

  it('keep what comes to a datagram socket before somebody listens', async () => {
    const sock = new HostDatagramSocket(AF_INET, 17);
    sock.bind(['127.0.0.1', 0]);
    const sender = sockets.socket(AF_INET, SOCK_DGRAM);
    sender.bind(['127.0.0.1', 0]);
    sender.sendto(new Uint8Array([1, 2]), sock.getsockname());
    await new Promise((resolve) => setTimeout(resolve, 20));
    const got: unknown[] = [];
    sock.deliverTo((event) => got.push('data' in event ? [[...event.data], event.from] : event));
    expect(got).to.deep.equal([[[1, 2], sender.getsockname()]]);
    sender.sendto(new Uint8Array([3]), sock.getsockname());
    while (got.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(got[1]).to.deep.equal([[3], sender.getsockname()]);
    sender.close();
    sock.close();
  });
});
