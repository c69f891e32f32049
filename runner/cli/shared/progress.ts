/** A line that moves, on a terminal only. */
import { Presets, SingleBar } from 'cli-progress';

export class Progress {
  readonly #name: string;
  #bar: SingleBar | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  update(done: number, total: number, failed: number): void {
    if (!process.stderr.isTTY) return;
    if (this.#bar === undefined) {
      this.#bar = new SingleBar(
        { format: '{name} {bar} {value}/{total} {failed}', clearOnComplete: true, stream: process.stderr },
        Presets.shades_grey,
      );
      this.#bar.start(total, 0, { name: this.#name, failed: '' });
    }
    this.#bar.update(done, { failed: failed === 0 ? '' : `${failed} failed` });
  }

  stop(): void {
    this.#bar?.stop();
  }
}
