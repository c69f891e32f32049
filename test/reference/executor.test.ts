/** The reference's executor: calls on the host, and functions that cross to a worker thread. */
import { threadId } from 'node:worker_threads';
import { expect } from 'chai';
import { NodeEventLoop, ThreadPoolExecutor, workerCall } from '../../reference';
import { sleepSync } from './worker-functions';

const functions = require.resolve('./worker-functions');

describe('ThreadPoolExecutor', () => {
  it('runs a named export on another thread', async () => {
    const loop = new NodeEventLoop();
    const where = workerCall<[number, number], [number, number]>(functions, 'addAndTell');
    const [sum, thread] = await loop.runUntilComplete(loop.runInExecutor(null, where, [2, 3]));
    expect(sum).to.equal(5);
    expect(thread).not.to.equal(threadId);
    await loop.runUntilComplete(loop.shutdownDefaultExecutor());
    loop.close();
  });

  it('keeps the loop going while a worker blocks', async () => {
    const loop = new NodeEventLoop();
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      loop.callLater(0.005, tick);
    };
    tick();
    await loop.runUntilComplete(loop.runInExecutor(null, workerCall<[number], void>(functions, 'sleepSync'), [60]));
    expect(ticks).to.be.greaterThan(3);
    await loop.runUntilComplete(loop.shutdownDefaultExecutor());
    loop.close();
  });

  it('reports what the worker threw', async () => {
    const loop = new NodeEventLoop();
    const job = loop.runInExecutor(null, workerCall<[], void>(functions, 'fail'));
    const error: unknown = await loop.runUntilComplete(job).catch((thrown: unknown) => thrown);
    expect((error as Error).message).to.equal('thrown in a worker');
    await loop.runUntilComplete(loop.shutdownDefaultExecutor());
    loop.close();
  });

  it('waits for a promise that a job on the host returns', async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const future = pool.submit(() => new Promise((resolve) => setTimeout(resolve, 5, 'late')));
    expect(future.done()).to.equal(false);
    await pool.shutdown();
    expect(future.result()).to.equal('late');
    expect(() => pool.submit(() => sleepSync(0))).to.throw('cannot schedule new futures after shutdown');
  });
});
