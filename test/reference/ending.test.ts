/** What a transport of SelectorEventLoop leaves in the selector when it is over: nothing, or the next one to get its descriptor fails. */
import { expect } from 'chai';
import { asyncio, SelectorEventLoop } from '../../reference';
import type { Address, BaseTransport, Coroutine, Future, Transport, TransportSocket } from '../../spec';
import { needsSockets } from './needs-sockets';

/** More than the system keeps of a connection. */
const MUCH = 32 << 20;

/** Writes more than can be sent at once, and closes when it is told that all of it is. */
class ClosesWhenResumed extends asyncio.Protocol {
  #transport: Transport | null = null;
  fd = -1;

  constructor(readonly lost: Future) {
    super();
  }

  override connectionMade(transport: BaseTransport): void {
    this.#transport = transport as Transport;
    this.fd = (transport.getExtraInfo('socket') as TransportSocket).fileno();
    this.#transport.setWriteBufferLimits({ high: 0 });
    this.#transport.write(new Uint8Array(MUCH));
  }
  override resumeWriting(): void {
    this.#transport?.close();
  }
  override connectionLost(error: unknown): void {
    this.lost.setResult(error);
  }
}

describe('a stream of SelectorEventLoop', () => {
  needsSockets();

  it('is not watched any more after it was closed inside resume_writing()', async () => {
    const loop = new SelectorEventLoop();
    const writer = new ClosesWhenResumed(loop.createFuture());
    const talk = function* (): Coroutine<void> {
      const server = yield* loop.createServer(() => writer, '127.0.0.1', 0);
      const [, port] = server.sockets[0]?.getsockname() as Exclude<Address, string>;
      yield* loop.createConnection(() => new asyncio.Protocol(), '127.0.0.1', port);
      expect(yield* writer.lost).to.equal(null);
      server.close();
      yield* server.waitClosed();
    };
    await loop.runUntilComplete(talk());
    expect(writer.fd).to.be.greaterThan(0);
    expect(loop._selector.find(writer.fd)).to.equal(undefined);
    loop.close();
  });
});
