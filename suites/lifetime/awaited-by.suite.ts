/** Who awaits a future, as asyncio records it. */
import { expect, suite } from '../support';

export const awaitedBySuite = suite('lifetime', 'who awaits whom', (test) => {
  test('lifetime.awaited_by.recorded', 'adds and discards', ({ loop, asyncio }) => {
    const [future, a, b] = [loop.createFuture(), loop.createFuture(), loop.createFuture()];
    const waiters = (): readonly unknown[] => [
      ...((future as { _asyncioAwaitedBy?: Iterable<unknown> | null })._asyncioAwaitedBy ?? []),
    ];
    const counts = [waiters().length];
    for (const waiter of [a, a, b]) {
      asyncio.futureAddToAwaitedBy(future, waiter);
      counts.push(waiters().length);
    }
    expect(waiters()).to.have.members([a, b]);
    for (const waiter of [a, a, b]) {
      asyncio.futureDiscardFromAwaitedBy(future, waiter);
      counts.push(waiters().length);
    }
    asyncio.futureAddToAwaitedBy(future, b);
    expect(waiters()).to.deep.equal([b]);
    asyncio.futureDiscardFromAwaitedBy(future, a);
    expect(waiters()).to.deep.equal([b]);
    asyncio.futureDiscardFromAwaitedBy(future, b);
    expect(counts).to.deep.equal([0, 1, 1, 2, 1, 1, 0]);
    expect(waiters()).to.have.lengthOf(0);
  });

  test('lifetime.awaited_by.recorded', 'knows who awaits', async ({ loop, asyncio, env }) => {
    const future = loop.createFuture();
    const waiters = (of: unknown): readonly unknown[] => [
      ...((of as { _asyncioAwaitedBy?: Iterable<unknown> | null })._asyncioAwaitedBy ?? []),
    ];
    const seen: unknown[] = [];
    await env.run(function* () {
      const waiting = [1, 2].map(() =>
        loop.createTask(
          (function* () {
            yield* future;
          })(),
        ),
      );
      yield* new asyncio.TaskGroup().run(function* (group) {
        const child = group.createTask(asyncio.sleep(0));
        seen.push(waiters(child)[0] === asyncio.currentTask(), waiters(child).length);
        yield* asyncio.sleep(0);
        seen.push(
          waiters(future).length,
          waiting.every((task) => waiters(future).includes(task)),
        );
        yield* asyncio.sleep(0);
        yield* asyncio.sleep(0);
        seen.push(waiters(child).length);
      });
      future.setResult(null);
      for (const task of waiting) yield* task;
      seen.push(waiters(future).length);
    });
    expect(seen).to.deep.equal([true, 1, 2, true, 0, 0]);
  });
});
