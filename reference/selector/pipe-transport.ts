/** Pipes over descriptors: one end each, of one direction, which closes what it was given when it is over. */
import { fstatSync } from 'node:fs';
import { BrokenPipeError, OSError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import { setNonblocking, unlessBlocked } from '../sockets/descriptors';
import { syscalls } from '../sockets/syscalls';
import { checkBytes, ReadTransport, WriteTransport } from '../transports/base-transports';
import { begin } from '../transports/begin';
import { FlowControl, type Paced } from '../transports/flow-control';
import { Outgoing } from './outgoing';
import { slabRoom, takeFromSlab } from './slab';
import type { StreamLoop } from './stream-transport';

interface Pipe {
  fileno(): number;
  close(): void;
}

/** @throws ValueError for what is neither a pipe, nor a socket, nor a device: it stays open and as it was. */
function descriptorOf(pipe: Pipe): number {
  const fd = pipe.fileno();
  const kind = fstatSync(fd);
  if (!(kind.isFIFO() || kind.isSocket() || kind.isCharacterDevice())) {
    throw new ValueError('Pipe transport is only for pipes, sockets and character devices');
  }
  setNonblocking(fd, true);
  return fd;
}

function writeSome(fd: number, data: Uint8Array): number | null {
  return unlessBlocked(() => syscalls().write(fd, data, data.length));
}

export class ReadPipeTransport extends ReadTransport {
  readonly #loop: StreamLoop;
  readonly #pipe: Pipe;
  readonly #fd: number;
  #protocol: contract.Protocol;
  #paused = false;
  #closing = false;

  constructor(
    loop: StreamLoop,
    pipe: unknown,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null,
    extra: unknown,
  ) {
    super({ ...(extra as Record<string, unknown> | null), pipe });
    this.#loop = loop;
    this.#pipe = pipe as Pipe;
    this.#fd = descriptorOf(this.#pipe);
    this.#protocol = protocol as contract.Protocol;
    begin(
      (callback) => loop.callSoon(callback),
      () => this.#protocol.connectionMade(this),
      () => this.#watch(),
      waiter,
    );
  }

  #watch(): void {
    if (this.isReading()) {
      this.#loop._watchers.add('reader', this.#fd, new Handle(this.#onReadable, NO_ARGS, this.#loop, null));
    }
  }

  readonly #onReadable = (): void => {
    const room = slabRoom();
    let count: number | null;
    try {
      count = unlessBlocked(() => syscalls().read(this.#fd, room, room.length));
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      this.#end(error);
      return;
    }
    // What the protocol raises, the handle reports; the pipe stays open.
    if (count === null) return;
    if (count > 0) this.#protocol.dataReceived(takeFromSlab(count));
    else {
      this.#loop.callSoon(() => this.#protocol.eofReceived());
      this.#end(null);
    }
  };

  #end(error: unknown): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#loop._watchers.remove('reader', this.#fd);
    this.#loop.callSoon(() => {
      try {
        this.#protocol.connectionLost(error);
      } finally {
        this.#pipe.close();
      }
    });
  }

  override close(): void {
    this.#end(null);
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
    this.#loop._watchers.remove('reader', this.#fd);
  }
  override resumeReading(): void {
    if (this.#closing || !this.#paused) return;
    this.#paused = false;
    this.#watch();
  }
  override setProtocol(protocol: contract.BaseProtocol): void {
    this.#protocol = protocol as contract.Protocol;
  }
  override getProtocol(): contract.BaseProtocol {
    return this.#protocol;
  }
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
    this.#fd = descriptorOf(this.#pipe);
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

  readonly #onWritable = (): void => {
    if (this.#lost || !this.#attempt(() => this.#outgoing.send(this.#fd))) return;
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
      if (!(error instanceof OSError)) throw error;
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
    this._loop.callSoon(() => {
      try {
        this.#protocol.connectionLost(error);
      } finally {
        this.#pipe.close();
      }
    });
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
    if (this.#closing) return;
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
