/** The marks of a write buffer: when a protocol is asked to stop writing, and when to go on. Shared by all transports that write. */
import { KeyboardInterrupt, SystemExit, ValueError } from '../../spec';
import type * as contract from '../../spec';

/** Bytes: what CPython begins with. */
const HIGH = 64 * 1024;

/** What flow control needs of its transport. */
export interface Paced extends contract.BaseTransport {
  readonly _loop: Pick<contract.AbstractEventLoop, 'callExceptionHandler'>;
  getWriteBufferSize(): number;
}

export class FlowControl {
  readonly #transport: Paced;
  readonly #standard: number;
  #high: number;
  #low: number;
  #paused = false;

  /** `standard` is the high mark where nothing is said. */
  constructor(transport: Paced, standard = HIGH) {
    this.#transport = transport;
    this.#standard = standard;
    this.#high = standard;
    this.#low = standard / 4;
  }

  get limits(): readonly [number, number] {
    return [this.#low, this.#high];
  }

  /** @throws ValueError unless high >= low >= 0. */
  setLimits({ high = null, low = null }: contract.WriteBufferLimits): void {
    const upper = high ?? (low === null ? this.#standard : 4 * low);
    const lower = low ?? Math.floor(upper / 4);
    if (!(upper >= lower && lower >= 0)) {
      throw new ValueError(`high (${String(upper)}) must be >= low (${String(lower)}) must be >= 0`);
    }
    this.#high = upper;
    this.#low = lower;
    this.grew();
  }

  /** To be called when the buffer has grown, before the write that made it grow returns. */
  grew(): void {
    if (this.#paused || this.#transport.getWriteBufferSize() <= this.#high) return;
    this.#paused = true;
    this.#tell('pauseWriting', 'pause_writing');
  }

  /** To be called when something of the buffer has been sent. */
  shrank(): void {
    if (!this.#paused || this.#transport.getWriteBufferSize() > this.#low) return;
    this.#paused = false;
    this.#tell('resumeWriting', 'resume_writing');
  }

  #tell(method: 'pauseWriting' | 'resumeWriting', name: string): void {
    const protocol = this.#transport.getProtocol();
    try {
      protocol[method]();
    } catch (error) {
      if (error instanceof SystemExit || error instanceof KeyboardInterrupt) throw error;
      this.#transport._loop.callExceptionHandler({
        message: `protocol.${name}() failed`,
        exception: error,
        transport: this.#transport,
        protocol,
      });
    }
  }
}
