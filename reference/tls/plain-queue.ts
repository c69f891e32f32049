/** What a program wrote and TLS has not enciphered: node is given one piece at a time, as much as waits by then. */

/** Bytes of a piece: the marks are met to this precision. */
const PIECE = 64 * 1024;

export class PlainQueue {
  #chunks: Uint8Array[] = [];
  #waiting = 0;
  #inFlight = 0;

  get size(): number {
    return this.#waiting + this.#inFlight;
  }

  /** Keeps a copy: the caller may change its buffer afterwards. */
  push(data: Uint8Array): void {
    for (let offset = 0; offset < data.length; offset += PIECE) {
      this.#chunks.push(Buffer.from(data.subarray(offset, offset + PIECE)));
    }
    this.#waiting += data.length;
  }

  /** The next piece, which counts until it was sent; `null` while there is one on its way, or none. */
  next(): Uint8Array | null {
    if (this.#inFlight > 0 || this.#waiting === 0) return null;
    const taken: Uint8Array[] = [];
    let size = 0;
    for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[0]) {
      // No chunk is longer than a piece: one at least is taken.
      if (size + chunk.length > PIECE) break;
      taken.push(chunk);
      size += chunk.length;
      this.#chunks.shift();
    }
    this.#waiting -= size;
    this.#inFlight = size;
    return taken.length === 1 ? (taken[0] as Uint8Array) : Buffer.concat(taken);
  }

  /** The piece on its way was sent. */
  sent(): void {
    this.#inFlight = 0;
  }

  clear(): void {
    this.#chunks = [];
    this.#waiting = 0;
    this.#inFlight = 0;
  }
}
