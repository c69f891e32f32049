/**
 * Where a new task is held until it grows old. An array with free places rather than a Set: tasks come and go by the million, and a
 * Set's discarded tables keep them from being collected young.
 */
export class YoungTasks<T> {
  readonly #tasks: (T | null)[] = [];
  /** The turn in which the task of that place was born. */
  readonly #births: number[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#tasks.length - this.#free.length;
  }

  /** Returns the place of `task`. */
  add(task: T, turn: number): number {
    const place = this.#free.pop() ?? this.#tasks.length;
    this.#tasks[place] = task;
    this.#births[place] = turn;
    return place;
  }

  remove(place: number): void {
    this.#tasks[place] = null;
    this.#free.push(place);
  }

  /** Takes out, and hands to `grow`, what was born before `turn`. */
  takeOlderThan(turn: number, grow: (task: T) => void): void {
    for (const [place, task] of this.#tasks.entries()) {
      if (task === null || (this.#births[place] as number) >= turn) continue;
      this.remove(place);
      grow(task);
    }
    if (this.size > 0) return;
    this.#tasks.length = 0;
    this.#births.length = 0;
    this.#free.length = 0;
  }

  *[Symbol.iterator](): Generator<T, void> {
    for (const task of this.#tasks) if (task !== null) yield task;
  }
}
