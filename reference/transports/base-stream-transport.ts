/**
 * What the streams of all hosts have in common: how a connection begins and ends, who may write and when the protocol is to
 * pause. A successor says how its host reads, sends and closes.
 */
import { OSError, RuntimeError } from '../../spec';
import type * as contract from '../../spec';
import { NO_ARGS } from '../loop/handle';
import { checkBytes, joined, Transport } from './base-transports';
import { begin } from './begin';
import { FlowControl, type Paced } from './flow-control';
import { Reservation, type Way } from './reservation';

export type StreamOptions = Pick<contract.MakeTransportOptions, 'extra' | 'server' | 'context'>;

/** What a server is told of its connections. */
interface Attaching {
  _attach(transport: contract.Transport): void;
  _detach(transport: contract.Transport): void;
}

/** What was written and not yet sent. */
interface Unsent {
  /** Bytes. */
  readonly size: number;
  clear(): void;
}

export abstract class BaseStreamTransport<Loop extends contract.AbstractEventLoop> extends Transport implements Paced {
  readonly _loop: Loop;
  readonly _startTlsCompatible = true;
  /** loop.sendfile() asks for the system call first, whether the host has it or not. */
  readonly _sendfileCompatible = 'TRY_NATIVE';
  /** In which the protocol is called. */
  protected readonly _context: contract.Context | null;
  protected _protocol: contract.BaseProtocol;
  protected _paused = false;
  protected _closing = false;
  /** connection_lost() was called, or will be. */
  protected _lost = false;
  protected abstract readonly _unsent: Unsent;
  readonly #flow = new FlowControl(this);
  readonly #reservation = new Reservation();
  readonly #schedule: contract.ScheduleOptions;
  #server: Attaching | null;
  /** write_eof() was called. */
  #ended = false;

  constructor(
    loop: Loop,
    protocol: contract.BaseProtocol,
    { extra = null, server = null, context = null }: StreamOptions,
  ) {
    super(extra as Readonly<Record<string, unknown>> | null);
    this._loop = loop;
    this._protocol = protocol;
    this._context = context;
    this.#schedule = context === null ? {} : { context };
    this.#server = server as unknown as Attaching | null;
  }

  /** Begins to read, unless the program has paused it before. */
  protected abstract _beginReading(): void;
  /** Reads on after a pause. */
  protected abstract _readOn(): void;
  /** Reads no more: because of a pause, or for good. */
  protected abstract _stopReading(): void;
  /** Sends what the host takes of `data`, which is not empty, and keeps a copy of the rest. */
  protected abstract _send(data: Uint8Array): void;
  /** Ends the side that writes; everything has been sent. */
  protected abstract _shutDown(): void;
  /** Gives back what the host holds: the protocol knows that the connection is lost. */
  protected abstract _release(): void;

  /** To be called at the end of a successor's constructor. */
  protected _begin(waiter: contract.Future | null): void {
    const protocol = this._protocol;
    this.#server?._attach(this);
    begin(
      (callback) => this.#callSoon(callback),
      () => protocol.connectionMade(this),
      () => {
        if (!this._closing) this._beginReading();
      },
      waiter,
    );
  }

  #callSoon(callback: () => unknown): void {
    this._loop.callSoon(callback, NO_ARGS, this.#schedule);
  }

  /** To be called when some of what was kept has been sent. */
  protected _sentSome(): void {
    this.#flow.shrank();
    this.#afterSending();
  }

  /** What waits until everything is sent. */
  #afterSending(): void {
    if (this._lost || this._unsent.size > 0) return;
    if (this._closing) this._lose(null);
    else if (this.#ended) this._shutDown();
  }

  // The end.

  /** Ends the connection with `error`, which is reported when it is a fault of the program. */
  protected _fail(error: unknown, message: string): void {
    if (!(error instanceof OSError)) {
      this._loop.callExceptionHandler({ message, exception: error, transport: this, protocol: this._protocol });
    }
    this._forceClose(error);
  }

  /** Ends the connection with `error`; what is not sent by now never is. */
  protected _forceClose(error: unknown): void {
    if (this._lost) return;
    this._unsent.clear();
    this._closing = true;
    this._stopReading();
    this._lose(error);
  }

  protected _lose(error: unknown): void {
    if (this._lost) return;
    this._lost = true;
    this.#callSoon(() => {
      try {
        this._protocol.connectionLost(error);
      } finally {
        this._release();
        this.#server?._detach(this);
        this.#server = null;
      }
    });
  }

  // The contract.

  override write(data: Uint8Array): void {
    checkBytes(data);
    this.#reservation.check();
    this.#write(data);
  }

  #write(data: Uint8Array): void {
    if (this.#ended) throw new RuntimeError('Cannot call write() after write_eof()');
    if (data.length === 0 || this._lost) return;
    this._send(data);
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
    if (this._closing || this.#ended) return;
    this.#ended = true;
    this.#afterSending();
  }
  override canWriteEof(): boolean {
    return true;
  }

  override close(): void {
    if (this._closing) return;
    this._closing = true;
    this._stopReading();
    this.#afterSending();
  }
  override abort(): void {
    this._forceClose(null);
  }
  override isClosing(): boolean {
    return this._closing;
  }

  override isReading(): boolean {
    return !this._closing && !this._paused;
  }
  override pauseReading(): void {
    if (this._closing || this._paused) return;
    this._paused = true;
    this._stopReading();
  }
  override resumeReading(): void {
    if (this._closing || !this._paused) return;
    this._paused = false;
    this._readOn();
  }

  override setWriteBufferLimits(limits: contract.WriteBufferLimits = {}): void {
    this.#flow.setLimits(limits);
  }
  override getWriteBufferLimits(): readonly [number, number] {
    return this.#flow.limits;
  }
  override getWriteBufferSize(): number {
    return this._unsent.size;
  }

  override setProtocol(protocol: contract.BaseProtocol): void {
    this._protocol = protocol;
  }
  override getProtocol(): contract.BaseProtocol {
    return this._protocol;
  }
}
