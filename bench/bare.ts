/**
 * The same work in bare JavaScript: what is left of a loop when nothing can be cancelled, reported, debugged or overridden. It is
 * the limit that a loop written in JavaScript can come near to.
 */
type Action = () => unknown;

/** A ring of closures. */
export class Ring {
  #items: (Action | undefined)[] = new Array<Action | undefined>(2048).fill(undefined);
  #head = 0;
  #length = 0;

  push(action: Action): void {
    if (this.#length === this.#items.length) throw new RangeError('the ring is full');
    this.#items[(this.#head + this.#length) & (this.#items.length - 1)] = action;
    this.#length += 1;
  }

  /** Calls one after another until none is left, those added meanwhile too. */
  drain(): void {
    while (this.#length > 0) {
      const action = this.#items[this.#head] as Action;
      this.#items[this.#head] = undefined;
      this.#head = (this.#head + 1) & (this.#items.length - 1);
      this.#length -= 1;
      action();
    }
  }
}

/**
 * What a generator may wait for, once: `yield*` hands it to step(). A measured program makes a future each time, or a task that
 * others wait for, so that a loop can do with no less than one of these.
 */
export class Outcome implements Iterator<Outcome, unknown> {
  done = false;
  waiter: Action | null = null;
  #value: unknown = null;

  constructor(readonly ring: Ring) {}

  set(value: unknown): void {
    this.done = true;
    this.#value = value;
    if (this.waiter !== null) this.ring.push(this.waiter);
  }

  next(): IteratorResult<Outcome, unknown> {
    return this.done ? { done: true, value: this.#value } : { done: false, value: this };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** What a generator yields: nothing, and it goes back to the ring's end, or what it waits for. */
export type Steps = Generator<Outcome | undefined, void>;

/** Steps a generator in turn. */
export function step(ring: Ring, generator: Steps): Outcome {
  const outcome = new Outcome(ring);
  const resume = (): void => {
    const { done, value } = generator.next();
    if (done === true) outcome.set(value);
    else if (value === undefined) ring.push(resume);
    else value.waiter = resume;
  };
  ring.push(resume);
  return outcome;
}

/** A turn for the others: what `yield*` goes through is a generator, since programs may make a task of it as well. */
export function* pause(): Generator<undefined, void> {
  yield;
}

interface Deadline {
  readonly when: number;
  action: Action | null;
}

/** A binary heap of deadlines. */
export class Heap {
  #items: Deadline[] = [];

  get length(): number {
    return this.#items.length;
  }

  push(when: number, action: Action): Deadline {
    const item = { when, action };
    this.#rise(this.#items.length, item);
    return item;
  }

  pop(): Deadline {
    const first = this.#items[0] as Deadline;
    const last = this.#items.pop() as Deadline;
    if (this.#items.length > 0) this.#sink(last);
    return first;
  }

  /** Drops what has no action any more. */
  clean(): void {
    const kept = this.#items.filter(({ action }) => action !== null);
    this.#items = [];
    for (const item of kept) this.#rise(this.#items.length, item);
  }

  #rise(from: number, item: Deadline): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#items[parent] as Deadline;
      if (above.when <= item.when) break;
      this.#items[index] = above;
      index = parent;
    }
    this.#items[index] = item;
  }

  #sink(item: Deadline): void {
    const { length } = this.#items;
    let index = 0;
    for (let child = 1; child < length; child = 2 * index + 1) {
      if (child + 1 < length && (this.#items[child + 1] as Deadline).when < (this.#items[child] as Deadline).when)
        child += 1;
      const below = this.#items[child] as Deadline;
      if (below.when >= item.when) break;
      this.#items[index] = below;
      index = child;
    }
    this.#items[index] = item;
  }
}
