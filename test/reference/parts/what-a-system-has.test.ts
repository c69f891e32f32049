/** What a system may have or not: koffi, without which there are no sockets of the kit's own, and IPv6. */
import { expect } from 'chai';
import Module from 'node:module';
import os from 'node:os';
import { asyncio, NodeEventLoop } from '../../../reference';
import { selectorMissing } from '../../../reference/selector/subject';
import { socketsMissing } from '../../../reference/sockets';
import { NotImplementedError, type Coroutine, type TransportSocket } from '../../../spec';
import { needsSockets } from '../needs-sockets';

type Resolver = (request: string, ...given: readonly unknown[]) => unknown;

/** Runs `use` as where koffi cannot be found. */
function withoutKoffi(use: () => void): void {
  const module = Module as unknown as { _resolveFilename: Resolver };
  const own = module._resolveFilename;
  module._resolveFilename = function (request, ...given) {
    if (request === 'koffi') throw new Error('Cannot find module');
    return own.call(this, request, ...given);
  };
  try {
    use();
  } finally {
    module._resolveFilename = own;
  }
}

describe('without koffi', () => {
  needsSockets();

  it('there are no sockets, and the words say what to install', () => {
    withoutKoffi(() => {
      expect(socketsMissing()).to.equal('koffi is not installed: npm install koffi');
      expect(selectorMissing()).to.equal('SelectorEventLoop needs koffi: npm install koffi');
    });
    expect([socketsMissing(), selectorMissing()]).to.deep.equal([null, null]);
  });

  it('views of connections tell no options, but the one that is always set', async () => {
    const loop = new NodeEventLoop();
    await loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const server = yield* loop.createServer(() => new asyncio.Protocol(), '127.0.0.1', 0);
        const [host, port] = server.sockets[0]?.getsockname() as readonly [string, number];
        const [transport] = yield* loop.createConnection(() => new asyncio.Protocol(), host, port);
        const view = transport.getExtraInfo('socket') as TransportSocket;
        withoutKoffi(() => {
          expect(view.getsockopt(6, 1)).to.equal(1);
          for (const call of [
            () => view.getsockopt(1, 2),
            () => {
              view.setsockopt(1, 2, 1);
            },
            () => view.dup(),
          ]) {
            expect(call).to.throw(NotImplementedError, /^node gives no access to its sockets: koffi is not installed/);
          }
        });
        expect(view.getsockopt(1, 2)).to.be.a('number');
        transport.abort();
        server.close();
        yield* server.waitClosed();
      })(),
    );
    loop.close();
  });
});

describe('IPv6', () => {
  needsSockets();

  it('is there when an interface has it', () => {
    const own = os.networkInterfaces;
    const having = (...families: readonly string[]): boolean => {
      os.networkInterfaces = () => ({ lo: families.map((family) => ({ family })), none: undefined }) as never;
      return asyncio.sockets.hasIpv6;
    };
    try {
      expect([having('IPv4'), having('IPv4', 'IPv6'), having('IPv6'), having()]).to.deep.equal([
        ...[false, true, true, false],
      ]);
    } finally {
      os.networkInterfaces = own;
    }
  });
});
