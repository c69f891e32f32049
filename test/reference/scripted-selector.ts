/** In the place of the system's: a selector that writes down what the system is told, and finds what a test says. */
import { KeyedSelector, type SelectorEvent } from '../../reference/selector/keyed-selector';

/** What the system is asked to watch for, and what it says: poll(2) and epoll(7) have these bits alike. */
export const [IN, OUT, FAILED, ENDED] = [1, 4, 8, 16];

export class ScriptedSelector extends KeyedSelector {
  readonly told: unknown[] = [];
  /** What the system finds: descriptors, and bits. */
  masks: (readonly [number, number])[] = [];

  protected override _watch(...given: readonly [number, number]): void {
    this.told.push(['watch', ...given]);
  }
  protected override _rewatch(...given: readonly [number, number]): void {
    this.told.push(['rewatch', ...given]);
  }
  protected override _forget(fd: number): void {
    this.told.push(['forget', fd]);
  }
  protected override _poll(milliseconds: number): SelectorEvent[] {
    this.told.push(['poll', milliseconds]);
    const ready: SelectorEvent[] = [];
    for (const [fd, mask] of this.masks) this._found(ready, fd, mask);
    return ready;
  }
}
