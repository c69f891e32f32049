/** How loops wait: on the host, and with a selector that moves a virtual clock. */
import { expect } from 'chai';
import { NodeEventLoop, NodeSelector, asyncio } from '../../reference';
import { VirtualLoop } from './virtual-loop';

describe('a loop with a virtual clock', () => {
  it('sleeps an hour at once', async () => {
    const loop = new VirtualLoop();
    const start = performance.now();
    const woke = await loop.runUntilComplete(
      (function* () {
        yield* asyncio.sleep(3600);
        return loop.time();
      })(),
    );
    expect(woke).to.equal(4600);
    expect(loop.waits).to.include(3600);
    expect(performance.now() - start).to.be.lessThan(1000);
    loop.close();
  });
});

describe('NodeEventLoop', () => {
  it('gives the host its turns while the queue is never empty, after many iterations each', async () => {
    const loop = new NodeEventLoop();
    let [rounds, turns] = [0, 0];
    const again = (): void => {
      rounds += 1;
      loop.callSoon(again);
    };
    loop.callSoon(again);
    const turn = (): void => {
      turns += 1;
      if (turns < 20) setImmediate(turn);
      else loop.stop();
    };
    setImmediate(turn);
    await loop.runForever();
    expect(turns).to.equal(20);
    expect(rounds / turns).to.be.greaterThan(50);
    loop.close();
  });

  it('interleaves with another loop, each being the running one in its own callbacks only', async () => {
    const loops = [new NodeEventLoop(), new NodeEventLoop()];
    const seen = await Promise.all(
      loops.map((loop) =>
        loop.runUntilComplete(
          (function* () {
            const running = [];
            for (let i = 0; i < 5; i++) {
              yield* asyncio.sleep(0.002);
              running.push(asyncio.getRunningLoop());
            }
            return running;
          })(),
        ),
      ),
    );
    expect(seen[0]).to.deep.equal(new Array(5).fill(loops[0]));
    expect(seen[1]).to.deep.equal(new Array(5).fill(loops[1]));
    for (const loop of loops) loop.close();
  });

  it('leaves nothing behind on the host', async () => {
    // Others in this process, the test runner among them, have timers of their own, which may end meanwhile.
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const loops = Array.from({ length: 20 }, () => new NodeEventLoop());
    for (const loop of loops) {
      loop.callLater(60, () => {});
      loop.callLater(0.001, () => loop.stop());
      await loop.runForever();
      loop.close();
    }
    expect(timers()).to.be.at.most(before + 5);
  });

  it('keeps no timer of the host between two runs, though a wait was cut short', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const loops = Array.from({ length: 20 }, () => new NodeEventLoop());
    for (const loop of loops) {
      loop.callLater(60, () => {});
      // Once it waits for that.
      setImmediate(() => setImmediate(() => loop.callSoonThreadsafe(() => loop.stop())));
      await loop.runForever();
    }
    expect(timers()).to.be.at.most(before + 5);
    for (const loop of loops) loop.close();
  });
});

describe('NodeSelector', () => {
  it('waits again when the host wakes it too early, and never longer than the host can', () => {
    let now = 0;
    const timers: { action: () => void; milliseconds: number }[] = [];
    const selector = new NodeSelector({
      now: () => now,
      setTimer: (action, milliseconds) => timers.push({ action, milliseconds }),
      clearTimer: () => {},
      afterPoll: (action) => action(),
    });
    let resumed = 0;
    selector.select(0.0105);
    selector.park(() => (resumed += 1));
    expect(timers[0]?.milliseconds).to.equal(11);
    now = 10;
    timers[0]?.action();
    expect(resumed).to.equal(0);
    now = 10.6;
    timers[1]?.action();
    expect(resumed).to.equal(1);

    selector.select(null);
    selector.park(() => (resumed += 1));
    expect(timers[2]?.milliseconds).to.equal(2 ** 31 - 1);
    selector.wake();
    expect(resumed).to.equal(2);
    selector.close();
  });
});
