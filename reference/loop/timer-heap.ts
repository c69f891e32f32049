/** The timers of a loop, earliest first; of two with the same deadline the one scheduled first. A binary heap. */
import type { TimerHandle } from './handle';

interface Entry {
  readonly when: number;
  readonly order: number;
  readonly timer: TimerHandle;
}

export class TimerHeap {
  #entries: Entry[] = [];
  #pushed = 0;

  get length(): number {
    return this.#entries.length;
  }

  /** The earliest timer, if there is one. */
  peek(): TimerHandle | undefined {
    return this.#entries[0]?.timer;
  }

  push(timer: TimerHandle): void {
    this.#add({ when: timer.when(), order: this.#pushed++, timer });
  }

  /** Takes the earliest timer; the heap must not be empty. */
  pop(): TimerHandle {
    const entries = this.#entries;
    const first = entries[0] as Entry;
    const last = entries.pop() as Entry;
    if (entries.length > 0) this.#sink(0, last);
    return first.timer;
  }

  clear(): void {
    this.#entries = [];
  }

  /** Keeps the timers that `keep` wants. */
  filter(keep: (timer: TimerHandle) => boolean): void {
    const kept = this.#entries.filter(({ timer }) => keep(timer));
    this.#entries = [];
    for (const entry of kept) this.#add(entry);
  }

  #add(entry: Entry): void {
    this.#rise(this.#entries.push(entry) - 1, entry);
  }

  #rise(index: number, entry: Entry): void {
    const entries = this.#entries;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = entries[parent] as Entry;
      if (!before(entry, above)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  #sink(index: number, entry: Entry): void {
    const entries = this.#entries;
    const { length } = entries;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= length) break;
      if (child + 1 < length && before(entries[child + 1] as Entry, entries[child] as Entry)) child += 1;
      const below = entries[child] as Entry;
      if (!before(below, entry)) break;
      entries[index] = below;
      index = child;
    }
    entries[index] = entry;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.when < b.when || (a.when === b.when && a.order < b.order);
}
