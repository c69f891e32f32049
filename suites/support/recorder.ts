/** Protocols that record what is called on them, and let a coroutine wait until it has been. */
import type { AbstractEventLoop, BaseTransport, Coroutine, Future, Transport } from '../../spec';

/** A callback of a protocol that the recorder notes. */
export type Callback = 'made' | 'data' | 'eof' | 'lost' | 'pause' | 'resume';

/** What the protocol of one test does besides recording, each inside the callback. */
export interface Reactions {
  made?(transport: Transport): void;
  data?(data: Uint8Array, transport: Transport): void;
  /** What eof_received() returns. */
  eof?(transport: Transport): unknown;
  lost?(error: unknown): void;
  pause?(transport: Transport): void;
  resume?(transport: Transport): void;
}

/** What the kinds of recorders share: the log, and waiting for it. */
class BaseRecorder {
  /** What was called, in order. Data that came in several chunks counts once: how many there are is the network's business. */
  readonly calls: Callback[] = [];
  /** Given to connection_made(). */
  transport: Transport | undefined;
  /** What was given to connection_lost(); `null` for None, `undefined` before it was called. */
  lostWith: unknown;
  protected readonly reactions: Reactions;
  readonly #loop: AbstractEventLoop;
  readonly #chunks: Uint8Array[] = [];
  #watching: (() => void)[] = [];
  #size = 0;

  constructor(loop: AbstractEventLoop, reactions: Reactions) {
    this.#loop = loop;
    this.reactions = reactions;
  }

  /** All that was received so far. */
  get received(): Uint8Array {
    return joined(this.#chunks);
  }
  /** The same as text. */
  get text(): string {
    return Buffer.from(this.received).toString('latin1');
  }

  /** How often it was called. */
  count(callback: Callback): number {
    return this.calls.filter((name) => name === callback).length;
  }

  /** Waits until `condition` holds, which is looked at after each callback. */
  *until(condition: () => boolean): Coroutine<void> {
    while (!condition()) {
      const changed: Future<null> = this.#loop.createFuture<null>();
      this.#watching.push(() => {
        if (!changed.done()) changed.setResult(null);
      });
      yield* changed;
    }
  }
  /** Waits until so many bytes have been received. */
  *receives(bytes: number): Coroutine<void> {
    yield* this.until(() => this.#size >= bytes);
  }
  /** Waits until connection_lost() was called. */
  *loses(): Coroutine<void> {
    yield* this.until(() => this.calls.includes('lost'));
  }
  /** Waits until it was called. */
  *gets(callback: Callback): Coroutine<void> {
    yield* this.until(() => this.calls.includes(callback));
  }

  connectionMade(transport: BaseTransport): void {
    this.transport = transport as Transport;
    this.note('made');
    this.reactions.made?.(transport as Transport);
  }
  connectionLost(error: unknown): void {
    this.lostWith = error ?? null;
    this.note('lost');
    this.reactions.lost?.(error ?? null);
  }
  pauseWriting(): void {
    this.note('pause');
    this.reactions.pause?.(this.transport as Transport);
  }
  resumeWriting(): void {
    this.note('resume');
    this.reactions.resume?.(this.transport as Transport);
  }
  eofReceived(): boolean | null | undefined {
    this.note('eof');
    return this.reactions.eof?.(this.transport as Transport) as boolean | null | undefined;
  }

  protected noteData(data: Uint8Array): void {
    this.#chunks.push(data);
    this.#size += data.length;
    if (this.calls.at(-1) === 'data') this.#wake();
    else this.note('data');
    this.reactions.data?.(data, this.transport as Transport);
  }
  protected note(callback: Callback): void {
    this.calls.push(callback);
    this.#wake();
  }

  #wake(): void {
    const watching = this.#watching;
    this.#watching = [];
    for (const wake of watching) wake();
  }
}

/** A Protocol by shape: it inherits nothing of the module's. */
export class Recorder extends BaseRecorder {
  constructor(loop: AbstractEventLoop, reactions: Reactions = {}) {
    super(loop, reactions);
  }
  dataReceived(data: Uint8Array): void {
    this.noteData(data);
  }
}

/** A BufferedProtocol by shape, with room for so many bytes at a time. */
export class BufferedRecorder extends BaseRecorder {
  /** The hints that get_buffer() was given, and the counts of buffer_updated(). */
  readonly hints: number[] = [];
  readonly counts: number[] = [];
  room: Uint8Array;

  constructor(loop: AbstractEventLoop, size: number, reactions: Reactions = {}) {
    super(loop, reactions);
    this.room = new Uint8Array(size);
  }
  getBuffer(sizehint: number): Uint8Array {
    this.hints.push(sizehint);
    return this.room;
  }
  bufferUpdated(nbytes: number): void {
    this.counts.push(nbytes);
    this.noteData(this.room.slice(0, nbytes));
  }
}

/** The chunks in one piece. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** The bytes of an ASCII text. */
export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** The text of ASCII bytes. */
export function text(data: Uint8Array): string {
  return Buffer.from(data).toString('latin1');
}

/** `length` bytes that tell their place, so that a swapped or lost block shows. */
export function pattern(length: number, seed = 0): Uint8Array {
  const data = new Uint8Array(length);
  for (let i = 0; i < length; i++) data[i] = (i + seed + (i >> 8) * 7 + (i >> 16) * 13) & 0xff;
  return data;
}
