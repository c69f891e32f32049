/** How much longer everything takes on a machine on which others run too: there a test is not to be called hanging too soon. */
import { readFileSync } from 'node:fs';

const MOST = 16;
/** The share of its time that a process may wait for the processor, when it is said to have had its chance. */
const FAIR = 0.25;

export class Hurry {
  #factor = 1;

  /** By which patience is to be longer. It grows when it was too short, and shrinks in time. */
  get factor(): number {
    return this.#factor;
  }

  /** What it returns tells whether so many milliseconds passed since then for want of the processor. */
  watch(milliseconds: number): () => boolean {
    const before = waited();
    return () => {
      const hurried = waited() - before > FAIR * milliseconds;
      this.#factor = hurried ? Math.min(MOST, this.#factor * 4) : Math.max(1, this.#factor * 0.9);
      return hurried;
    };
  }
}

/** For how many milliseconds this process has been ready and did not run; nobody tells but Linux. */
function waited(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
