/**
 * What the datagram transports of all hosts have in common: where a datagram goes, when the protocol is to pause and how an
 * endpoint ends. A successor says how its host receives, sends and closes.
 */
import type * as contract from '../../spec';
import { checkBytes, DatagramTransport } from './base-transports';
import { begin } from './begin';
import { destination } from './destination';
import { FlowControl, type Paced } from './flow-control';

/** Bytes that a datagram counts for besides its payload, so that empty ones count too. */
const HEADER = 8;

/** Bytes that `data` counts for in a buffer. */
export function weight(data: Uint8Array): number {
  return data.length + HEADER;
}

export interface DatagramOptions {
  readonly extra?: unknown;
  /** Where everything goes, by default and only. */
  readonly address?: contract.Address | null;
}

export abstract class BaseDatagramTransport<Loop extends contract.AbstractEventLoop>
  extends DatagramTransport
  implements Paced
{
  readonly _loop: Loop;
  protected _protocol: contract.DatagramProtocol;
  /** Bytes that the kernel has not taken, by {@link weight}. */
  protected _waiting = 0;
  protected _paused = false;
  protected _closing = false;
  /** connection_lost() was called, or will be. */
  protected _lost = false;
  readonly #flow = new FlowControl(this);
  readonly #address: contract.Address | null;

  constructor(loop: Loop, protocol: contract.BaseProtocol, { extra = null, address = null }: DatagramOptions) {
    super(extra as Readonly<Record<string, unknown>> | null);
    this._loop = loop;
    this._protocol = protocol as contract.DatagramProtocol;
    this.#address = address;
  }

  /** Begins to read; by then the transport may be closing, or the program may have paused it. */
  protected abstract _beginReading(): void;
  /** Reads on after a pause. */
  protected abstract _readOn(): void;
  /** Reads no more: because of a pause, or for good. */
  protected abstract _stopReading(): void;
  /** Sends `data`, or keeps a copy until the kernel takes it. */
  protected abstract _send(data: Uint8Array, to: contract.Address | null): void;
  /** Forgets what waits. */
  protected abstract _drop(): void;
  /** Gives back what the host holds: the protocol knows that the endpoint is lost. */
  protected abstract _release(): void;

  /** To be called at the end of a successor's constructor. */
  protected _begin(waiter: contract.Future | null): void {
    const { _loop: loop, _protocol: protocol } = this;
    begin(
      (callback) => loop.callSoon(callback),
      () => protocol.connectionMade(this),
      () => this._beginReading(),
      waiter,
    );
  }

  /** To be called when some of what waited has been sent. */
  protected _sentSome(): void {
    this.#flow.shrank();
    if (this._closing && this._waiting === 0) this._lose(null);
  }

  // The end.

  /** A mistake of the program ends the transport, and is reported. */
  protected _fail(error: unknown): void {
    const message = 'Fatal write error on datagram transport';
    this._loop.callExceptionHandler({ message, exception: error, transport: this, protocol: this._protocol });
    this._lose(error);
  }

  protected _lose(error: unknown): void {
    if (this._lost) return;
    this._lost = true;
    this._closing = true;
    this._waiting = 0;
    this._stopReading();
    this._drop();
    this._loop.callSoon(() => {
      try {
        this._protocol.connectionLost(error);
      } finally {
        this._release();
      }
    });
  }

  // The contract.

  override sendto(data: Uint8Array, address: contract.Address | null = null): void {
    checkBytes(data);
    const to = destination(this.#address, address);
    if (this._lost) return;
    this._send(data, to);
    this.#flow.grew();
  }

  override close(): void {
    if (this._closing) return;
    this._closing = true;
    this._stopReading();
    if (this._waiting === 0) this._lose(null);
  }
  override abort(): void {
    this._lose(null);
  }
  override isClosing(): boolean {
    return this._closing;
  }

  isReading(): boolean {
    return !this._closing && !this._paused;
  }
  /** Holds back what is received until resumeReading(). Documentation has this of streams alone, CPython's selector loop also here. */
  pauseReading(): void {
    if (!this.isReading()) return;
    this._paused = true;
    this._stopReading();
  }
  resumeReading(): void {
    if (this._closing || !this._paused) return;
    this._paused = false;
    this._readOn();
  }

  setWriteBufferLimits(limits: contract.WriteBufferLimits = {}): void {
    this.#flow.setLimits(limits);
  }
  getWriteBufferLimits(): readonly [number, number] {
    return this.#flow.limits;
  }
  getWriteBufferSize(): number {
    return this._waiting;
  }

  override setProtocol(protocol: contract.BaseProtocol): void {
    this._protocol = protocol as contract.DatagramProtocol;
  }
  override getProtocol(): contract.BaseProtocol {
    return this._protocol;
  }
}
