/**
 * A stream over a node socket. Node's events never call a protocol: they go to an inbox, and one handle, posted to the selector
 * while there is something in it, drains it in an iteration of the loop. So order, contexts and errors are the loop's.
 */
import type { Socket } from 'node:net';
import { BrokenPipeError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import { BaseStreamTransport, type StreamOptions as BaseOptions } from '../transports/base-stream-transport';
import { deliver, deliverEof, ProtocolFault } from '../transports/delivery';
import { rethrowUnless } from '../python/rethrow';
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

export interface StreamOptions extends BaseOptions {
  /** Called once, when node has closed the connection. */
  readonly onRelease?: () => void;
  /** A pipe: the end of its only direction is the end of all, and there are no facts of a socket. */
  readonly oneWay?: boolean;
}

/** What node said: bytes, the end of the stream, a failure. */
type Event = Uint8Array | 'eof' | { readonly failure: unknown };

export class StreamTransport extends BaseStreamTransport<StreamLoop> {
  protected override readonly _unsent: WriteQueue;
  readonly #connection: Socket;
  readonly #pump: Handle;
  /** Undefined once it was called. */
  #onRelease: (() => void) | undefined;
  readonly #oneWay: boolean;
  #inbox: Event[] = [];
  #inboxBytes = 0;
  #posted = false;
  /** Node has been asked to stop reading. */
  #held = false;

  constructor(
    loop: StreamLoop,
    connection: Socket,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null = null,
    { onRelease, oneWay = false, ...options }: StreamOptions = {},
  ) {
    super(loop, protocol, options);
    this.#connection = connection;
    this.#onRelease = onRelease;
    this.#oneWay = oneWay;
    if (!oneWay) {
      const names = namesOf(connection);
      Object.assign(this._extra, { socket: new SocketView(connection, names), ...names, ...this._extra });
    }
    this.#pump = new Handle(() => this.#drain(), NO_ARGS, loop, this._context);
    this._unsent = new WriteQueue(connection, () => this.#post());
    connection.on('error', (failure) => {
      this.#take({ failure });
    });
    // A failure makes node close the descriptor before the protocol is told of it.
    connection.once('close', () => this.#giveUp());
    this._begin(waiter);
  }

  // On the host's side.

  protected override _beginReading(): void {
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
      if (!this._lost && this._unsent.settle()) this._sentSome();
      this.#deliverInbox();
    } catch (error) {
      rethrowUnless(ProtocolFault, error);
      this._fail(error.error, `Fatal error: protocol.${error.method}() call failed.`);
    }
  }

  #deliverInbox(): void {
    let delivered = false;
    while (this.#inbox.length > 0) {
      const failure = this._paused
        ? this.#inbox.find((event) => typeof event === 'object' && 'failure' in event)
        : undefined;
      const event = failure ?? (this.#inbox[0] as Event);
      if (typeof event === 'object' && 'failure' in event) {
        this.#inbox = [];
        this._forceClose(osError(event.failure));
      } else if (this._closing) {
        this.#inbox.shift();
      } else if (this._paused) {
        return;
      } else if (event === 'eof') {
        // What the data led to comes first: the end is told in an iteration of its own.
        if (delivered) {
          this.#posted = true;
          this._loop._addCallback(this.#pump);
          return;
        }
        this.#inbox.shift();
        if (!deliverEof(this._protocol) || this.#oneWay) this.close();
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
      count = deliver(this._protocol, data);
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

  /** Whoever read from the other end is gone, in an iteration of the loop: what is buffered reaches nobody. */
  _readerGone(): void {
    this._forceClose(this._unsent.size > 0 ? new BrokenPipeError('Broken pipe') : null);
  }

  // What the base asks for.

  /** Node reads on: what it brings waits in the inbox. */
  protected override _stopReading(): void {}
  protected override _readOn(): void {
    if (this.#inbox.length > 0) this.#post();
  }
  protected override _send(data: Uint8Array): void {
    if (!this.#oneWay || !this._closing) this._unsent.push(data);
  }
  protected override _shutDown(): void {
    this.#connection.end();
  }
  protected override _release(): void {
    this.#inbox = [];
    this.#connection.destroy();
    this.#giveUp();
  }

  /** The descriptor is node's no more, nor whose it was: nobody may close it again. */
  #giveUp(): void {
    const onRelease = this.#onRelease;
    this.#onRelease = undefined;
    onRelease?.();
  }

  override writeEof(): void {
    if (this.#oneWay) this.close();
    else super.writeEof();
  }
}
