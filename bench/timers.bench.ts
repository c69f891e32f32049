/** Timers: scheduled in disorder and run, and scheduled and cancelled. */
import { Heap } from './bare';
import { fail, main, type Program } from './support';

export const fire: Program = {
  name: 'timers that fire',
  operations: 100_000,
  target: 3,
  *body(loop, _asyncio, operations) {
    const done = loop.createFuture<null>();
    let left = operations;
    const callback = (): void => {
      left -= 1;
      if (left === 0) done.setResult(null);
    };
    const start = loop.time();
    // All are due: what is measured is the queue, not the wait.
    for (let i = 0; i < operations; i++) loop.callAt(start - ((i * 7919) % operations) * 1e-9, callback);
    yield* done;
  },
  bare(operations) {
    const heap = new Heap();
    let left = operations;
    const start = performance.now();
    for (let i = 0; i < operations; i++) heap.push(start - ((i * 7919) % operations) * 1e-9, () => (left -= 1));
    while (left > 0) heap.pop().action?.();
  },
  python: `
async def body(loop, n):
    done = loop.create_future()
    left = n
    def callback():
        nonlocal left
        left -= 1
        if left == 0:
            done.set_result(None)
    start = loop.time()
    for i in range(n):
        loop.call_at(start - ((i * 7919) % n) * 1e-9, callback)
    await done
`,
};

export const cancel: Program = {
  name: 'timers that are cancelled',
  operations: 100_000,
  target: 3,
  *body(loop, asyncio, operations) {
    const callback = (): void => {};
    for (let i = 0; i < operations; i++) {
      loop.callLater(60 + (i % 100), callback).cancel();
      if (i % 100 === 0) yield* asyncio.sleep(0);
    }
  },
  bare(operations) {
    const heap = new Heap();
    const callback = (): void => {};
    for (let i = 0; i < operations; i++) {
      heap.push(performance.now() / 1000 + 60 + (i % 100), callback).action = null;
      if (i % 100 === 0) heap.clean();
    }
  },
  python: `
async def body(loop, n):
    def callback():
        pass
    for i in range(n):
        loop.call_later(60 + (i % 100), callback).cancel()
        if i % 100 == 0:
            await asyncio.sleep(0)
`,
};

if (require.main === module) main(fire, cancel).catch(fail);
