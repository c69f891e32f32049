/** Which failures are run alone, and for which others speak: with workers that hang in each test. */
import { expect } from 'chai';
import { Confirmation, type Suspect } from '../../runner/execution/confirmation';
import { Findings } from '../../runner/execution/findings';
import type { Batch, Outcome, StartResult, WorkerProcess } from '../../runner/execution/worker-process';
import type { ClauseId } from '../../spec';
import type { Plan } from '../../runner/plan/selection';
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

  it('begins with what others stand on, among musts', async () => {
    const ground: Suspect = {
      ...suspect('ground'),
      id: 'handles.cancel.prevents_call: t',
      clause: 'handles.cancel.prevents_call',
    };
    const should: Suspect = { ...suspect('should'), level: 'should' };
    const found = await confirm([should, suspect('one'), ground]);
    expect([...found.keys()]).to.deep.equal(['handles.cancel.prevents_call: t', 'a.b.one: t', 'a.b.should: t']);
  });

  it('is wanted for a process that broke after other tests, and not run where it did not come to that', () => {
    const died = (signal: string): Outcome => ({
      ...{ status: 'fail', durationMs: 1, assertions: 0 },
      error: { name: 'PeerDied', message: `the Python process was killed by ${signal}; its last words: none` },
    });
    const findings = new Findings({ clauses: [], tests: [] }, 1);
    findings.note('later', died('SIGSEGV'), 1, { before: ['earlier'], patience: 1 });
    findings.note('first', died('SIGSEGV'), 1, { before: [], patience: 1 });
    findings.note('on purpose', died('SIGABRT'), 1, { before: ['earlier'], patience: 1 });
    findings.note('blocked', died('signal 11'), 1, { before: ['earlier'], patience: 1 });
    findings.withdrawUnsure(new Map([['blocked', 'a.b.c' as ClauseId]]));
    const found = [...findings.outcomes].map(([id, { status }]) => [id, status]);
    expect(found).to.deep.equal([
      ['later', 'notRun'],
      ['first', 'fail'],
      ['on purpose', 'fail'],
      ['blocked', 'fail'],
    ]);
  });

  it('is wanted for a descriptor that somebody closed twice', () => {
    const error = { name: 'OSError', message: 'Bad file descriptor' };
    const findings = new Findings({ clauses: [], tests: [] }, 1);
    const outcome: Outcome = { status: 'fail', durationMs: 1, assertions: 0, error };
    findings.note('later', outcome, 1, { before: ['earlier'], patience: 1 });
    findings.note('alone', outcome, 1, { before: [], patience: 1 });
    findings.withdrawUnsure(new Map());
    expect([...findings.outcomes].map(([, { status }]) => status)).to.deep.equal(['notRun', 'fail']);
  });

  it('takes what it was not run for along, where that alone blocks others', () => {
    const tests = ['ground', 'other', 'user', 'user of other'].map((id) => planned(id, `clause of ${id}`));
    const findings = new Findings({ clauses: [], tests } as unknown as Plan, 1);
    const waited = (seconds: string): Outcome => ({
      ...{ status: 'fail', durationMs: 1, assertions: 0 },
      error: { name: 'OutOfPatience', message: `waited ${seconds} s for run_until_complete() to return` },
    });
    findings.note('ground', waited('0.5'), 1, { before: [], patience: 0.1 });
    findings.note('other', waited('5'), 1, { before: [], patience: 1 });
    findings.note('user', waited('5'), 1, { before: [], patience: 1 });
    findings.note('user of other', waited('0.5'), 1, { before: [], patience: 0.1 });
    findings.withdrawUnsure(
      new Map([
        ['user', 'clause of ground' as ClauseId],
        ['user of other', 'clause of other' as ClauseId],
      ]),
    );
    const found = [...findings.outcomes].map(([id, { status, reason }]) => [id, status, reason?.includes('relies on')]);
    expect(found).to.deep.equal([
      ['ground', 'notRun', false],
      ['other', 'fail', undefined],
      ['user', 'notRun', true],
      ['user of other', 'fail', undefined],
    ]);
  });
});

function planned(id: string, clause: string): unknown {
  return { id, test: { title: id, clause } };
}
