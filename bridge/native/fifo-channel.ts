/** One pair of FIFOs: newline-framed JSON, read synchronously inside a call and asynchronously while a loop runs. */
import { closeSync, read, readSync, writeSync } from 'node:fs';
import type { Message, Serve } from '../transport';

/** The peer is gone, or says what is no message. */
export class ChannelClosed extends Error {
  constructor(readonly how?: string) {
    super(how ?? 'the channel is closed');
  }
}

const NEWLINE = 10;

export class FifoChannel {
  readonly #chunk = Buffer.allocUnsafe(1 << 16);
  /** Whole lines not taken yet, and the pieces of the line that has begun. */
  readonly #lines: string[] = [];
  #pieces: string[] = [];
  #reading = false;
  #number = 0;
  #closing = false;

  constructor(
    readonly input: number,
    readonly output: number,
    readonly serve: Serve,
  ) {}

  /** Sends a request and serves the peer until the reply comes. */
  ask(request: Message): Message {
    const number = this.request(request);
    for (;;) {
      const message = this.#readSync();
      if (message['op'] !== undefined) this.answer(message);
      else if (message['q'] === number) return message;
    }
  }

  /** Sends a request; its reply bears the number that is returned. */
  request(request: Message): number {
    this.#number += 1;
    this.send({ ...request, q: this.#number });
    return this.#number;
  }

  /** Serves a request of the peer. */
  answer(request: Message): void {
    this.send({ ...this.serve(request), q: request['q'] });
  }

  send(message: Message): void {
    const text = `${JSON.stringify(message)}\n`;
    try {
      let at = writeSync(this.output, text);
      const size = Buffer.byteLength(text);
      if (at === size) return;
      for (const data = Buffer.from(text); at < size;) at += writeSync(this.output, data, at);
    } catch {
      throw new ChannelClosed();
    }
  }

  /** The next message, without blocking node. Only one such wait at a time. */
  next(callback: (message: Message | ChannelClosed) => void): void {
    if (this.#lines.length > 0) {
      setImmediate(() => {
        callback(attempt(() => this.#readSync()));
      });
      return;
    }
    if (this.#reading) throw new Error('the channel is being read already');
    this.#reading = true;
    read(this.input, this.#chunk, 0, this.#chunk.length, null, (error, count) => {
      this.#reading = false;
      if (this.#closing) this.close();
      if (error !== null || count === 0 || this.#closing) {
        callback(new ChannelClosed());
        return;
      }
      this.#accept(count);
      callback(attempt(() => this.#readSync()));
    });
  }

  get reading(): boolean {
    return this.#reading;
  }

  /** Closes both ends, now or as soon as a pending read has ended. */
  close(): void {
    this.#closing = true;
    if (this.#reading) return;
    for (const fd of [this.input, this.output]) {
      try {
        closeSync(fd);
      } catch {
        // Closed already.
      }
    }
  }

  // JSON as Python writes it is ASCII, so a chunk never cuts a character.
  #accept(count: number): void {
    for (let at = 0; at < count;) {
      const end = this.#chunk.indexOf(NEWLINE, at);
      if (end === -1 || end >= count) {
        this.#pieces.push(this.#chunk.toString('latin1', at, count));
        return;
      }
      const piece = this.#chunk.toString('latin1', at, end);
      this.#lines.push(this.#pieces.length === 0 ? piece : this.#pieces.join('') + piece);
      if (this.#pieces.length > 0) this.#pieces = [];
      at = end + 1;
    }
  }

  #readSync(): Message {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return parse(line);
      let count: number;
      try {
        count = readSync(this.input, this.#chunk);
      } catch {
        throw new ChannelClosed();
      }
      if (count === 0) throw new ChannelClosed();
      this.#accept(count);
    }
  }
}

function parse(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch {
    throw new ChannelClosed(`wrote what is no message: ${line.slice(0, 80)}`);
  }
}

function attempt(action: () => Message): Message | ChannelClosed {
  try {
    return action();
  } catch (error) {
    if (error instanceof ChannelClosed) return error;
    throw error;
  }
}
