/** The Python objects that TypeScript holds: a proxy or an error for each, and what is to be given back of them. */

/** A handle that nothing here stands for any more, and how often it came. */
export type Returned = readonly [id: number, count: number];

export class PythonObjects {
  readonly #standIns = new Map<number, WeakRef<object>>();
  readonly #received = new Map<number, number>();
  readonly #dead: number[] = [];
  readonly #registry = new FinalizationRegistry<number>((id) => {
    this.#dead.push(id);
  });

  /** The object that stands for a handle that came just now; made when there is none. */
  receive<T extends object>(id: number, make: () => T): T {
    this.#received.set(id, (this.#received.get(id) ?? 0) + 1);
    const known = this.get(id);
    if (known !== undefined) return known as T;
    const made = make();
    this.#standIns.set(id, new WeakRef(made));
    this.#registry.register(made, id);
    return made;
  }

  get(id: number): object | undefined {
    return this.#standIns.get(id)?.deref();
  }

  /** Handles to give back; one that came again meanwhile stays. */
  takeReturned(): Returned[] {
    if (this.#dead.length === 0) return [];
    const returned: Returned[] = [];
    for (const id of new Set(this.#dead.splice(0))) {
      const count = this.#received.get(id);
      if (count === undefined || this.get(id) !== undefined) continue;
      returned.push([id, count]);
      this.#standIns.delete(id);
      this.#received.delete(id);
    }
    return returned;
  }

  /** Forgets all but the handles in `kept`. */
  clear(kept: ReadonlySet<number>): void {
    this.#dead.length = 0;
    for (const id of this.#received.keys()) {
      if (kept.has(id)) continue;
      this.#standIns.delete(id);
      this.#received.delete(id);
    }
  }
}
