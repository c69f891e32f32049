/** A stream over a descriptor: it reads when the selector says so, and writes at once what the kernel takes. */
import { ConnectionError, OSError } from '../../spec';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { Handle, NO_ARGS } from '../loop/handle';
import { AF_UNIX } from '../network/addresses';
import { CONSTANTS } from '../network/socket-constants';
import { receiveInto, sendSome } from '../sockets/descriptors';
import type { Socket } from '../sockets/socket';
import { BaseStreamTransport, type StreamOptions } from '../transports/base-stream-transport';
import { deliver, deliverEof, isBuffered, ProtocolFault, roomOf, tellFilled } from '../transports/delivery';
import { rethrowUnless } from '../python/rethrow';
import { Outgoing } from './outgoing';
import { receiveIntoSlab, takeFromSlab } from './slab';
import { closeSocket, factsOf, ownSocket, shown } from './socket-facts';
import type { WatchedLoop, Watchers } from './watchers';

const CLOSED = 'Connection closed by peer';

export interface StreamLoop extends WatchedLoop {
  readonly _watchers: Watchers;
}

export class StreamTransport extends BaseStreamTransport<StreamLoop> {
  protected override readonly _unsent = new Outgoing();
  readonly #given: contract.SocketLike;
  readonly #sock: Socket;
  readonly #fd: number;
  #sending = false;
  /** Of whoever sends a file and waits until there is room. */
  #room: contract.Future<null> | null = null;

  constructor(
    loop: StreamLoop,
    sock: contract.SocketLike,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null = null,
    options: StreamOptions = {},
  ) {
    super(loop, protocol, options);
    this.#given = sock;
    this.#sock = ownSocket(sock);
    this.#fd = this.#sock.fileno();
    this.#sock.setblocking(false);
    this.#describe();
    loop._watchers.own(this.#fd, this);
    this._begin(waiter);
  }

  #describe(): void {
    const sock = this.#sock;
    // Small messages go out at once.
    if (sock.family !== AF_UNIX) sock.setsockopt(CONSTANTS.IPPROTO_TCP, CONSTANTS.TCP_NODELAY, 1);
    Object.assign(this._extra, { ...factsOf(sock), ...this._extra });
  }

  #watch(side: 'reader' | 'writer', callback: () => void): void {
    this._loop._watchers.add(side, this.#fd, new Handle(callback, NO_ARGS, this._loop, this._context));
  }

  // Reading.

  protected override _beginReading(): void {
    if (!this._paused) this._readOn();
  }
  protected override _readOn(): void {
    this.#watch('reader', this.#onReadable);
  }
  protected override _stopReading(): void {
    this._loop._watchers.remove('reader', this.#fd);
  }

  /** Not called once the connection is lost: nobody watches then. */
  readonly #onReadable = (): void => {
    try {
      if (isBuffered(this._protocol)) this.#readIntoBuffer(this._protocol);
      else this.#readData();
    } catch (error) {
      if (error instanceof ProtocolFault) {
        this._fail(error.error, `Fatal error: protocol.${error.method}() call failed.`);
      } else if (error instanceof OSError) this._forceClose(error);
      else throw error;
    }
  };

  #readData(): void {
    const count = receiveIntoSlab(this.#fd);
    if (count === null) return;
    if (count === 0) this.#readEnd();
    else deliver(this._protocol, takeFromSlab(count));
  }

  #readIntoBuffer(protocol: contract.BufferedProtocol): void {
    const count = receiveInto(this.#fd, roomOf(protocol));
    if (count === null) return;
    if (count === 0) this.#readEnd();
    else tellFilled(protocol, count);
  }

  #readEnd(): void {
    // The descriptor stays readable for ever: nobody may be told again.
    if (deliverEof(this._protocol)) this._stopReading();
    else this.close();
  }

  // Writing.

  protected override _send(data: Uint8Array): void {
    const sent = this._unsent.size > 0 ? 0 : this.#sendAtOnce(data);
    if (sent === data.length || this._lost) return;
    this._unsent.push(sent === 0 ? data : data.subarray(sent));
    this.#startSending();
  }

  /** How many bytes the kernel took. */
  #sendAtOnce(data: Uint8Array): number {
    try {
      return sendSome(this.#fd, data) ?? 0;
    } catch (error) {
      rethrowUnless(OSError, error);
      this._forceClose(error);
      return 0;
    }
  }

  /** Not called once the connection is lost, either. */
  readonly #onWritable = (): void => {
    try {
      this._unsent.send(this.#fd);
    } catch (error) {
      rethrowUnless(OSError, error);
      this._forceClose(error);
      return;
    }
    this._sentSome();
    if (this._unsent.size > 0) return;
    this.#stopSending();
    if (this.#room !== null) setUnlessDone(this.#room);
  };

  #startSending(): void {
    if (this.#sending) return;
    this.#sending = true;
    this.#watch('writer', this.#onWritable);
  }

  #stopSending(): void {
    if (!this.#sending) return;
    this.#sending = false;
    this._loop._watchers.remove('writer', this.#fd);
  }

  // The end.

  protected override _shutDown(): void {
    try {
      this.#sock.shutdown(CONSTANTS.SHUT_WR);
    } catch (error) {
      // The other end has gone: the next read says so.
      rethrowUnless(OSError, error);
    }
  }

  protected override _lose(error: unknown): void {
    this.#stopSending();
    if (this.#room?.done() === false)
      this.#room.setException(error instanceof ConnectionError ? error : new ConnectionError(CLOSED));
    super._lose(error);
  }

  protected override _release(): void {
    this._loop._watchers.disown(this.#fd);
    closeSocket(this.#sock, this.#given);
  }

  // Files: for sendfile.ts.

  _fileno(): number {
    return this.#fd;
  }

  /** Waits until all that was written is sent, and there is room for more. @throws ConnectionError when the connection ends before. */
  *_untilRoom(): contract.Coroutine<void> {
    if (this._lost) throw new ConnectionError(CLOSED);
    this.#room = this._loop.createFuture<null>();
    // Given up, the wait leaves a watcher behind, which the next news of room removes.
    this.#startSending();
    yield* this.#room;
    // Ended between the news and this step.
    if (this._lost) throw new ConnectionError(CLOSED);
  }

  override toString(): string {
    return shown(this.constructor.name, this._lost, this._closing, this.#fd);
  }
}
