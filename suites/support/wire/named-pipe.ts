/** A named pipe of the wire: the test holds it open both ways, so that no end of the loop under test waits to open its own. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs';

export class NamedPipe {
  readonly path: string;
  readonly #fd: number;

  /** @internal */
  constructor(path: string) {
    execFileSync('mkfifo', [path]);
    this.path = path;
    this.#fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  }

  /** A few bytes, as many as a pipe holds. */
  write(data: Uint8Array): void {
    writeSync(this.#fd, data);
  }
  /** The next bytes that come, at most `count`. */
  async read(count: number): Promise<Uint8Array> {
    const room = new Uint8Array(count);
    for (;;) {
      try {
        return room.slice(0, readSync(this.#fd, room, 0, count, null));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  /** Closes it and removes its name. */
  close(): void {
    closeSync(this.#fd);
    unlinkSync(this.path);
  }
}
