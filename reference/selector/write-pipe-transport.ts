/** A pipe to write to, over its descriptor: it closes what it was given when it is over. */
import { fstatSync } from 'node:fs';
import { BrokenPipeError, OSError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import { unlessBlocked } from '../sockets/descriptors';
import { syscalls } from '../sockets/syscalls';
import { checkBytes, WriteTransport } from '../transports/base-transports';
import { begin } from '../transports/begin';
import { FlowControl, type Paced } from '../transports/flow-control';
import { rethrowUnless } from '../python/rethrow';
import { Outgoing } from './outgoing';
import { descriptorOfPipe, endPipe, type Pipe } from './pipe';
import type { StreamLoop } from './stream-transport';

function writeSome(fd: number, data: Uint8Array): number | null {
  return unlessBlocked(() => syscalls().write(fd, data, data.length));
}

export class WritePipeTransport extends WriteTransport implements Paced {
  readonly _loop: StreamLoop;
  readonly #pipe: Pipe;
  readonly #fd: number;
  readonly #flow = new FlowControl(this);
  readonly #outgoing = new Outgoing(writeSome);
  #protocol: contract.BaseProtocol;
  #sending = false;
  #closing = false;
  /** connection_lost() was called, or will be. */
  #lost = false;

  constructor(
    loop: StreamLoop,
    pipe: unknown,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null,
    extra: unknown,
  ) {
    super({ ...(extra as Record<string, unknown> | null), pipe });
    this._loop = loop;
    this.#pipe = pipe as Pipe;
    this.#fd = descriptorOfPipe(this.#pipe);
    this.#protocol = protocol;
    begin(
      (callback) => loop.callSoon(callback),
      () => this.#protocol.connectionMade(this),
      () => this.#watchReader(),
      waiter,
    );
  }

  /** The end that writes becomes readable when its reader has closed. A terminal is readable when something was typed. */
  #watchReader(): void {
    if (this.#closing || fstatSync(this.#fd).isCharacterDevice()) return;
    const gone = (): void => {
      this.#end(this.#outgoing.size > 0 ? new BrokenPipeError('Broken pipe') : null);
    };
    this._loop._watchers.add('reader', this.#fd, new Handle(gone, NO_ARGS, this._loop, null));
  }

  /** Not called once the pipe is lost: nobody watches then. */
  readonly #onWritable = (): void => {
    if (!this.#attempt(() => this.#outgoing.send(this.#fd))) return;
    this.#flow.shrank();
    if (this.#outgoing.size > 0 || this.#lost) return;
    this.#stopSending();
    if (this.#closing) this.#end(null);
  };

  /** Whether `send` went well; an error of the pipe ends it. */
  #attempt(send: () => void): boolean {
    try {
      send();
      return true;
    } catch (error) {
      rethrowUnless(OSError, error);
      this.#end(error);
      return false;
    }
  }

  #stopSending(): void {
    if (!this.#sending) return;
    this.#sending = false;
    this._loop._watchers.remove('writer', this.#fd);
  }

  #end(error: unknown): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#closing = true;
    this.#outgoing.clear();
    this.#stopSending();
    this._loop._watchers.remove('reader', this.#fd);
    endPipe(this._loop, this.#pipe, this.#protocol, error);
  }

  override write(data: Uint8Array): void {
    checkBytes(data);
    if (data.length === 0 || this.#closing) return;
    let sent = 0;
    if (this.#outgoing.size === 0 && !this.#attempt(() => (sent = writeSome(this.#fd, data) ?? 0))) return;
    if (sent === data.length) return;
    this.#outgoing.push(data.subarray(sent));
    if (!this.#sending) {
      this.#sending = true;
      this._loop._watchers.add('writer', this.#fd, new Handle(this.#onWritable, NO_ARGS, this._loop, null));
    }
    this.#flow.grew();
  }
  override writeEof(): void {
    this.close();
  }
  override canWriteEof(): boolean {
    return true;
  }
  override close(): void {
    this.#closing = true;
    if (this.#outgoing.size === 0) this.#end(null);
  }
  override abort(): void {
    this.#end(null);
  }
  override isClosing(): boolean {
    return this.#closing;
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
}
