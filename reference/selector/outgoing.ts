/** What a stream has still to send. */
import { sendSome } from '../sockets/descriptors';

export class Outgoing {
  #pieces: Uint8Array[] = [];
  /** Bytes. */
  size = 0;
  readonly #send: typeof sendSome;

  /** `send` is how bytes leave: a socket's way when left out. */
  constructor(send = sendSome) {
    this.#send = send;
  }

  /** Keeps a copy: the caller may change its buffer afterwards. */
  push(data: Uint8Array): void {
    this.#pieces.push(data.slice());
    this.size += data.length;
  }

  /** Sends as much as the kernel takes. @throws OSError */
  send(fd: number): void {
    for (;;) {
      const piece = this.#pieces[0];
      if (piece === undefined) return;
      // Nothing, where there is no room.
      const count = this.#send(fd, piece) ?? 0;
      this.size -= count;
      if (count < piece.length) {
        this.#pieces[0] = piece.subarray(count);
        return;
      }
      this.#pieces.shift();
    }
  }

  clear(): void {
    this.#pieces = [];
    this.size = 0;
  }
}
