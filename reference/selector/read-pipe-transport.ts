/** A pipe to read from, over its descriptor: it closes what it was given when it is over. */
import { OSError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import { unlessBlocked } from '../sockets/descriptors';
import { syscalls } from '../sockets/syscalls';
import { ReadTransport } from '../transports/base-transports';
import { begin } from '../transports/begin';
import { rethrowUnless } from '../python/rethrow';
import { descriptorOfPipe, endPipe, type Pipe } from './pipe';
import { slabRoom, takeFromSlab } from './slab';
import type { StreamLoop } from './stream-transport';

export class ReadPipeTransport extends ReadTransport {
  readonly #loop: StreamLoop;
  readonly #pipe: Pipe;
  readonly #fd: number;
  #protocol: contract.Protocol;
  #paused = false;
  #closing = false;

  constructor(
    loop: StreamLoop,
    pipe: unknown,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null,
    extra: unknown,
  ) {
    super({ ...(extra as Record<string, unknown> | null), pipe });
    this.#loop = loop;
    this.#pipe = pipe as Pipe;
    this.#fd = descriptorOfPipe(this.#pipe);
    this.#protocol = protocol as contract.Protocol;
    begin(
      (callback) => loop.callSoon(callback),
      () => this.#protocol.connectionMade(this),
      () => this.#watch(),
      waiter,
    );
  }

  #watch(): void {
    if (this.isReading()) {
      this.#loop._watchers.add('reader', this.#fd, new Handle(this.#onReadable, NO_ARGS, this.#loop, null));
    }
  }

  readonly #onReadable = (): void => {
    const room = slabRoom();
    let count: number | null;
    try {
      count = unlessBlocked(() => syscalls().read(this.#fd, room, room.length));
    } catch (error) {
      rethrowUnless(OSError, error);
      this.#end(error);
      return;
    }
    // What the protocol raises, the handle reports; the pipe stays open.
    if (count === null) return;
    if (count > 0) this.#protocol.dataReceived(takeFromSlab(count));
    else {
      this.#loop.callSoon(() => this.#protocol.eofReceived());
      this.#end(null);
    }
  };

  #end(error: unknown): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#loop._watchers.remove('reader', this.#fd);
    endPipe(this.#loop, this.#pipe, this.#protocol, error);
  }

  override close(): void {
    this.#end(null);
  }
  override isClosing(): boolean {
    return this.#closing;
  }
  override isReading(): boolean {
    return !this.#closing && !this.#paused;
  }
  override pauseReading(): void {
    if (!this.isReading()) return;
    this.#paused = true;
    this.#loop._watchers.remove('reader', this.#fd);
  }
  override resumeReading(): void {
    this.#paused = false;
    this.#watch();
  }
  override setProtocol(protocol: contract.BaseProtocol): void {
    this.#protocol = protocol as contract.Protocol;
  }
  override getProtocol(): contract.BaseProtocol {
    return this.#protocol;
  }
}
