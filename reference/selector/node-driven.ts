/** What SelectorEventLoop asks of a selector that leaves the waiting to node. One that blocks does not have it. */
import type { HostSelector } from '../loop/host-selector';

export interface NodeDriven extends HostSelector {
  /** Hands `event` to the next select(). */
  post(event: unknown): void;
  /** Ends a wait, or keeps the next from beginning. */
  wake(): void;
}

export function isNodeDriven<S extends object>(selector: S): selector is S & NodeDriven {
  const { post, park } = selector as Partial<NodeDriven>;
  return typeof post === 'function' && typeof park === 'function';
}
