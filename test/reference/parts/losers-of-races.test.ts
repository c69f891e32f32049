/** A race that has its winner waits for the losers, and may be cancelled meanwhile. */
import { expect } from 'chai';
import { asyncio } from '../../../reference';
import { staggeredRace } from '../../../reference/network/staggered-race';
import { CancelledError, KeyboardInterrupt, SystemExit, type Coroutine } from '../../../spec';
import { VirtualLoop } from '../virtual-loop';

describe('a race that is won', () => {
  /** Takes so many seconds, and as many more to end once it is cancelled. */
  const attempt = (seconds: number, lingers = 0) =>
    function* (): Coroutine<string> {
      try {
        yield* asyncio.sleep(seconds);
      } catch (error) {
        yield* asyncio.sleep(lingers);
        throw error;
      }
      return `after ${String(seconds)}`;
    };
  /** What the race ends with, and when, if it is cancelled at these times. */
  const outcome = async (...times: readonly number[]): Promise<readonly unknown[]> => {
    const loop = new VirtualLoop();
    const task = loop.createTask(staggeredRace(loop, [attempt(9, 3), attempt(1.5)], 1));
    for (const time of times) loop.callLater(time, () => task.cancel());
    const end: unknown = await loop.runUntilComplete(task).catch((error: unknown) => (error as Error).constructor);
    const at = loop.time() - 1000;
    loop.close();
    return [end, at];
  };

  it('is over when its losers are, and with the winner`s value unless it was cancelled', async () => {
    expect(await outcome()).to.deep.equal(['after 1.5', 5.5]);
    expect(await outcome(4)).to.deep.equal([CancelledError, 5.5]);
    expect(await outcome(3, 5)).to.deep.equal([CancelledError, 5.5]);
    expect(await outcome(0.5)).to.deep.equal([CancelledError, 3.5]);
  });

  it('begins no more attempts, whatever its losers end with', async () => {
    const loop = new VirtualLoop();
    const begun: string[] = [];
    const competing = (name: string, seconds: number) =>
      function* (): Coroutine<string> {
        begun.push(name);
        try {
          yield* asyncio.sleep(seconds);
        } catch {
          throw new Error('it fails as it is cancelled');
        }
        return name;
      };
    const attempts = [competing('a', 1.5), competing('b', 9), competing('c', 9)];
    expect(await loop.runUntilComplete(staggeredRace(loop, attempts, 1))).to.equal('a');
    expect(begun).to.deep.equal(['a', 'b']);
    loop.close();
  });

  it('is over with a request to exit, of either kind', async () => {
    for (const request of [new SystemExit(), new KeyboardInterrupt()]) {
      const loop = new VirtualLoop();
      const exiting = function* (): Coroutine<string> {
        yield* asyncio.sleep(0.5);
        throw request;
      };
      const end: unknown = await loop
        .runUntilComplete(staggeredRace(loop, [exiting, attempt(1)], 1))
        .catch((error: unknown) => error);
      expect(end).to.equal(request);
    }
  });
});
