/** Datagrams of SelectorEventLoop at their edges: after a mistake, at a path that was left, and at what is no address. */
import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio } from '../../../reference';
import type { Transport } from '../../../spec';
import { recordedLoop } from '../recorded-loop';

const { sockets } = asyncio;
const { EAGAIN } = constants.errno;
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('at the edges of SelectorEventLoop datagrams', () => {
  const recorded = recordedLoop();
  const { trace, exceptions, run, turns, until, kept, fails, protocol } = recorded;

  it('are not sent any more after a mistake', () =>
    run(function* () {
      const [one, two] = sockets.socketpair(sockets.AF_UNIX, sockets.SOCK_DGRAM);
      kept(two);
      two.settimeout(0);
      const transport = recorded.loop._makeDatagramTransport(one, protocol());
      yield* turns();
      const fault = new TypeError('it is broken');
      fails('send', EAGAIN, fault);
      for (const value of [1, 2]) transport.sendto(bytes(value));
      yield* until(1);
      expect(() => two.recv(5)).to.throw();
      expect((transport as unknown as Transport).getWriteBufferSize()).to.equal(0);
      expect([trace, exceptions()]).to.deep.equal([[['lost', fault]], [fault]]);
      yield* turns();
    }));

  it('take over a path that a socket has left', () =>
    run(function* () {
      const folder = mkdtempSync(join(tmpdir(), 'datagrams-'));
      try {
        const path = join(folder, 's');
        const before = sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM);
        before.bind(path);
        before.close();
        const [transport] = yield* recorded.loop.createDatagramEndpoint(protocol, {
          localAddr: path,
          family: sockets.AF_UNIX,
        });
        expect(transport.getExtraInfo('sockname')).to.equal(path);
        transport.abort();
        yield* turns();
      } finally {
        rmSync(folder, { recursive: true });
      }
    }));

  it('have their place told by an address that is none', () =>
    run(function* () {
      const sock = sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM);
      kept(sock);
      const raised: unknown[] = [];
      for (const address of [['127.0.0.1', 1], 'x'.repeat(200)]) {
        try {
          yield* recorded.loop._bindSocket(sock, address as string);
        } catch (error) {
          raised.push((error as Error).message);
        }
      }
      expect(raised).to.deep.equal([
        'a path was expected, not 127.0.0.1,1',
        `AF_UNIX path too long: '${'x'.repeat(200)}'`,
      ]);
    }));
});

describe('a datagram transport that is lost while it sends', () => {
  const recorded = recordedLoop();
  const { trace, run, turns, until, fails, protocol } = recorded;

  it('tells nothing of room', () =>
    run(function* () {
      const fault = new TypeError('it is broken');
      const sock = sockets.socket(sockets.AF_INET, sockets.SOCK_DGRAM);
      const transport = recorded.loop._makeDatagramTransport(sock, protocol());
      yield* turns();
      (transport as unknown as Transport).setWriteBufferLimits({ high: 0 });
      fails('sendto', EAGAIN, fault);
      transport.sendto(bytes(1), ['127.0.0.1', 9]);
      yield* until(2);
      yield* turns();
      expect(trace).to.deep.equal(['pause', ['lost', fault]]);
    }));
});
