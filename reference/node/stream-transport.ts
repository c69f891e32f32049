/**
 * A stream over a node socket. Node's events never call a protocol: they go to an inbox, and one handle, posted to the selector
 * while there is something in it, drains it in an iteration of the loop. So order, contexts and errors are the loop's.
 */
import type { Socket } from 'node:net';
import { BrokenPipeError, OSError, RuntimeError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import { setUnlessDone } from '../combinators/waiter';
import { joined, Transport } from '../transports/base-transports';
import { deliver, deliverEof, ProtocolFault } from '../transports/delivery';
import { FlowControl, type Paced } from '../transports/flow-control';
import { Reservation, type Way } from '../transports/reservation';
import type { NodeSelector } from './node-selector';
import { osError } from './os-errors';
import { namesOf } from './socket-names';
import { SocketView } from './socket-view';
import { WriteQueue } from './write-queue';

/** Bytes in the inbox above which node is asked to stop reading, and below which to go on. */
const INBOX_HIGH = 256 * 1024;
const INBOX_LOW = INBOX_HIGH / 2;

export interface StreamLoop extends contract.AbstractEventLoop {
  /** Hands what a host event has to run to the next iteration. */
  readonly _selector: Pick<NodeSelector, 'post'>;
  _addCallback(handle: contract.Handle): void;
}

/** What a server is told of its connections. */
interface Attaching {
  _attach(transport: contract.Transport): void;
  _detach(transport: contract.Transport): void;
}

export interface StreamOptions {
  readonly extra?: unknown;
  readonly server?: contract.Server | null;
  /** In which the protocol is called. */
  readonly context?: contract.Context | null;
  /** Called when the connection is over, after node has closed it. */
  readonly onRelease?: () => void;
  /** A pipe: the end of its only direction is the end of all, and there are no facts of a socket. */
  readonly oneWay?: boolean;
}

/** What node said: bytes, the end of the stream, a failure. */
type Event = Uint8Array | 'eof' | { readonly failure: unknown };

export class StreamTransport extends Transport implements Paced {
  readonly _loop: StreamLoop;
  readonly _startTlsCompatible = true;
  readonly #connection: Socket;
  readonly #flow = new FlowControl(this);
  readonly #queue: WriteQueue;
  readonly #pump: Handle;
  readonly #schedule: contract.ScheduleOptions;
  readonly #onRelease: (() => void) | undefined;
  readonly #oneWay: boolean;
  readonly #reservation = new Reservation();
  #protocol: contract.BaseProtocol;
  #server: Attaching | null;
  #inbox: Event[] = [];
  #inboxBytes = 0;
  #posted = false;
  /** Node has been asked to stop reading. */
  #held = false;
  #reading = false;
  #paused = false;
  #closing = false;
  #ended = false;
  /** connection_lost() was called, or will be. */
  #lost = false;

  /** loop.sendfile() asks for the system call first, which node does not have. */
  readonly _sendfileCompatible = 'TRY_NATIVE';

  constructor(
    loop: StreamLoop,
    connection: Socket,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null = null,
    { extra = null, server = null, context = null, onRelease, oneWay = false }: StreamOptions = {},
  ) {
    super(extra as Readonly<Record<string, unknown>> | null);
    this._loop = loop;
    this.#connection = connection;
    this.#protocol = protocol;
    this.#server = server as unknown as Attaching | null;
    this.#onRelease = onRelease;
    this.#oneWay = oneWay;
    this.#schedule = context === null ? {} : { context };
    if (!oneWay) {
      const names = namesOf(connection);
      Object.assign(this._extra, { socket: new SocketView(connection, names), ...names, ...this._extra });
    }
    this.#pump = new Handle(() => this.#drain(), NO_ARGS, loop, context);
    this.#queue = new WriteQueue(connection, () => this.#post());
    connection.on('error', (failure) => {
      this.#take({ failure });
    });
    this.#server?._attach(this);
    this.#callSoon(() => protocol.connectionMade(this));
    this.#callSoon(() => {
      this.#beginReading();
    });
    if (waiter !== null) {
      this.#callSoon(() => {
        setUnlessDone(waiter as contract.Future<null>);
      });
    }
  }

  #callSoon(callback: () => unknown): void {
    this._loop.callSoon(callback, [], this.#schedule);
  }

  // On the host's side.

  #beginReading(): void {
    if (this.#closing) return;
    this.#connection.on('data', (chunk: Buffer) => {
      this.#inboxBytes += chunk.length;
      if (this.#inboxBytes >= INBOX_HIGH && !this.#held) {
        this.#held = true;
        this.#connection.pause();
      }
      this.#take(chunk);
    });
    this.#connection.on('end', () => {
      this.#take('eof');
    });
    this.#reading = true;
    this.#connection.resume();
  }

  #take(event: Event): void {
    this.#inbox.push(event);
    this.#post();
  }

  #post(): void {
    if (this.#posted) return;
    this.#posted = true;
    this._loop._selector.post(this.#pump);
  }

  // In an iteration of the loop.

  #drain(): void {
    this.#posted = false;
    try {
      this.#settleWrites();
      this.#deliverInbox();
    } catch (error) {
      if (!(error instanceof ProtocolFault)) throw error;
      this.#fail(error.error, `Fatal error: protocol.${error.method}() call failed.`);
    }
  }

  #deliverInbox(): void {
    let delivered = false;
    while (this.#inbox.length > 0) {
      const failure = this.#paused
        ? this.#inbox.find((event) => typeof event === 'object' && 'failure' in event)
        : undefined;
      const event = failure ?? (this.#inbox[0] as Event);
      if (typeof event === 'object' && 'failure' in event) {
        this.#inbox = [];
        this.#fail(osError(event.failure));
      } else if (this.#closing) {
        this.#inbox.shift();
      } else if (this.#paused) {
        return;
      } else if (event === 'eof') {
        // What the data led to comes first: the end is told in an iteration of its own.
        if (delivered) {
          this.#posted = true;
          this._loop._addCallback(this.#pump);
          return;
        }
        this.#inbox.shift();
        if (!deliverEof(this.#protocol) || this.#oneWay) this.close();
      } else {
        this.#inbox.shift();
        this.#deliver(event);
        delivered = true;
      }
    }
  }

  #deliver(data: Uint8Array): void {
    this.#inboxBytes -= data.length;
    let count = data.length;
    try {
      count = deliver(this.#protocol, data);
    } finally {
      if (count < data.length) {
        this.#inbox.unshift(data.subarray(count));
        this.#inboxBytes += data.length - count;
      }
      if (this.#held && this.#inboxBytes < INBOX_LOW) {
        this.#held = false;
        this.#connection.resume();
      }
      // A request to exit leaves the loop, and the rest to its next run.
      if (this.#inbox.length > 0) this.#post();
    }
  }

  #settleWrites(): void {
    if (this.#lost || !this.#queue.settle()) return;
    this.#flow.shrank();
    this.#afterFlush();
  }

  /** What waited for the queue to be empty. */
  #afterFlush(): void {
    if (this.#lost || this.#queue.size > 0) return;
    if (this.#closing) this.#lose(null);
    else if (this.#ended) this.#connection.end();
  }

  /** Whoever read from the other end is gone, in an iteration of the loop: what is buffered reaches nobody. */
  _readerGone(): void {
    this.#forceClose(this.#queue.size > 0 ? new BrokenPipeError('Broken pipe') : null);
  }

  /** Ends the connection with `error`, which is reported when it is a fault of the program. */
  #fail(error: unknown, message?: string): void {
    if (message !== undefined && !(error instanceof OSError)) {
      this._loop.callExceptionHandler({ message, exception: error, transport: this, protocol: this.#protocol });
    }
    this.#forceClose(error);
  }

  #forceClose(error: unknown): void {
    if (this.#lost) return;
    this.#queue.clear();
    this.#closing = true;
    this.#lose(error);
  }

  #lose(error: unknown): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#callSoon(() => {
      try {
        this.#protocol.connectionLost(error);
      } finally {
        this.#release();
      }
    });
  }

  #release(): void {
    this.#inbox = [];
    this.#connection.destroy();
    this.#onRelease?.();
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
    if (data.length === 0 || this.#lost || (this.#oneWay && this.#closing)) return;
    this.#queue.push(data);
    this.#flow.grew();
  }

  /** Refuses write() until it is released; the holder writes by what is returned. @throws RuntimeError when somebody has. */
  _reserve(): Way {
    return this.#reservation.take((data) => {
      this.#write(data);
    });
  }

  override writelines(chunks: Iterable<Uint8Array>): void {
    const whole = joined(chunks);
    if (this.#ended) throw new RuntimeError('Cannot call writelines() after write_eof()');
    this.write(whole);
  }

  override writeEof(): void {
    if (this.#closing || this.#ended) return;
    if (this.#oneWay) {
      this.close();
      return;
    }
    this.#ended = true;
    this.#afterFlush();
  }
  override canWriteEof(): boolean {
    return true;
  }

  override close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#afterFlush();
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
    if (!this.#closing) this.#paused = true;
  }
  override resumeReading(): void {
    if (this.#closing || !this.#paused) return;
    this.#paused = false;
    if (this.#reading && this.#inbox.length > 0) this.#post();
  }

  override setWriteBufferLimits(limits: contract.WriteBufferLimits = {}): void {
    this.#flow.setLimits(limits);
  }
  override getWriteBufferLimits(): readonly [number, number] {
    return this.#flow.limits;
  }
  override getWriteBufferSize(): number {
    return this.#queue.size;
  }

  override setProtocol(protocol: contract.BaseProtocol): void {
    this.#protocol = protocol;
  }
  override getProtocol(): contract.BaseProtocol {
    return this.#protocol;
  }
}
