/** Tasks: switching between them, starting them, and waking one from another. */
import type { AsyncioModule, Coroutine, Future } from '../spec';
import { Outcome, pause, Ring, step, type Steps } from './bare';
import { fail, main, type Program } from './support';

export const switches: Program = {
  name: 'sleep(0) task switches',
  operations: 200_000,
  target: 10,
  *body(loop, asyncio, operations) {
    const turn = function* (): Coroutine<void> {
      for (let i = 0; i < operations / 2; i++) yield* asyncio.sleep(0);
    };
    yield* asyncio.gather([loop.createTask(turn()), loop.createTask(turn())]);
  },
  bare(operations) {
    const ring = new Ring();
    const turn = function* (): Steps {
      for (let i = 0; i < operations / 2; i++) yield* pause();
    };
    step(ring, turn());
    step(ring, turn());
    ring.drain();
  },
  python: `
async def body(loop, n):
    async def turn():
        for _ in range(n // 2):
            await asyncio.sleep(0)
    await asyncio.gather(loop.create_task(turn()), loop.create_task(turn()))
`,
};

export const spawn: Program = {
  name: 'task spawn',
  operations: 100_000,
  target: 3,
  *body(loop, _asyncio, operations) {
    const nothing = function* (): Coroutine<void> {};
    for (let i = 0; i < operations / 100; i++) {
      const tasks: Future[] = [];
      for (let j = 0; j < 100; j++) tasks.push(loop.createTask(nothing()));
      for (const task of tasks) yield* task;
    }
  },
  bare(operations) {
    const ring = new Ring();
    const nothing = function* (): Steps {};
    const body = function* (): Steps {
      for (let i = 0; i < operations / 100; i++) {
        const tasks: Outcome[] = [];
        for (let j = 0; j < 100; j++) tasks.push(step(ring, nothing()));
        for (const task of tasks) yield* task;
      }
    };
    step(ring, body());
    ring.drain();
  },
  python: `
async def body(loop, n):
    async def nothing():
        pass
    for _ in range(n // 100):
        tasks = [loop.create_task(nothing()) for _ in range(100)]
        for task in tasks:
            await task
`,
};

function* player(asyncio: AsyncioModule, table: { ball: Future<null> }, count: number): Coroutine<void> {
  const loop = asyncio.getRunningLoop();
  for (let i = 0; i < count; i++) {
    const own = loop.createFuture<null>();
    const other = table.ball;
    table.ball = own;
    if (!other.done()) other.setResult(null);
    yield* own;
  }
  if (!table.ball.done()) table.ball.setResult(null);
}

export const pingPong: Program = {
  name: 'future ping-pong',
  operations: 100_000,
  target: 3,
  *body(loop, asyncio, operations) {
    const table = { ball: loop.createFuture<null>() };
    const players = [0, 1].map(() => loop.createTask(player(asyncio, table, operations / 2)));
    yield* asyncio.gather(players);
  },
  bare(operations) {
    const ring = new Ring();
    let ball = new Outcome(ring);
    const turns = function* (): Steps {
      for (let i = 0; i < operations / 2; i++) {
        const own = new Outcome(ring);
        const other = ball;
        ball = own;
        if (!other.done) other.set(null);
        yield* own;
      }
      if (!ball.done) ball.set(null);
    };
    step(ring, turns());
    step(ring, turns());
    ring.drain();
  },
  python: `
async def body(loop, n):
    ball = loop.create_future()
    async def player(count):
        nonlocal ball
        loop = asyncio.get_running_loop()
        for _ in range(count):
            own = loop.create_future()
            other, ball = ball, own
            if not other.done():
                other.set_result(None)
            await own
        if not ball.done():
            ball.set_result(None)
    await asyncio.gather(*[loop.create_task(player(n // 2)) for _ in range(2)])
`,
};

if (require.main === module) main(switches, spawn, pingPong).catch(fail);
