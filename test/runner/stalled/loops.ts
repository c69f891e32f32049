/** Loops that come to a stand once they hold what must not be left behind: a socket file, a child. */
import { NodeEventLoop, SelectorEventLoop } from '../../../reference';
import type { AbstractEventLoop, Coroutine } from '../../../spec';

function stalling<L extends AbstractEventLoop>(loop: L): L {
  for (const name of ['createUnixServer', 'subprocessExec'] as const) {
    const sound = loop[name].bind(loop) as (...args: readonly unknown[]) => Coroutine;
    loop[name] = function* (...args: readonly unknown[]) {
      yield* sound(...args);
      yield* loop.createFuture();
    } as never;
  }
  return loop;
}

export const node = (): AbstractEventLoop => stalling(new NodeEventLoop());
export const selector = (): AbstractEventLoop => stalling(new SelectorEventLoop());
