/** A first-in first-out queue in one growing ring, so that neither end moves the others' items. */
export class ReadyQueue<T> implements Iterable<T> {
  #ring: (T | undefined)[] = new Array<T | undefined>(64).fill(undefined);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    if (this.#length === this.#ring.length) this.#grow();
    // The ring's size is a power of two: masking wraps around.
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = item;
    this.#length += 1;
  }

  /** Takes the oldest item; the queue must not be empty. */
  shift(): T {
    const item = this.#ring[this.#head] as T;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length -= 1;
    return item;
  }

  clear(): void {
    while (this.#length !== 0) this.shift();
  }

  *[Symbol.iterator](): Generator<T, void> {
    for (let i = 0; i < this.#length; i++) yield this.#ring[(this.#head + i) & (this.#ring.length - 1)] as T;
  }

  #grow(): void {
    const items = [...this];
    this.#ring = items.concat(new Array<T>(items.length));
    this.#ring.fill(undefined, items.length);
    this.#head = 0;
  }
}
