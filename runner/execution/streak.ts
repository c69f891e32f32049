/** How many tests in a row failed in a worker: so many that one of them may have spoiled it for those after it. */
const FEW = 3;

export class Streak {
  #failures = 0;
  #limit = FEW;

  /** `first`: it was the first of its worker, which nothing can have spoiled. */
  note(passed: boolean, first: boolean): void {
    // A loop that fails in fresh workers too is bad by itself, and new workers are a waste of time.
    if (first) {
      this.#failures = 0;
      this.#limit = passed ? FEW : 2 * this.#limit;
    }
    this.#failures = passed ? 0 : this.#failures + 1;
  }

  get isSpoiled(): boolean {
    return this.#failures >= this.#limit;
  }
}
