/** SelectorEventLoop: what it does when accepting, naming or connecting fails in ways that no peer can bring about. */
import { expect } from 'chai';
import { asyncio, SelectorEventLoop } from '../../../reference';
import { EpollSelector } from '../../../reference/selector/epoll-selector';
import { closeSocket, factsOf, ownSocket } from '../../../reference/selector/socket-facts';
import { slabRoom, takeFromSlab } from '../../../reference/selector/slab';
import { selectorMissing, selectorSubject } from '../../../reference/selector/subject';
import { socketsCannot } from '../../../reference/sockets/platform';
import { Socket as Own } from '../../../reference/sockets/socket';
import { syscalls } from '../../../reference/sockets/syscalls';
import {
  NotImplementedError,
  OSError,
  ValueError,
  type Address,
  type AddressInfo,
  type Coroutine,
  type ExceptionContext,
  type Server,
  type Transport,
} from '../../../spec';
import { needsSockets } from '../needs-sockets';

interface Marked {
  setWriteBufferLimits(limits: { readonly high: number }): void;
  getWriteBufferLimits(): readonly number[];
}

const { sockets, Protocol } = asyncio;
const { EMFILE, ECONNABORTED, EINVAL } = { EMFILE: 24, ECONNABORTED: 103, EINVAL: 22 };

describe('SelectorEventLoop', () => {
  let loop: SelectorEventLoop;
  let reports: ExceptionContext[];

  needsSockets();
  beforeEach(() => {
    loop = new SelectorEventLoop();
    reports = [];
    loop.setExceptionHandler((...given) => {
      reports.push(given.at(-1) as ExceptionContext);
    });
  });
  afterEach(() => {
    if (!loop.isClosed()) loop.close();
  });

  /** A server of which the first accepts fail so, while `use` runs. */
  const refusing = (errno: number, use: (server: Server, address: Address) => Coroutine<void>): Promise<void> => {
    const calls = syscalls();
    const { accept4 } = calls;
    return loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const server = yield* loop.createServer(() => new Protocol(), '127.0.0.1', 0);
        const [view] = server.sockets;
        if (view === undefined) throw new Error('it listens nowhere');
        let failures = 1;
        calls.accept4 = (...given) => {
          if (failures-- > 0) throw Object.assign(new OSError(errno, 'it fails'), { errno, code: CODES[errno] });
          return accept4(...given);
        };
        try {
          yield* use(server, view.getsockname());
        } finally {
          calls.accept4 = accept4;
          server.close();
        }
      })(),
    );
  };
  const CODES: Readonly<Record<number, string>> = {
    [EMFILE]: 'EMFILE',
    [ECONNABORTED]: 'ECONNABORTED',
    [EINVAL]: 'EINVAL',
  };

  function* connected([host, port]: readonly unknown[]): Coroutine<Transport> {
    const [transport] = yield* loop.createConnection(() => new Protocol(), host as string, port as number);
    return transport;
  }

  it('rests when there are no descriptors left, reports that, and accepts again', () =>
    refusing(EMFILE, function* (_server, address) {
      const later: (readonly [number, () => void])[] = [];
      const { callLater } = loop;
      loop.callLater = ((delay: number, callback: () => void) => {
        later.push([delay, callback]);
      }) as unknown as typeof callLater;
      let made = 0;
      const { _makeSocketTransport: make } = loop;
      loop._makeSocketTransport = function (...given) {
        made += 1;
        return make.apply(loop, given);
      };
      const transport = yield* connected(address as readonly unknown[]);
      while (reports.length === 0) yield* asyncio.sleep(0);
      loop.callLater = callLater;
      const [report] = reports;
      expect(report?.message).to.equal('socket.accept() out of system resource');
      expect(report?.exception).to.include({ code: 'EMFILE' });
      expect(String(report?.['socket'])).to.include('TransportSocket');
      expect(later.map(([delay]) => delay)).to.deep.equal([1]);
      // It does not even look meanwhile.
      for (let i = 0; i < 5; i++) yield* asyncio.sleep(0);
      expect(made, 'the client alone').to.equal(1);
      later[0]?.[1]();
      while (made < 2) yield* asyncio.sleep(0.001);
      transport.abort();
      yield* asyncio.sleep(0.01);
      expect(reports).to.have.length(1);
    }));

  it('rests no longer than its server lives', () =>
    refusing(EMFILE, function* (server, address) {
      const later: (() => void)[] = [];
      const { callLater } = loop;
      loop.callLater = ((_delay: number, callback: () => void) => {
        later.push(callback);
      }) as unknown as typeof callLater;
      const transport = yield* connected(address as readonly unknown[]);
      while (reports.length === 0) yield* asyncio.sleep(0);
      loop.callLater = callLater;
      server.close();
      later[0]?.();
      transport.abort();
      yield* asyncio.sleep(0.01);
    }));

  it('forgets a connection that was given up before it was accepted', () =>
    refusing(ECONNABORTED, function* (_server, address) {
      const transport = yield* connected(address as readonly unknown[]);
      const next = yield* connected(address as readonly unknown[]);
      transport.abort();
      next.abort();
      yield* asyncio.sleep(0.01);
      expect(reports).to.deep.equal([]);
    }));

  it('reports any other failure of accepting as that of a callback', () =>
    refusing(EINVAL, function* (_server, address) {
      const transport = yield* connected(address as readonly unknown[]);
      while (reports.length === 0) yield* asyncio.sleep(0);
      transport.abort();
      yield* asyncio.sleep(0.01);
      expect(reports.map(({ exception }) => (exception as OSError).code)).to.deep.equal(['EINVAL']);
      expect(reports[0]?.message).to.match(/^Exception in callback/);
    }));

  it('connects to no address that nobody resolved', () =>
    loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const sock = sockets.socket();
        sock.setblocking(false);
        loop._ensureResolved = function* (): Coroutine<readonly AddressInfo[]> {
          yield* asyncio.sleep(0);
          return [];
        };
        let error: unknown;
        try {
          yield* loop.sockConnect(sock, ['nowhere', 1]);
        } catch (refusal) {
          error = refusal;
        }
        expect(error).to.be.instanceOf(ValueError);
        expect((error as Error).message).to.include('no address for');
        sock.close();
      })(),
    ));

  it('takes nothing but bytes, and no more than there is room for', () =>
    loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const [one, two] = sockets.socketpair(sockets.AF_UNIX, sockets.SOCK_DGRAM);
        for (const sock of [one, two]) sock.setblocking(false);
        const raised = function* (coroutine: Coroutine): Coroutine {
          try {
            yield* coroutine;
          } catch (error) {
            return error;
          }
          return 'nothing';
        };
        for (const data of ['text', null, [1]]) {
          const error = yield* raised(loop.sockSendall(one, data as unknown as Uint8Array));
          expect(error).to.be.instanceOf(TypeError);
          expect((error as Error).message).to.include('bytes-like');
          expect(yield* raised(loop.sockSendto(one, data as unknown as Uint8Array, ''))).to.be.instanceOf(TypeError);
        }
        const room = new Uint8Array(4);
        expect(yield* raised(loop.sockRecvfromInto(two, room, 5))).to.be.instanceOf(ValueError);
        one.send(new Uint8Array([1, 2, 3, 4]));
        expect((yield* loop.sockRecvfromInto(two, room, 4))[0]).to.equal(4);
        one.send(new Uint8Array([5, 6, 7, 8]));
        expect((yield* loop.sockRecvfromInto(two, room, 2))[0]).to.equal(2);
        expect([...room]).to.deep.equal([5, 6, 3, 4]);
        one.close();
        two.close();
      })(),
    ));

  it('starts no child with a selector that blocks the host', async () => {
    const blocking = new SelectorEventLoop(new EpollSelector());
    let error: unknown;
    try {
      await blocking.runUntilComplete(blocking.subprocessExec(() => new asyncio.SubprocessProtocol(), ['true']));
    } catch (refusal) {
      error = refusal;
    }
    expect(error).to.be.instanceOf(NotImplementedError);
    expect((error as Error).message).to.include('a selector that does not block');
    blocking.close();
  });

  it('tells transports their protocol and their marks', () =>
    loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const [datagrams] = yield* loop.createDatagramEndpoint(() => new asyncio.DatagramProtocol(), {
          localAddr: ['127.0.0.1', 0],
        });
        const other = new asyncio.DatagramProtocol();
        datagrams.setProtocol(other);
        expect(datagrams.getProtocol()).to.equal(other);
        const [read, write] = asyncio.files.pipe();
        const [pipe] = yield* loop.connectWritePipe(() => new Protocol(), write);
        for (const transport of [datagrams, pipe] as unknown as readonly Marked[]) {
          transport.setWriteBufferLimits({ high: 40 });
          expect(transport.getWriteBufferLimits()).to.deep.equal([10, 40]);
        }
        datagrams.close();
        pipe.abort();
        yield* asyncio.sleep(0.01);
        read.close();
      })(),
    ));

  it('cannot do what its system cannot', () => {
    expect(selectorSubject.cannot).to.deep.equal(socketsCannot());
    expect(selectorMissing()).to.equal(null);
  });

  it('makes a socket of its own of another that has a number', () => {
    const [one, two] = sockets.socketpair();
    expect(ownSocket(one)).to.equal(one);
    const asked: string[] = [];
    const other = {
      family: 1,
      type: 1,
      proto: 0,
      fileno: () => one.fileno(),
      getsockname: () => '',
      getpeername: () => '',
      close: () => asked.push('close'),
      detach: () => asked.push('detach'),
    };
    const own = ownSocket(other);
    expect(own).to.be.instanceOf(Own).and.to.include({ family: 1, type: 1, proto: 0 });
    expect(own.fileno()).to.equal(one.fileno());
    expect(factsOf(own)).to.include({ sockname: '', peername: '' });
    closeSocket(own, other);
    expect(asked).to.deep.equal(['detach']);
    expect(own.fileno()).to.equal(-1);
    one.detach();
    closeSocket(ownSocket(two), two);
    expect(two.fileno()).to.equal(-1);
  });

  it('tells no peer of a socket that has none, and hides no other failure', () => {
    const sock = ownSocket(sockets.socket());
    expect(factsOf(sock)).to.include({ peername: null });
    sock.getpeername = () => {
      throw new TypeError('it is broken');
    };
    expect(() => factsOf(sock)).to.throw(TypeError, 'it is broken');
    sock.close();
  });

  it('hands out what it read, little of it as a copy', () => {
    const fill = (count: number, value: number): Uint8Array => {
      slabRoom().fill(value, 0, count);
      return takeFromSlab(count);
    };
    const little = fill(512, 1);
    const large = fill(513, 2);
    const next = fill(513, 3);
    expect([little.length, large.length, next.length]).to.deep.equal([512, 513, 513]);
    expect([little, large, next].map((piece) => new Set(piece).size)).to.deep.equal([1, 1, 1]);
    expect([little[0], large[0], next[0]]).to.deep.equal([1, 2, 3]);
    expect(little.buffer, 'a small piece must not hold a slab').not.to.equal(large.buffer);
    for (const piece of [large, next]) expect(piece.buffer, 'more is no copy').to.equal(slabRoom().buffer);
    for (let i = 0; i < 20; i++) {
      expect(slabRoom().length).to.be.at.least(64 * 1024);
      const room = slabRoom();
      const piece = fill(60_000, 4);
      expect(piece.buffer).to.equal(room.buffer);
    }
    const whole = slabRoom().length;
    expect(fill(whole, 5)).to.have.length(whole);
    expect(slabRoom()).to.have.length(256 * 1024);
  });
});
