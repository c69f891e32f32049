/**
 * How a loop waits on a host that must not be blocked. A plain selector's select() blocks, or moves a virtual clock; the one of
 * a host-driven loop returns at once, remembers for how long it should have blocked, and leaves the waiting to `park`.
 */
import type { Selector } from '../../spec';

/** A selector that waits by giving the host its turns. */
export interface HostSelector extends Selector {
  /** Seconds that the last select() did not wait: `null` for ever, 0 when there was no need to. */
  readonly owed: number | null;
  /** Calls `resume`, once and never inside this call, after the seconds owed or as soon as there is something to select. */
  park(resume: () => void): void;
  /** The run is over: lets go of what it held of the host's. */
  rest?(): void;
}

/** Whether `selector` waits without blocking the host. */
export function isHostSelector(selector: Selector | undefined): selector is HostSelector {
  return typeof (selector as Partial<HostSelector> | undefined)?.park === 'function';
}
