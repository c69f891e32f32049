/** A race of attempts by itself: who begins when, and what becomes of the losers. */
import { expect } from 'chai';
import { asyncio } from '../../../reference';
import { staggeredRace } from '../../../reference/network/staggered-race';
import { CancelledError, KeyboardInterrupt, type Coroutine } from '../../../spec';
import { VirtualLoop } from '../virtual-loop';

interface Manner {
  readonly fails?: boolean;
  readonly lingers?: number;
  readonly value?: string | null;
}

describe('a staggered race', () => {
  let loop: VirtualLoop;
  let trace: string[];
  const at = (what: string): void => {
    trace.push(`${what} at ${String(Math.round((loop.time() - 1000) * 1000) / 1000)}`);
  };
  /** Takes so many seconds, and as many more to end once it is cancelled. */
  const attempt = (name: string, seconds: number, { fails = false, lingers = 0, value = name }: Manner = {}) =>
    function* (): Coroutine {
      at(`${name} begins`);
      try {
        yield* asyncio.sleep(seconds);
      } catch (error) {
        if (lingers > 0) yield* asyncio.sleep(lingers);
        at(`${name} is cancelled`);
        throw error;
      }
      at(`${name} ${fails ? 'fails' : 'succeeds'}`);
      if (fails) throw new Error(name);
      return value;
    };
  const race = (...attempts: readonly (() => Coroutine)[]): Promise<unknown> =>
    loop.runUntilComplete(staggeredRace(loop, attempts, 1));

  beforeEach(() => {
    loop = new VirtualLoop();
    trace = [];
  });
  afterEach(() => {
    loop.close();
  });

  it('begins one after another, and cancels those that lose', async () => {
    expect(await race(attempt('a', 5), attempt('b', 1.5), attempt('c', 5), attempt('d', 1))).to.equal('b');
    expect(trace).to.deep.equal([
      'a begins at 0',
      'b begins at 1',
      'c begins at 2',
      'b succeeds at 2.5',
      'a is cancelled at 2.5',
      'c is cancelled at 2.5',
    ]);
  });

  it('begins the next as soon as the last has failed, and no more than that', async () => {
    expect(
      await race(attempt('a', 1.2, { fails: true }), attempt('b', 0.5, { fails: true }), attempt('c', 3)),
    ).to.equal('c');
    expect(trace).to.deep.equal([
      'a begins at 0',
      'b begins at 1',
      'a fails at 1.2',
      'b fails at 1.5',
      'c begins at 1.5',
      'c succeeds at 4.5',
    ]);
  });

  it('has no winner when all fail, or when there is none', async () => {
    expect(await race(attempt('a', 1, { fails: true }), attempt('b', 3, { fails: true }))).to.equal(null);
    expect(await race()).to.equal(null);
    expect(await race(attempt('n', 0, { value: null }), attempt('m', 1))).to.equal(null);
  });

  it('ends when its losers have ended, however often it is cancelled meanwhile', async () => {
    const task = loop.createTask(staggeredRace(loop, [attempt('a', 9, { lingers: 3 }), attempt('b', 9)], 1));
    for (const when of [2, 3, 4]) loop.callLater(when, () => task.cancel());
    let error: unknown;
    await loop.runUntilComplete(task).catch((reason: unknown) => {
      error = reason;
    });
    expect(error).to.be.instanceOf(CancelledError);
    expect(trace).to.deep.equal(['a begins at 0', 'b begins at 1', 'b is cancelled at 2', 'a is cancelled at 5']);
  });

  it('is over with a request to exit', async () => {
    const request = new KeyboardInterrupt();
    let error: unknown;
    const exiting = function* (): Coroutine {
      yield* asyncio.sleep(0.5);
      throw request;
    };
    await race(exiting, attempt('b', 1)).catch((reason: unknown) => {
      error = reason;
    });
    expect(error).to.equal(request);
  });
});
