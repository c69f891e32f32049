/** What a test opened or replaced is closed and put back when it is over, whether or not it failed: the last first. */
import { failing } from './failing-calls';

export interface Cleanups {
  /** Calls `back` when the test is over. */
  readonly undo: (back: () => void) => void;
  /** Closes them all when the test is over. Whoever closed one before has lost nothing. */
  readonly kept: <T extends readonly { close(): void }[]>(...all: T) => T;
  /** As failing(), but no longer than the test. */
  readonly fails: typeof failing;
}

/** For the suite that calls this. */
export function cleanups(): Cleanups {
  const backs: (() => void)[] = [];
  afterEach(() => {
    for (const back of backs.splice(0).reverse()) back();
  });
  const undo = (back: () => void): void => {
    backs.push(back);
  };
  return {
    undo,
    kept: (...all) => {
      for (const one of all) {
        undo(() => {
          one.close();
        });
      }
      return all;
    },
    fails: (...given) => {
      const back = failing(...given);
      undo(back);
      return back;
    },
  };
}
