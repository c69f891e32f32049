/** The selector of a SelectorEventLoop that is given none. */
import { OSError } from '../../spec';
import { rethrowUnless } from '../python/rethrow';
import type { KeyedSelector } from './keyed-selector';
import type { NodeDriven } from './node-driven';
import { NodeEpollSelector } from './node-epoll-selector';
import { NodePollSelector } from './node-poll-selector';

/** On epoll; on poll where the system has no epoll, or does not let this process have it. `makeEpoll` is for tests. */
export function newSelector(
  makeEpoll = (): KeyedSelector & NodeDriven => new NodeEpollSelector(),
): KeyedSelector & NodeDriven {
  try {
    return makeEpoll();
  } catch (error) {
    rethrowUnless(OSError, error);
    return new NodePollSelector();
  }
}
