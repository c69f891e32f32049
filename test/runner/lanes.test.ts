/** Lanes of workers over one queue, with workers that only write down what they are told. */
import { expect } from 'chai';
import { Impatience } from '../../runner/execution/impatience';
import { Lanes, type LanesOptions } from '../../runner/execution/lanes';
import type { Batch, StartResult, WorkerProcess } from '../../runner/execution/worker-process';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Passes what it is told to run, or dies in the first test. */
class FakeWorker {
  readonly #told: string[];
  readonly #lasts: boolean;
  readonly batches: (string | number)[][] = [];

  constructor(told: string[], lasts = true) {
    this.#told = told;
    this.#lasts = lasts;
  }
  get asWorker(): WorkerProcess {
    return this as unknown as WorkerProcess;
  }
  before(): readonly string[] {
    return [];
  }
  async end(): Promise<void> {
    await turn();
  }
  async run({ tests, patience, onOutcome }: Batch): Promise<boolean> {
    this.batches.push([patience ?? 1, ...tests]);
    for (const test of tests) {
      this.#told.push(test);
      await turn();
      onOutcome(test, { status: this.#lasts ? 'pass' : 'crash', durationMs: 1, assertions: 1 });
      if (!this.#lasts) return false;
    }
    return true;
  }
}

describe('lanes of workers', () => {
  it('end where the others took the rest while a new worker started', async () => {
    const told: string[] = [];
    let lateBegins = (): void => undefined;
    const starts: Promise<StartResult>[] = [];
    const ready = (worker: FakeWorker): StartResult => ({ kind: 'ready', worker: worker.asWorker, hello: {} as never });
    const givenUp: string[] = [];
    const impatience = new Impatience();
    // From then on tests are chosen one by one.
    impatience.note('x.y.z: t', { status: 'hang', durationMs: 1 });
    const options: LanesOptions = {
      jobs: 2,
      start: () => {
        // The first new worker is for the second lane; it is there when the first lane has done everything.
        const late = new Promise<StartResult>((resolve) => {
          lateBegins = (): void => {
            resolve(ready(new FakeWorker(told)));
          };
        });
        starts.push(late);
        return late;
      },
      timeoutOf: () => 1,
      impatience,
      isStopped: () => false,
      onGivenUp: (why) => givenUp.push(why),
      onFault: () => false,
    };
    const lanes = new Lanes(options, new FakeWorker(told).asWorker);
    const tests = Array.from({ length: 20 }, (_, index) => `a.b.${String(index)}: t`);
    const done: string[] = [];
    const running = lanes.run(tests, (test) => {
      done.push(test);
    });
    while (done.length < tests.length) await turn();
    lateBegins();
    await running;
    await lanes.end();
    expect(told.sort(), 'what workers were told').to.deep.equal(tests.sort());
    expect([starts.length, givenUp]).to.deep.equal([1, []]);
  });

  it('hand a worker tests of one patience at a time: what is known to fail goes apart', async () => {
    const worker = new FakeWorker([]);
    const options: LanesOptions = {
      jobs: 1,
      start: () => Promise.resolve({ kind: 'refused', message: 'no second worker is needed' }),
      timeoutOf: () => 1,
      impatience: new Impatience({ expected: new Set(['b', 'd']) }),
      isStopped: () => false,
      onGivenUp: () => undefined,
      onFault: () => false,
    };
    const lanes = new Lanes(options, worker.asWorker);
    await lanes.run(['a', 'b', 'c', 'd', 'e'], () => undefined);
    await lanes.end();
    expect(worker.batches).to.deep.equal([
      [1, 'a', 'c', 'e'],
      [0.1, 'b', 'd'],
    ]);
  });
});
