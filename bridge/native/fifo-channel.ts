/** One pair of FIFOs: newline-framed JSON, read synchronously inside a call and asynchronously while a loop runs. */
import { closeSync, read, readSync, writeSync } from 'node:fs';
import type { Message, Serve } from '../transport';

export class ChannelClosed extends Error {}

export class FifoChannel {
  readonly #chunk = Buffer.allocUnsafe(1 << 16);
  #pending = '';
  #reading = false;

  constructor(
    readonly input: number,
    readonly output: number,
    readonly serve: Serve,
  ) {}

  /** Sends a request and serves the peer until the reply comes. */
  ask(request: Message): Message {
    this.#write(request);
    for (;;) {
      const message = this.#readSync();
      if (message['op'] === undefined) return message;
      this.#write(this.serve(message));
    }
  }

  send(request: Message): void {
    this.#write(request);
  }

  /** The next message, without blocking node. Only one such wait at a time. */
  next(callback: (message: Message | ChannelClosed) => void): void {
    const ready = this.#take();
    if (ready !== undefined) {
      setImmediate(callback, ready);
      return;
    }
    if (this.#reading) throw new Error('the channel is being read already');
    this.#reading = true;
    read(this.input, this.#chunk, 0, this.#chunk.length, null, (error, count) => {
      this.#reading = false;
      if (error !== null || count === 0) {
        callback(new ChannelClosed());
        return;
      }
      this.#pending += this.#chunk.toString('utf8', 0, count);
      try {
        callback(this.#readSync());
      } catch (problem) {
        callback(problem as ChannelClosed);
      }
    });
  }

  get reading(): boolean {
    return this.#reading;
  }

  close(): void {
    for (const fd of [this.input, this.output]) {
      try {
        closeSync(fd);
      } catch {
        // Closed already.
      }
    }
  }

  #write(message: Message): void {
    const data = Buffer.from(`${JSON.stringify(message)}\n`);
    try {
      for (let at = 0; at < data.length;) at += writeSync(this.output, data, at);
    } catch {
      throw new ChannelClosed();
    }
  }

  // JSON as Python writes it is ASCII, so a chunk never cuts a character.
  #take(): Message | undefined {
    const end = this.#pending.indexOf('\n');
    if (end === -1) return undefined;
    const line = this.#pending.slice(0, end);
    this.#pending = this.#pending.slice(end + 1);
    return JSON.parse(line) as Message;
  }

  #readSync(): Message {
    for (;;) {
      const message = this.#take();
      if (message !== undefined) return message;
      let count: number;
      try {
        count = readSync(this.input, this.#chunk);
      } catch {
        throw new ChannelClosed();
      }
      if (count === 0) throw new ChannelClosed();
      this.#pending += this.#chunk.toString('utf8', 0, count);
    }
  }
}
