/** Stands in for the protocol of a transport while a file is sent over it: nothing is read, and the file waits for room. */
import { ConnectionError, RuntimeError } from '../../spec';
import type * as contract from '../../spec';
import { Protocol } from '../transports/base-protocols';
import type { Way } from '../transports/reservation';

/** A transport that takes files; whoever else writes meanwhile is refused where it can reserve itself. */
export interface FileTransport extends contract.Transport {
  /** @throws RuntimeError when it is reserved already. */
  _reserve?(): Way;
}

export class SendfileProtocol extends Protocol {
  readonly #loop: contract.AbstractEventLoop;
  readonly #transport: FileTransport;
  readonly #original: contract.BaseProtocol;
  readonly #resumeReading: boolean;
  readonly #way: Way;
  /** While the transport asks to wait, and for whom: the one that waits in drain(), if any. */
  #paused = false;
  #room: contract.Future<null> | null = null;
  #lostWith: { readonly error: unknown } | null = null;

  constructor(loop: contract.AbstractEventLoop, transport: FileTransport) {
    super();
    this.#loop = loop;
    this.#transport = transport;
    this.#way = transport._reserve?.() ?? {
      write: (data) => {
        transport.write(data);
      },
      release: () => {},
    };
    this.#original = transport.getProtocol();
    this.#resumeReading = transport.isReading();
    transport.pauseReading();
    transport.setProtocol(this);
  }

  /** Writes a block, and waits for room for the next. @throws ConnectionError when the connection is over. */
  *send(block: Uint8Array): contract.Coroutine<void> {
    this.#check();
    this.#way.write(block);
    while (this.#paused && this.#lostWith === null) {
      this.#room = this.#loop.createFuture<null>();
      yield* this.#room;
    }
    this.#check();
  }

  #check(): void {
    if (this.#lostWith?.error instanceof ConnectionError) throw this.#lostWith.error;
    if (this.#lostWith !== null || this.#transport.isClosing()) throw new ConnectionError('Connection closed by peer');
  }

  #wake(): void {
    if (this.#room !== null && !this.#room.done()) this.#room.setResult(null);
    this.#room = null;
  }

  /** Gives the transport back. */
  restore(): void {
    this.#way.release();
    // Given up halfway: whoever writes next has to wait.
    if (this.#paused && this.#lostWith === null) this.#original.pauseWriting();
    this.#transport.setProtocol(this.#original);
    if (this.#resumeReading) this.#transport.resumeReading();
  }

  override pauseWriting(): void {
    this.#paused = true;
  }
  override resumeWriting(): void {
    // The protocol was asked to wait before, and has to be told.
    if (!this.#paused) this.#original.resumeWriting();
    this.#paused = false;
    this.#wake();
  }
  override connectionLost(error: unknown): void {
    this.#lostWith = { error };
    this.#wake();
    this.#original.connectionLost(error);
  }
  override dataReceived(): void {
    throw new RuntimeError('Invalid state: reading should be paused');
  }
}
