/**
 * Errors of the bridge's own: a message that is none, a transport that fails without its peer having ended. A test that
 * meets one may swallow it or stumble over what follows, so the first is kept for whoever judges the test.
 */
import { PeerDied } from './errors';
import { OfAnEndedTest } from './host-objects';

export class BridgeFault extends Error {
  override readonly name = 'BridgeFault';
}

export class Faults {
  #first: Error | undefined;
  #found = false;

  /** Whether there ever was one: then this end and the other may no longer mean the same. */
  get found(): boolean {
    return this.#found;
  }

  /** The first since this was last called. */
  take(): Error | undefined {
    const first = this.#first;
    this.#first = undefined;
    return first;
  }

  /** An error of either side, as its text. */
  noteText(text: string): BridgeFault {
    return this.note(new BridgeFault(text));
  }

  /** `exchange` asks the peer: whatever it throws, save for the peer's end, is a fault. */
  guard<T>(exchange: () => T): T {
    try {
      return exchange();
    } catch (error) {
      throw this.note(error);
    }
  }

  /** Whatever an exchange with the peer threw; returns it. */
  note<T>(error: T): T {
    // A peer that ended was ended by its loop, and what an ended test left behind may still name what went with it.
    if (error instanceof PeerDied || error instanceof OfAnEndedTest) return error;
    this.#first ??= error instanceof Error ? error : new BridgeFault(String(error));
    this.#found = true;
    return error;
  }
}
