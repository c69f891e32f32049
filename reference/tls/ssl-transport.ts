/** What the program sees of a TLS connection: a transport whose every method is a wish to the protocol below it. */
import { NotImplementedError } from '../../spec';
import type * as contract from '../../spec';
import { joined, Transport } from '../transports/base-transports';
import type { SslProtocol } from './ssl-protocol';

export class SslTransport extends Transport {
  readonly _startTlsCompatible = true;
  /** Files are read and encrypted: the system would send them in the clear. */
  readonly _sendfileCompatible = 'FALLBACK';
  readonly _loop: contract.AbstractEventLoop;
  readonly #ssl: SslProtocol;

  constructor(loop: contract.AbstractEventLoop, ssl: SslProtocol) {
    super();
    this._loop = loop;
    this.#ssl = ssl;
  }

  override getExtraInfo(name: string, fallback: unknown = null): unknown {
    return this.#ssl.extraInfo(name, fallback);
  }

  override write(data: Uint8Array): void {
    if (!(data instanceof Uint8Array)) {
      throw new TypeError(`data: expecting a bytes-like instance, got ${data === null ? 'None' : typeof data}`);
    }
    if (data.length > 0) this.#ssl.write(data);
  }
  override writelines(chunks: Iterable<Uint8Array>): void {
    this.write(joined(chunks));
  }
  override canWriteEof(): boolean {
    return false;
  }
  override writeEof(): void {
    throw new NotImplementedError('TLS cannot be closed in one direction');
  }

  override close(): void {
    this.#ssl.close();
  }
  override abort(): void {
    this.#ssl.abort();
  }
  override isClosing(): boolean {
    return this.#ssl.isClosing;
  }

  override isReading(): boolean {
    return !this.#ssl.isClosing && !this.#ssl.isPaused;
  }
  override pauseReading(): void {
    this.#ssl.pauseReading();
  }
  override resumeReading(): void {
    this.#ssl.resumeReading();
  }

  override setWriteBufferLimits(limits: contract.WriteBufferLimits = {}): void {
    this.#ssl.flow.setLimits(limits);
  }
  override getWriteBufferLimits(): readonly [number, number] {
    return this.#ssl.flow.limits;
  }
  override getWriteBufferSize(): number {
    return this.#ssl.bufferSize;
  }

  override setProtocol(protocol: contract.BaseProtocol): void {
    this.#ssl.app = protocol;
  }
  override getProtocol(): contract.BaseProtocol {
    return this.#ssl.app;
  }
}
