/** A TaskGroup whose entering is seen. */
import type { Coroutine, TaskGroup } from '../../spec';

/** A coroutine function that runs `body` inside a group of its own. */
export function yieldGroup(
  Group: new () => TaskGroup,
  body: (group: TaskGroup) => Coroutine<void>,
): () => Coroutine<void> {
  return function* () {
    yield* new Group().run(body);
  };
}
