/** callSoon(): many callbacks in one batch, and callbacks that each queue the next. */
import { Ring } from './bare';
import { fail, main, type Program } from './support';

export const batch: Program = {
  name: 'callSoon, batches of 1000',
  operations: 400_000,
  target: 5,
  *body(loop, asyncio, operations) {
    let count = 0;
    const callback = (): void => {
      count += 1;
    };
    while (count < operations) {
      for (let i = 0; i < 1000; i++) loop.callSoon(callback);
      yield* asyncio.sleep(0);
    }
  },
  bare(operations) {
    const ring = new Ring();
    let count = 0;
    while (count < operations) {
      // A closure each, as each call of a loop's makes a handle.
      for (let i = 0; i < 1000; i++) ring.push(() => (count += 1));
      ring.drain();
    }
  },
  python: `
async def body(loop, n):
    count = 0
    def callback():
        nonlocal count
        count += 1
    while count < n:
        for _ in range(1000):
            loop.call_soon(callback)
        await asyncio.sleep(0)
`,
};

export const chain: Program = {
  name: 'callSoon, chain',
  operations: 200_000,
  target: 5,
  *body(loop, _asyncio, operations) {
    const done = loop.createFuture<null>();
    let left = operations;
    const next = (): void => {
      left -= 1;
      if (left > 0) loop.callSoon(next);
      else done.setResult(null);
    };
    loop.callSoon(next);
    yield* done;
  },
  bare(operations) {
    const ring = new Ring();
    let left = operations;
    const next = (): void => {
      left -= 1;
      if (left > 0) ring.push(() => next());
    };
    ring.push(next);
    ring.drain();
  },
  python: `
async def body(loop, n):
    done = loop.create_future()
    left = n
    def step():
        nonlocal left
        left -= 1
        if left > 0:
            loop.call_soon(step)
        else:
            done.set_result(None)
    loop.call_soon(step)
    await done
`,
};

if (require.main === module) main(batch, chain).catch(fail);
