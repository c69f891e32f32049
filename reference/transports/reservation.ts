/** Keeps others from writing to a transport over which a file is being sent: they would write into the file. */
import { RuntimeError } from '../../spec';

/** How the one who sends the file writes, and gives the transport back. */
export interface Way {
  write(data: Uint8Array): void;
  release(): void;
}

export class Reservation {
  #taken = false;

  /** For whoever else wants to write. @throws RuntimeError while it is taken. */
  check(): void {
    if (this.#taken) throw new RuntimeError('unable to write; sendfile is in progress');
  }

  /** @throws RuntimeError when it is taken already. */
  take(write: (data: Uint8Array) => void): Way {
    if (this.#taken) throw new RuntimeError('unable to send a file; sendfile is in progress');
    this.#taken = true;
    const release = (): void => {
      this.#taken = false;
    };
    return { write, release };
  }
}
