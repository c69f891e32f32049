/** A stream over a descriptor: it reads when the selector says so, and writes at once what the kernel takes. */
import { ConnectionError, OSError, RuntimeError } from '../../spec';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { Handle, NO_ARGS } from '../loop/handle';
import { AF_UNIX } from '../network/addresses';
import { repr } from '../python/repr';
import { CONSTANTS } from '../network/socket-constants';
import { receiveInto, sendSome } from '../sockets/descriptors';
import type { Socket } from '../sockets/socket';
import { joined, Transport } from '../transports/base-transports';
import { deliver, deliverEof, isBuffered, ProtocolFault, roomOf, tellFilled } from '../transports/delivery';
import { FlowControl, type Paced } from '../transports/flow-control';
import { Reservation, type Way } from '../transports/reservation';
import { Outgoing } from './outgoing';
import { slabRoom, takeFromSlab } from './slab';
import { closeSocket, factsOf, ownSocket } from './socket-facts';
import type { WatchedLoop, Watchers } from './watchers';

const CLOSED = 'Connection closed by peer';

export interface StreamLoop extends WatchedLoop {
  readonly _watchers: Watchers;
}

export type StreamOptions = Pick<contract.MakeTransportOptions, 'extra' | 'server' | 'context'>;

/** What a server is told of its connections. */
interface Attaching {
  _attach(transport: contract.Transport): void;
  _detach(transport: contract.Transport): void;
}

export class StreamTransport extends Transport implements Paced {
  readonly _loop: StreamLoop;
  readonly _startTlsCompatible = true;
  readonly #sock: Socket;
  readonly #fd: number;
  readonly #flow = new FlowControl(this);
  readonly #outgoing = new Outgoing();
  readonly #context: contract.Context | null;
  readonly #given: contract.SocketLike;
  #protocol: contract.BaseProtocol;
  #server: Attaching | null;
  #connected = false;
  #paused = false;
  #closing = false;
  #ended = false;
  #sending = false;
  /** connection_lost() was called, or will be. */
  #lost = false;
  readonly #reservation = new Reservation();
  /** Of whoever sends a file and waits until there is room. */
  #room: contract.Future<null> | null = null;

  /** loop.sendfile() asks for the system call first. */
  readonly _sendfileCompatible = 'TRY_NATIVE';

  constructor(
    loop: StreamLoop,
    sock: contract.SocketLike,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null = null,
    { extra = null, server = null, context = null }: StreamOptions = {},
  ) {
    super(extra as Readonly<Record<string, unknown>> | null);
    this._loop = loop;
    this.#given = sock;
    this.#sock = ownSocket(sock);
    this.#fd = this.#sock.fileno();
    this.#protocol = protocol;
    this.#server = server as unknown as Attaching | null;
    this.#context = context;
    this.#sock.setblocking(false);
    this.#describe();
    loop._watchers.own(this.#fd, this);
    this.#server?._attach(this);
    this.#callSoon(() => {
      this.#connected = true;
      protocol.connectionMade(this);
    });
    this.#callSoon(() => {
      this.#watchForData();
    });
    if (waiter !== null) this.#callSoon(() => setUnlessDone(waiter as contract.Future<null>));
  }

  #describe(): void {
    const sock = this.#sock;
    // Small messages go out at once.
    if (sock.family !== AF_UNIX) sock.setsockopt(CONSTANTS.IPPROTO_TCP, CONSTANTS.TCP_NODELAY, 1);
    Object.assign(this._extra, { ...factsOf(sock), ...this._extra });
  }

  #callSoon(callback: () => unknown): void {
    this._loop.callSoon(callback, NO_ARGS, this.#context === null ? {} : { context: this.#context });
  }

  #handle(callback: () => void): Handle {
    return new Handle(callback, NO_ARGS, this._loop, this.#context);
  }

  // Reading.

  #watchForData(): void {
    if (!this.#closing && !this.#paused) this._loop._watchers.add('reader', this.#fd, this.#handle(this.#onReadable));
  }

  readonly #onReadable = (): void => {
    if (this.#lost) return;
    try {
      if (isBuffered(this.#protocol)) this.#readIntoBuffer(this.#protocol);
      else this.#readData();
    } catch (error) {
      if (error instanceof ProtocolFault) {
        this.#fail(error.error, `Fatal error: protocol.${error.method}() call failed.`);
      } else if (error instanceof OSError) this.#forceClose(error);
      else throw error;
    }
  };

  #readData(): void {
    const count = receiveInto(this.#fd, slabRoom());
    if (count === null) return;
    if (count === 0) this.#readEnd();
    else deliver(this.#protocol, takeFromSlab(count));
  }

  #readIntoBuffer(protocol: contract.BufferedProtocol): void {
    const count = receiveInto(this.#fd, roomOf(protocol));
    if (count === null) return;
    if (count === 0) this.#readEnd();
    else tellFilled(protocol, count);
  }

  #readEnd(): void {
    // The descriptor stays readable for ever: nobody may be told again.
    if (deliverEof(this.#protocol)) this._loop._watchers.remove('reader', this.#fd);
    else this.close();
  }

  // Writing.

  readonly #onWritable = (): void => {
    if (this.#lost) return;
    try {
      this.#outgoing.send(this.#fd);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      this.#forceClose(error);
      return;
    }
    this.#flow.shrank();
    if (this.#outgoing.size > 0 || this.#lost) return;
    this.#stopSending();
    if (this.#closing) this.#lose(null);
    else if (this.#ended) this.#shutDown();
    if (this.#room !== null) setUnlessDone(this.#room);
  };

  #startSending(): void {
    if (this.#sending) return;
    this.#sending = true;
    this._loop._watchers.add('writer', this.#fd, this.#handle(this.#onWritable));
  }

  #stopSending(): void {
    if (!this.#sending) return;
    this.#sending = false;
    this._loop._watchers.remove('writer', this.#fd);
  }

  #shutDown(): void {
    try {
      this.#sock.shutdown(CONSTANTS.SHUT_WR);
    } catch (error) {
      // The other end has gone: the next read says so.
      if (!(error instanceof OSError)) throw error;
    }
  }

  // The end.

  #fail(error: unknown, message: string): void {
    if (!(error instanceof OSError)) {
      this._loop.callExceptionHandler({ message, exception: error, transport: this, protocol: this.#protocol });
    }
    this.#forceClose(error);
  }

  #forceClose(error: unknown): void {
    if (this.#lost) return;
    this.#outgoing.clear();
    this.#stopSending();
    this.#closing = true;
    this._loop._watchers.remove('reader', this.#fd);
    this.#lose(error);
  }

  #lose(error: unknown): void {
    if (this.#lost) return;
    this.#lost = true;
    if (this.#room?.done() === false)
      this.#room.setException(error instanceof ConnectionError ? error : new ConnectionError(CLOSED));
    this.#callSoon(() => {
      try {
        if (this.#connected) this.#protocol.connectionLost(error);
      } finally {
        this.#release();
      }
    });
  }

  #release(): void {
    this._loop._watchers.disown(this.#fd);
    closeSocket(this.#sock, this.#given);
    this.#server?._detach(this);
    this.#server = null;
  }

  // The contract.

  override write(data: Uint8Array): void {
    if (!(data instanceof Uint8Array)) {
      throw new TypeError(`data argument must be a bytes-like object, not ${data === null ? 'None' : typeof data}`);
    }
    this.#reservation.check();
    this.#write(data);
  }

  #write(data: Uint8Array): void {
    if (this.#ended) throw new RuntimeError('Cannot call write() after write_eof()');
    if (data.length === 0 || this.#lost) return;
    const sent = this.#outgoing.size > 0 ? 0 : this.#sendAtOnce(data);
    if (sent === data.length || this.#lost) return;
    this.#outgoing.push(sent === 0 ? data : data.subarray(sent));
    this.#startSending();
    this.#flow.grew();
  }

  /** How many bytes the kernel took. */
  #sendAtOnce(data: Uint8Array): number {
    try {
      return sendSome(this.#fd, data) ?? 0;
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      this.#forceClose(error);
      return 0;
    }
  }

  // Files: for sendfile.ts.

  _fileno(): number {
    return this.#fd;
  }

  /** Refuses write() until it is released; the holder writes by what is returned. @throws RuntimeError when somebody has. */
  _reserve(): Way {
    return this.#reservation.take((data) => {
      this.#write(data);
    });
  }

  /** Waits until all that was written is sent, and there is room for more. @throws ConnectionError when the connection ends before. */
  *_untilRoom(): contract.Coroutine<void> {
    if (this.#lost) throw new ConnectionError(CLOSED);
    this.#room = this._loop.createFuture<null>();
    this.#startSending();
    try {
      yield* this.#room;
    } finally {
      this.#room = null;
      if (this.#outgoing.size === 0) this.#stopSending();
    }
    // Ended between the news and this step.
    if (this.#lost) throw new ConnectionError(CLOSED);
  }

  override writelines(chunks: Iterable<Uint8Array>): void {
    const whole = joined(chunks);
    if (this.#ended) throw new RuntimeError('Cannot call writelines() after write_eof()');
    this.write(whole);
  }
  override writeEof(): void {
    if (this.#closing || this.#ended) return;
    this.#ended = true;
    if (this.#outgoing.size === 0) this.#shutDown();
  }
  override canWriteEof(): boolean {
    return true;
  }

  override close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this._loop._watchers.remove('reader', this.#fd);
    if (this.#outgoing.size === 0) this.#lose(null);
  }
  override abort(): void {
    this.#forceClose(null);
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
    this._loop._watchers.remove('reader', this.#fd);
  }
  override resumeReading(): void {
    if (this.#closing || !this.#paused) return;
    this.#paused = false;
    this.#watchForData();
  }

  override setWriteBufferLimits(limits: contract.WriteBufferLimits = {}): void {
    this.#flow.setLimits(limits);
  }
  override getWriteBufferLimits(): readonly [number, number] {
    return this.#flow.limits;
  }
  override getWriteBufferSize(): number {
    return this.#outgoing.size;
  }

  override setProtocol(protocol: contract.BaseProtocol): void {
    this.#protocol = protocol;
  }
  override getProtocol(): contract.BaseProtocol {
    return this.#protocol;
  }

  override toString(): string {
    const state = this.#lost ? 'closed' : this.#closing ? 'closing' : 'open';
    return `<${this.constructor.name} ${state} fd=${repr(this.#fd)}>`;
  }
}
