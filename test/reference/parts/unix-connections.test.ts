/** How connections and servers at paths are come by: what is asked of the loop, and in which order. */
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { asyncio, NodeEventLoop } from '../../../reference';
import { createUnixConnection, createUnixServer, type UnixServing } from '../../../reference/node/unix-connections';
import type { Address, Coroutine } from '../../../spec';
import { ManualLoop, type ManualFuture } from '../manual-loop';

const [AF_UNIX, SOCK_STREAM] = [1, 1];
const { Protocol } = asyncio;

describe('at a path', () => {
  let trace: unknown[];
  const sock = {
    ...{ family: AF_UNIX, type: SOCK_STREAM, fileno: () => 5, getsockname: () => '' },
    close: () => trace.push('close'),
    setblocking: (flag: boolean) => trace.push(['block', flag]),
    listen: (backlog: number) => trace.push(['listen', backlog]),
  };
  class Loop extends ManualLoop {
    _openSocket(...given: readonly unknown[]): unknown {
      trace.push(['open', ...given]);
      return sock;
    }
    *sockConnect(_sock: unknown, address: Address): Coroutine<void> {
      trace.push(['connect', address]);
    }
    _makeSocketTransport(_sock: unknown, _protocol: unknown, waiter: ManualFuture): string {
      trace.push('transport');
      waiter.setResult(null);
      return 'transport';
    }
    _makeSslTransport(_sock: unknown, _protocol: unknown, ssl: unknown, waiter: ManualFuture, options: object): string {
      const { context: _context, ...others } = options as { readonly context: unknown };
      trace.push(['tls', ssl, others]);
      waiter.setResult(null);
      return 'transport';
    }
    _startServing(): void {
      trace.push('serve');
    }
  }
  let loop: Loop;

  beforeEach(() => {
    trace = [];
    loop = new Loop();
  });

  it('a connection has a socket that does not block, before it connects', () => {
    const made = createUnixConnection(loop.asLoop, () => new Protocol(), '/a/path').next();
    expect([made.done, (made.value as readonly unknown[])[0]]).to.deep.equal([true, 'transport']);
    expect(trace).to.deep.equal([
      ['open', AF_UNIX, SOCK_STREAM, 0],
      ...[
        ['block', false],
        ['connect', '/a/path'],
        ['block', false],
      ],
      'transport',
    ]);
  });

  it('a connection is a client of TLS', () => {
    const ssl = {} as never;
    const options = { ssl, serverHostname: 'a', sslHandshakeTimeout: 3 };
    createUnixConnection(loop.asLoop, () => new Protocol(), '/a/path', options).next();
    expect(trace.at(-1)).to.deep.equal([
      'tls',
      ssl,
      { serverSide: false, serverHostname: 'a', sslHandshakeTimeout: 3, sslShutdownTimeout: null },
    ]);
  });

  it('a server listens an iteration before it is there, or when it is told to', () => {
    const serving: UnixServing = {
      *listenAt() {
        return sock as never;
      },
      remember: () => trace.push('remember'),
    };
    const made = (options: object): number => {
      const coroutine = createUnixServer(loop.asLoop, () => new Protocol(), '/a/path', options, serving);
      let turns = 0;
      while (coroutine.next().done !== true) turns += 1;
      return turns;
    };
    expect(made({})).to.equal(1);
    expect(trace).to.deep.equal([['block', false], ['listen', 100], 'serve']);
    trace = [];
    expect(made({ startServing: false })).to.equal(0);
    expect(trace, 'there is no file').to.deep.equal([['block', false]]);
  });

  it('or at a name without a file, a server of node says where it is, and what', async function () {
    if (process.platform !== 'linux') this.skip();
    const own = new NodeEventLoop();
    const name = `\0unix-connections-${randomBytes(8).toString('hex')}`;
    await own.runUntilComplete(
      (function* (): Coroutine<void> {
        const server = yield* own.createUnixServer(() => new Protocol(), name);
        const [view] = server.sockets;
        expect([view?.getsockname(), view?.family, view?.type, view?.proto]).to.deep.equal([
          ...[name, AF_UNIX, SOCK_STREAM, 0],
        ]);
        server.close();
        yield* server.waitClosed();
      })(),
    );
    own.close();
  });
});
