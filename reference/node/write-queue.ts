/**
 * What a stream has still to send. Node would join all that waits into one write, whose end is the only event; then no mark
 * between full and empty could be met. So one piece is given to node at a time, and the rest waits here.
 */
import type { Socket } from 'node:net';

/** Bytes of a piece: the marks are met to this precision. */
const PIECE = 64 * 1024;

/**
 * Where a piece is copied to be sent at once. Mostly the kernel takes it whole, and the next one, of any stream, comes to the same
 * place: nothing is allocated. When it does not, node keeps the place until the piece is sent, and another takes its turn.
 */
let room: Buffer | null = null;

export class WriteQueue {
  readonly #connection: Socket;
  readonly #onSent: () => void;
  #pieces: Uint8Array[] = [];
  #waiting = 0;
  /** Bytes that node has and the kernel has not. */
  #inFlight = 0;
  #sent = false;
  /** Pieces given to node, and pieces that it has confirmed, in the same order and a turn or more later. */
  #given = 0;
  #confirmed = 0;

  /** `onSent` is called, outside the loop, when node has sent the piece it had: then settle() is due. */
  constructor(connection: Socket, onSent: () => void) {
    this.#connection = connection;
    this.#onSent = onSent;
  }

  /** Bytes not yet taken by the kernel. */
  get size(): number {
    return this.#waiting + this.#inFlight;
  }

  /** Sends `data`, or keeps a copy: the caller may change its buffer afterwards. */
  push(data: Uint8Array): void {
    let offset = 0;
    while (this.#inFlight === 0 && offset < data.length) {
      const next = Math.min(offset + PIECE, data.length);
      this.#sendAtOnce(next - offset === data.length ? data : data.subarray(offset, next));
      offset = next;
    }
    for (; offset < data.length; offset += PIECE) {
      const piece = Buffer.from(data.subarray(offset, offset + PIECE));
      this.#pieces.push(piece);
      this.#waiting += piece.length;
    }
  }

  /** Takes note of what node has sent, and sends on; whether there was anything. */
  settle(): boolean {
    if (!this.#sent) return false;
    this.#sent = false;
    this.#inFlight = 0;
    this.#send();
    return true;
  }

  clear(): void {
    this.#pieces = [];
    this.#waiting = 0;
    this.#inFlight = 0;
  }

  #sendAtOnce(data: Uint8Array): void {
    const place = (room ??= Buffer.allocUnsafeSlow(PIECE));
    place.set(data);
    this.#give(data.length === PIECE ? place : place.subarray(0, data.length));
    if (this.#inFlight > 0) room = null;
  }

  #send(): void {
    while (this.#inFlight === 0) {
      const piece = this.#pieces.shift();
      if (piece === undefined) return;
      this.#waiting -= piece.length;
      this.#give(piece);
    }
  }

  #give(piece: Uint8Array): void {
    this.#given += 1;
    this.#connection.write(piece, this.#onWritten);
    // The kernel took it all at once: nothing is buffered, though node says so in a later turn.
    this.#inFlight = this.#connection.writableLength === 0 ? 0 : piece.length;
  }

  readonly #onWritten = (): void => {
    this.#confirmed += 1;
    // An earlier piece, which the kernel took at once, says nothing about the one in flight.
    if (this.#inFlight === 0 || this.#confirmed < this.#given) return;
    this.#sent = true;
    this.#onSent();
  };
}
