/** Which failures are run alone, and for which others speak: with workers that hang in each test. */
import { expect } from 'chai';
import { Confirmation, type Suspect } from '../../runner/execution/confirmation';
import type { Batch, Outcome, StartResult, WorkerProcess } from '../../runner/execution/worker-process';
import type { TestRecord } from '../../runner/results/record';

const hang = (seconds: number): Outcome => ({
  ...{ status: 'fail', durationMs: seconds * 1000, assertions: 0 },
  error: { name: 'OutOfPatience', message: `waited ${seconds} s for run_until_complete() to return` },
});

function suspect(name: string, isHurried = false): Suspect {
  const clause = `a.b.${name}`;
  return {
    id: `${clause}: t`,
    clause,
    level: 'must',
    test: { title: 't', ...hang(isHurried ? 0.5 : 5) },
    isHurried,
    before: [],
  };
}

async function confirm(suspects: readonly Suspect[]): Promise<ReadonlyMap<string, TestRecord>> {
  const worker: Pick<WorkerProcess, 'run' | 'end'> = {
    run({ tests, onOutcome }: Batch): Promise<boolean> {
      for (const test of tests) onOutcome(test, hang(5));
      return Promise.resolve(true);
    },
    end: () => Promise.resolve(),
  };
  const found = new Map<string, TestRecord>();
  await new Confirmation({
    jobs: 1,
    start: () => Promise.resolve({ kind: 'ready', worker, hello: {} } as unknown as StartResult),
    timeoutOf: () => 10,
    isStopped: () => false,
    onFault: () => false,
    onConfirmed: (id, test) => found.set(id, test),
  }).confirm(suspects);
  return found;
}

describe('the confirmation of failures', () => {
  it('is by three of those that fail alike, and by itself for what was not waited for in full', async () => {
    const all = [...['one', 'two', 'three', 'four'].map((name) => suspect(name)), suspect('hurried', true)];
    const found = await confirm(all);
    const how = all.map(({ id }) => (found.get(id)?.alone === undefined ? 'likewise' : 'alone'));
    expect(how).to.deep.equal(['alone', 'alone', 'alone', 'likewise', 'alone']);
    expect(found.get('a.b.four: t')?.likewise).to.have.length(3);
    expect(found.get('a.b.hurried: t')?.error?.message).to.contain('waited 5 s');
  });
});
