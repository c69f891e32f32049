/** Two clocks of patience: how long to wait for an event, and how long to watch for silence; both scaled by the subject. */

export class OutOfPatience extends Error {
  override readonly name = 'OutOfPatience';
  /** What the threads and tasks of the subject did at that moment, where it can tell. */
  stacks: string | undefined;
}

/** How long to wait for an event and to watch for silence, in seconds. */
export class Patience {
  /** Seconds of a short delay. */
  readonly tick: number;
  /** Seconds to wait for something that must happen. */
  readonly wait: number;
  /** Seconds to watch that something does not happen. */
  readonly silence: number;

  /** `share` of the time to wait for what must happen; all of it when left out. */
  constructor(
    readonly timeScale: number,
    share = 1,
  ) {
    this.tick = 0.01 * timeScale;
    this.wait = 5 * timeScale * share;
    this.silence = 0.05 * timeScale;
  }

  /** Settles as `promise` does; rejects when that takes longer than {@link wait}. */
  bound<T>(promise: PromiseLike<T>, what: string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new OutOfPatience(`waited ${String(this.wait)} s for ${what}`));
      }, this.wait * 1000);
      promise.then(
        (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
  }
}
