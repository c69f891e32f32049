/** The base classes of transports: facts by name, and a refusal for whatever a successor has to add. Source: asyncio-protocol. */
import { NotImplementedError } from '../../spec';
import type * as contract from '../../spec';

export class BaseTransport implements contract.BaseTransport {
  protected readonly _extra: Record<string, unknown>;

  constructor(extra: Readonly<Record<string, unknown>> | null = null) {
    this._extra = { ...extra };
  }

  getExtraInfo(name: string, fallback: unknown = null): unknown {
    return Object.hasOwn(this._extra, name) ? this._extra[name] : fallback;
  }
  isClosing(): boolean {
    return refuse('is_closing');
  }
  close(): void {
    refuse('close');
  }
  setProtocol(_protocol: contract.BaseProtocol): void {
    refuse('set_protocol');
  }
  getProtocol(): contract.BaseProtocol {
    return refuse('get_protocol');
  }
}

export class ReadTransport extends BaseTransport implements contract.ReadTransport {
  isReading(): boolean {
    return refuse('is_reading');
  }
  pauseReading(): void {
    refuse('pause_reading');
  }
  resumeReading(): void {
    refuse('resume_reading');
  }
}

type Constructor<T> = new (extra?: Readonly<Record<string, unknown>> | null) => T;

/** Adds to a class what transports that write have. */
function writing(base: Constructor<BaseTransport>): Constructor<BaseTransport & contract.WriteTransport> {
  class Writing extends base implements contract.WriteTransport {
    setWriteBufferLimits(_limits?: contract.WriteBufferLimits): void {
      refuse('set_write_buffer_limits');
    }
    getWriteBufferSize(): number {
      return refuse('get_write_buffer_size');
    }
    getWriteBufferLimits(): readonly [number, number] {
      return refuse('get_write_buffer_limits');
    }
    write(_data: Uint8Array): void {
      refuse('write');
    }
    writelines(chunks: Iterable<Uint8Array>): void {
      this.write(joined(chunks));
    }
    writeEof(): void {
      refuse('write_eof');
    }
    canWriteEof(): boolean {
      return refuse('can_write_eof');
    }
    abort(): void {
      refuse('abort');
    }
  }
  return Writing;
}

export class Transport extends (writing(ReadTransport) as Constructor<ReadTransport & contract.WriteTransport>) {}

export class WriteTransport extends writing(BaseTransport) {
  /** A Transport is a WriteTransport too, which a single chain of prototypes cannot say. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return (
      Function.prototype[Symbol.hasInstance].call(this, value) ||
      (this === WriteTransport && value instanceof Transport)
    );
  }
}

export class DatagramTransport extends BaseTransport implements contract.DatagramTransport {
  sendto(_data: Uint8Array, _address?: contract.Address | null): void {
    refuse('sendto');
  }
  abort(): void {
    refuse('abort');
  }
}

export class SubprocessTransport extends BaseTransport implements contract.SubprocessTransport {
  getPid(): number {
    return refuse('get_pid');
  }
  getReturncode(): number | null {
    return refuse('get_returncode');
  }
  getPipeTransport(_fd: number): contract.BaseTransport | null {
    return refuse('get_pipe_transport');
  }
  sendSignal(_signal: number): void {
    refuse('send_signal');
  }
  terminate(): void {
    refuse('terminate');
  }
  kill(): void {
    refuse('kill');
  }
}

function refuse(method: string): never {
  throw new NotImplementedError(`${method}() is not implemented`);
}

/** The chunks in one piece. @throws TypeError for an item that is not bytes, or something that is no iterable. */
export function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  const list = [...chunks];
  const bad = list.find((chunk) => !(chunk instanceof Uint8Array));
  if (bad !== undefined) throw new TypeError(`a bytes-like object is required, not ${typeof bad}`);
  const whole = new Uint8Array(list.reduce((length, chunk) => length + chunk.length, 0));
  let offset = 0;
  for (const chunk of list) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** @throws TypeError for what is not bytes. */
export function checkBytes(data: unknown): void {
  if (data instanceof Uint8Array) return;
  throw new TypeError(`data argument must be a bytes-like object, not ${data === null ? 'None' : typeof data}`);
}
