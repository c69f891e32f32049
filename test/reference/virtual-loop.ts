/** A successor of twenty lines: time passes only when the loop waits. */
import { BaseEventLoop } from '../../reference';
import type { Selector } from '../../spec';

export class VirtualLoop extends BaseEventLoop {
  now = 1000;
  /** The timeouts of its waits, in seconds. */
  readonly waits: (number | null)[] = [];
  override _selector: Selector = {
    select: (timeout) => {
      this.waits.push(timeout);
      this.now += timeout ?? 0;
      return [];
    },
  };

  override time(): number {
    return this.now;
  }

  override _processEvents(): void {}

  override _writeToSelf(): void {}
}
