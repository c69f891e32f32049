/** What waits for a slow reader waits in the system: a transport keeps no more of a long stream than its marks allow. */
import { expect } from 'chai';
import { asyncio, NodeEventLoop, SelectorEventLoop } from '../../reference';
import { socketsMissing } from '../../reference/sockets';
import type { AbstractEventLoop, Address, BaseTransport, Coroutine, Server, Transport } from '../../spec';

const MEGABYTE = 1 << 20;
const TOTAL = 100 * MEGABYTE;
const CHUNK = 256 * 1024;
/** Bytes after which the reader rests; and after which it rests once so long that all the rest could come meanwhile. */
const SIP = 2 * MEGABYTE;
const LONG_REST_AT = 10 * MEGABYTE;
/** Far more than marks, inboxes and slabs hold, far less than is sent. */
const MOST = 8 * MEGABYTE;

const { Protocol } = asyncio;

/** Bytes that this thread holds, garbage aside. */
function held(): number {
  // The first leaves sweeping to another thread, the second waits for that.
  global.gc?.();
  global.gc?.();
  const { arrayBuffers, external, heapUsed } = process.memoryUsage();
  return Math.max(arrayBuffers, external) + heapUsed;
}

/** Writes whenever it may, until all is written. */
class Writer extends Protocol {
  #transport: Transport | null = null;
  #paused = false;
  #left = TOTAL;
  /** Bytes, at any time. */
  mostBuffered = 0;
  readonly #chunk = new Uint8Array(CHUNK).fill(7);

  constructor(readonly loop: AbstractEventLoop) {
    super();
  }

  override connectionMade(transport: BaseTransport): void {
    this.#transport = transport as Transport;
    this.#write();
  }
  override pauseWriting(): void {
    this.#paused = true;
  }
  override resumeWriting(): void {
    this.#paused = false;
    this.#write();
  }

  #write(): void {
    const transport = this.#transport as Transport;
    if (this.#paused || this.#left === 0) return;
    transport.write(this.#chunk);
    this.#left -= CHUNK;
    this.mostBuffered = Math.max(this.mostBuffered, transport.getWriteBufferSize());
    if (this.#left === 0) transport.close();
    else this.loop.callSoon(() => this.#write());
  }
}

/** Takes a sip and rests. */
class Reader extends Protocol {
  #transport: Transport | null = null;
  #sip = 0;
  received = 0;
  mostHeld = 0;
  /** Bytes that came while it wanted none. */
  unwanted = 0;
  #resting = false;
  readonly lost;

  constructor(readonly loop: AbstractEventLoop) {
    super();
    this.lost = loop.createFuture();
  }

  override connectionMade(transport: BaseTransport): void {
    this.#transport = transport as Transport;
  }
  override dataReceived(data: Uint8Array): void {
    if (this.#resting) this.unwanted += data.length;
    this.received += data.length;
    this.#sip += data.length;
    if (this.#sip < SIP) return;
    this.#sip = 0;
    this.#rest(this.mostHeld === 0 && this.received >= LONG_REST_AT);
  }
  override connectionLost(error: unknown): void {
    this.lost.setResult(error);
  }

  #rest(long: boolean): void {
    this.#resting = true;
    this.#transport?.pauseReading();
    this.loop.callLater(long ? 0.3 : 0.002, () => {
      if (long) this.mostHeld = Math.max(this.mostHeld, held());
      this.#resting = false;
      this.#transport?.resumeReading();
    });
  }
}

const LOOPS = [
  ['NodeEventLoop', () => new NodeEventLoop()],
  ['SelectorEventLoop', () => new SelectorEventLoop()],
] as const;

describe('100 MB to a reader that is slow', function () {
  this.timeout(60_000);
  this.slow(5000);

  for (const [name, makeLoop] of LOOPS) {
    it(`keep the memory of ${name} bounded, on both sides`, async function () {
      if (name === 'SelectorEventLoop' && socketsMissing() !== null) this.skip();
      const loop = makeLoop();
      const before = held();
      const writer = new Writer(loop);
      const reader = new Reader(loop);
      const talk = function* (): Coroutine<void> {
        const server: Server = yield* loop.createServer(() => reader, '127.0.0.1', 0);
        const [, port] = server.sockets[0]?.getsockname() as Exclude<Address, string>;
        yield* loop.createConnection(() => writer, '127.0.0.1', port);
        expect(yield* reader.lost, 'what the connection was lost with').to.equal(null);
        server.close();
        yield* server.waitClosed();
      };
      await loop.runUntilComplete(talk());
      loop.close();
      expect(reader.received).to.equal(TOTAL);
      expect(reader.unwanted, 'bytes that came while reading was paused').to.equal(0);
      expect(writer.mostBuffered, 'bytes in the write buffer').to.be.at.most(64 * 1024 + CHUNK);
      expect(reader.mostHeld, 'the long rest was taken').to.be.greaterThan(0);
      expect(reader.mostHeld - before, 'bytes held during the long rest').to.be.at.most(MOST);
    });
  }
});
