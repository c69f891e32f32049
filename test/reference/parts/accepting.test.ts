/** Servers of SelectorEventLoop: what their sockets are set to, whose context a connection has, and what becomes of one that cannot begin. */
import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio, ContextVar, SelectorEventLoop } from '../../../reference';
import { syscalls } from '../../../reference/sockets/syscalls';
import {
  FileNotFoundError,
  KeyboardInterrupt,
  type BaseProtocol,
  type Coroutine,
  type CreateServerOptions,
  type ExceptionContext,
  type Future,
  type Server,
  type Socket,
  type SocketLike,
  type Transport,
} from '../../../spec';
import { needsSockets } from '../needs-sockets';

const { sockets, Protocol } = asyncio;
const fault = new TypeError('it is broken');

describe('servers of SelectorEventLoop', () => {
  let loop: SelectorEventLoop;
  let reports: ExceptionContext[];
  let open: { close(): void }[];

  needsSockets();
  beforeEach(() => {
    loop = new SelectorEventLoop();
    reports = [];
    open = [];
    loop.setExceptionHandler((...given) => {
      reports.push(given.at(-1) as ExceptionContext);
    });
  });
  afterEach(() => {
    for (const one of open) one.close();
    loop.close();
  });

  const run = (body: () => Coroutine<void>): Promise<void> => loop.runUntilComplete(body());
  function* serving(
    factory: () => BaseProtocol,
    options: CreateServerOptions = {},
    host = '127.0.0.1',
  ): Coroutine<Server> {
    const server = yield* loop.createServer(factory, host, 0, options);
    open.push(server);
    return server;
  }
  /** One that is connected and says something, from outside of the loop. */
  const client = (server: Server): Socket => {
    const sock = sockets.socket();
    open.push(sock);
    const [host, port] = server.sockets[0]?.getsockname() as readonly [string, number];
    sock.connect([host, port]);
    sock.send(new Uint8Array(1));
    return sock;
  };
  function* until(done: () => boolean): Coroutine<void> {
    while (!done()) yield* asyncio.sleep(0.001);
  }

  it('may be told whether others use their address, too', () =>
    run(function* () {
      for (const told of [false, true]) {
        const server = yield* serving(() => new Protocol(), { reuseAddress: told, reusePort: told, keepAlive: told });
        const options = [sockets.SO_REUSEADDR, sockets.SO_REUSEPORT, sockets.SO_KEEPALIVE].map(
          (name) => server.sockets[0]?.getsockopt(sockets.SOL_SOCKET, name) !== 0,
        );
        expect(options).to.deep.equal([told, told, told]);
      }
    }));

  it('have each connection in a context of its own, that of the server or that of whoever starts it', () =>
    run(function* () {
      const variable = new ContextVar<string>('variable');
      const seen: unknown[] = [];
      const factory = (): BaseProtocol =>
        Object.assign(new Protocol(), {
          connectionMade: () => {
            seen.push(variable.get('none'));
            variable.set('made');
          },
          dataReceived: () => {
            seen.push(variable.get('none'));
            variable.set('received');
          },
        });
      variable.set('server');
      const server = yield* serving(factory);
      const listening = sockets.socket();
      open.push(listening);
      listening.bind(['127.0.0.1', 0]);
      listening.listen(1);
      listening.setblocking(false);
      variable.set('by hand');
      loop._startServing(factory, listening, null, null, 1, null, null);
      variable.set('other');
      for (const each of [server, server, { sockets: [listening] } as unknown as Server]) {
        const before = seen.length;
        const sock = client(each);
        yield* until(() => seen.length === before + 2);
        sock.close();
      }
      expect(seen).to.deep.equal(['server', 'made', 'server', 'made', 'by hand', 'made']);
      expect(reports).to.deep.equal([]);
      loop._stopServing(listening);
      yield* asyncio.sleep(0.005);
    }));

  it('at a path tell why it cannot be had', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'accepting-'));
    try {
      const error: unknown = await loop
        .runUntilComplete(loop.createUnixServer(() => new Protocol(), join(folder, 'none', 's')))
        .catch((refusal: unknown) => refusal);
      expect(error).to.be.instanceOf(FileNotFoundError);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('report of sockets of any kind as transports show them', () =>
    run(function* () {
      const listening = sockets.socket();
      open.push(listening);
      listening.bind(['127.0.0.1', 0]);
      listening.listen(1);
      const other = { fileno: () => listening.fileno(), setblocking: () => {}, listen: () => {}, close: () => {} };
      loop._startServing(() => new Protocol(), other, null, null, 1, null, null);
      const calls = syscalls();
      const { accept4 } = calls;
      calls.accept4 = () => {
        throw Object.assign(new Error('no more'), { code: 'EMFILE' });
      };
      try {
        client({ sockets: [listening] } as unknown as Server);
        yield* until(() => reports.length > 0);
      } finally {
        calls.accept4 = accept4;
      }
      const { settimeout, fileno } = reports[0]?.['socket'] as Socket;
      expect(fileno.call(reports[0]?.['socket'])).to.equal(listening.fileno());
      expect(() => {
        settimeout.call(reports[0]?.['socket'], 5);
      }).to.throw('transport sockets');
    }));

  describe('in debug mode tell of a connection that cannot begin:', () => {
    const message = 'Error on transport creation for incoming connection';
    /** How the loop makes transports from now on, for servers; what it made is written down. */
    const making = (make: (sock: SocketLike, waiter: Future) => Transport): void => {
      loop._makeSocketTransport = (sock, _protocol, waiter) => make(sock, waiter as Future);
    };
    /** The first report, of a server that makes such protocols. */
    function* report(factory: () => BaseProtocol): Coroutine<ExceptionContext> {
      const server = yield* serving(factory);
      client(server);
      yield* until(() => reports.length > 0);
      return reports[0] as ExceptionContext;
    }

    beforeEach(() => {
      loop.setDebug(true);
    });

    it('its protocol is not made', () =>
      run(function* () {
        const told = yield* report(() => {
          throw fault;
        });
        expect(told).to.deep.equal({ message, exception: fault });
      }));

    it('its transport is not made, and what was accepted is closed', () =>
      run(function* () {
        const protocol = new Protocol();
        let accepted: SocketLike | undefined;
        making((sock) => {
          accepted = sock;
          throw fault;
        });
        const told = yield* report(() => protocol);
        expect(told).to.deep.equal({ message, exception: fault, protocol });
        expect(accepted?.fileno()).to.equal(-1);
      }));

    it('it ends before its protocol is connected, and its transport closes the socket', () =>
      run(function* () {
        const protocol = new Protocol();
        let accepted: SocketLike | undefined;
        const closed: number[] = [];
        let transport: Transport | undefined;
        making((sock, waiter) => {
          accepted = sock;
          open.push(sock);
          transport = { close: () => closed.push(sock.fileno()) } as unknown as Transport;
          loop.callSoon(() => {
            waiter.setException(fault);
          });
          return transport;
        });
        const told = yield* report(() => protocol);
        expect(told).to.deep.equal({ message, exception: fault, protocol, transport });
        expect(closed, 'the transport is told once, and nobody else closes').to.deep.equal([accepted?.fileno()]);
      }));
  });

  it('let requests to exit pass that a protocol makes as it is made', async () => {
    const request = new KeyboardInterrupt();
    const end: unknown = await run(function* () {
      const server = yield* serving(() => {
        throw request;
      });
      client(server);
      yield* until(() => false);
    }).catch((error: unknown) => error);
    expect(end).to.equal(request);
    expect(reports).to.deep.equal([]);
  });
});
