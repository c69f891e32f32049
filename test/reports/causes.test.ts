/** Causes: which failures are one, what comes first, and that the first screen names what is behind most of them. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { causesOf, ofLevel } from '../../runner/reports/causes';
import { terminal } from '../../runner/reports/terminal';
import { REPORTERS } from '../../runner/reporters';
import type { Failure, RunRecord, TestRecord } from '../../runner/results/record';
import { firstTest, inventedRecord } from './records';

const SCREEN = 40;
const FIFO = 'callbacks.call_soon.fifo' as const;
const HANDLE = 'handles.timer_is_handle';
const RESULT = 'running.run_until_complete.result';

/** Records of real loops, without what passed and without the machine they were made on. */
function kept(name: string): RunRecord {
  return JSON.parse(readFileSync(join(__dirname, 'records', `${name}.json`), 'utf8')) as RunRecord;
}

function failing(errors: Readonly<Record<string, Partial<Failure>>>): RunRecord {
  const outcomes = Object.entries(errors).map(([clause, error]): [string, Partial<TestRecord>] => [
    firstTest(clause),
    { status: 'fail', error: { name: 'Error', message: '', ...error } },
  ]);
  return inventedRecord({ name: 'reference', outcomes: Object.fromEntries(outcomes) });
}

const grouped = (record: RunRecord): readonly (readonly string[])[] =>
  causesOf(record).own.map(({ clauses }) => clauses.map(({ id }) => id));

describe('the causes of a record', () => {
  for (const name of ['uvloop', 'rloop', 'qasync']) {
    it(`fill the first screen with what is behind four in five failing must clauses of ${name}`, () => {
      const record = kept(name);
      const screen = terminal(record, false, 100).split('\n').slice(0, SCREEN);
      const own = causesOf(record).own.map(({ clauses }) => ofLevel(clauses, 'must'));
      const failures = own.flat().length;
      const shown = own.filter((clauses) => clauses.some(({ id }) => screen.some((line) => line.includes(id))));
      expect(failures).to.be.above(40);
      expect(shown.flat().length / failures).to.be.at.least(0.8);
      expect(Math.max(...screen.map((line) => line.length)), 'no line is wrapped').to.be.at.most(100);
    });
  }

  it('are one where the error is, whatever its numbers, addresses and the call that met it', () => {
    const message = (n: number): string => `'Loop' object at 0x7f${n} has no attribute 'xy'`;
    expect(
      grouped(
        failing({
          [FIFO]: { name: 'TypeError', message: message(1) },
          [HANDLE]: { name: 'TypeError', message: message(2) },
          [RESULT]: {
            name: 'AssertionError',
            message: `the call raised TypeError: ${message(3)} instead of ValueError`,
          },
        }),
      ),
    ).to.deep.equal([[RESULT, FIFO, HANDLE]]);
  });

  it('are one where an error has no words, whoever tells of it', () => {
    const told = 'the call raised NotImplementedError:  instead of ValueError';
    const errors = {
      [FIFO]: { name: 'NotImplementedError', message: '' },
      [HANDLE]: { name: 'AssertionError', message: told },
    };
    expect(grouped(failing(errors))).to.deep.equal([[FIFO, HANDLE]]);
  });

  it('take for the reason of a clause that was not run the one of the test that was not', () => {
    const record = failing({});
    const clauses = record.clauses.map((clause) =>
      clause.id === FIFO
        ? {
            ...clause,
            status: 'notRun' as const,
            tests: [
              { title: 'a', status: 'skip' as const, reason: 'of others', durationMs: 0, assertions: 0 },
              { title: 'b', status: 'notRun' as const, reason: 'no time', durationMs: 0, assertions: 0 },
            ],
          }
        : clause,
    );
    expect(causesOf({ ...record, clauses }).notRun.map(({ words }) => words)).to.deep.equal(['no time']);
  });

  it('are one where names are missing in one object, or one function, and name them', () => {
    const error = (message: string): Partial<Failure> => ({ name: 'TypeError', message });
    const record = failing({
      [FIFO]: error("connect() got an unexpected keyword argument 'a'"),
      [HANDLE]: error("connect() got an unexpected keyword argument 'b'"),
      [RESULT]: error("serve() got an unexpected keyword argument 'b'"),
    });
    expect(causesOf(record).own.map(({ words, clauses }) => [clauses.length, words])).to.deep.equal([
      [2, "TypeError: connect() got an unexpected keyword argument 'a', 'b'"],
      [1, "TypeError: serve() got an unexpected keyword argument 'b'"],
    ]);
    const missing = {
      [FIFO]: error('timer.when is not a function'),
      [HANDLE]: error('timer.cancel is not a function'),
    };
    expect(causesOf(failing(missing)).own.map(({ words }) => words)).to.deep.equal([
      'TypeError: timer.when, .cancel is not a function',
    ]);
  });

  it('are one where one known deviation explains them, or one thing is compared in several places', () => {
    const compared = (message: string, place: string): Partial<Failure> => ({
      ...{ name: 'AssertionError', message, expected: 'true', actual: 'false', stack: `at body (${place})` },
    });
    const watched = 'whether it is watched: expected true to equal false';
    const [one, other] = [compared(watched, 'a.suite.js:1:1'), compared(watched, 'b.suite.js:9:1')];
    expect(grouped(failing({ [FIFO]: one, [HANDLE]: other }))).to.deep.equal([[FIFO, HANDLE]]);
    const record = failing({ [FIFO]: { message: 'no' }, [HANDLE]: { message: 'never' }, [RESULT]: { message: 'nor' } });
    const explained = record.clauses.map((clause) =>
      clause.id === RESULT ? clause : { ...clause, deviation: { reason: 'It has handles of its own.' } },
    );
    const { own } = causesOf({ ...record, clauses: explained });
    expect(own.map(({ words, clauses }) => [words, clauses.length])).to.deep.equal([
      ['It has handles of its own.', 2],
      ['Error: nor', 1],
    ]);
  });

  it('are all named on the first screen, those that come last by their clauses alone', () => {
    const ids = inventedRecord({ name: 'reference' })
      .clauses.filter(({ level }) => level === 'must')
      .slice(0, 40);
    const record = failing(Object.fromEntries(ids.map(({ id }, i) => [id, { message: 'x'.repeat(i + 1) }])));
    const screen = terminal(record, false, 100).split('\n').slice(0, SCREEN);
    expect(ids.filter(({ id }) => !screen.some((line) => line.includes(id)))).to.deep.equal([]);
    expect(screen.join('\n')).to.match(/\n {4}and 1\d causes more: \S+,\n/);
  });

  it('are as many as the comparisons that failed in different places, whatever the values', () => {
    const compared = { name: 'AssertionError', message: 'expected 1 to equal 2', expected: '2', actual: '1' };
    const at = (place: string): Partial<Failure> => ({ ...compared, stack: `at body (${place})` });
    expect(grouped(failing({ [FIFO]: at('a.suite.js:1:1'), [HANDLE]: at('b.suite.js:1:1') }))).to.have.length(2);
  });

  it('come before what they block, and what was not run is one line', () => {
    const record = failing({ [FIFO]: { message: 'no' } });
    const clauses = record.clauses.map((clause) =>
      clause.id === HANDLE
        ? { ...clause, status: 'blocked' as const, blockedBy: FIFO, tests: [] }
        : clause.id.startsWith('timers.')
          ? { ...clause, status: 'notRun' as const, reason: 'the run was to stop', tests: [] }
          : clause,
    );
    const text = terminal({ ...record, clauses }, false, 100);
    const [own, blocked, notRun] = [
      '✗ callbacks.call_soon.fifo  Error: no',
      '⊘ 1 clause blocked by',
      'not run: the run',
    ];
    expect(text.indexOf(own ?? '')).to.be.within(0, text.indexOf(blocked ?? '') - 1);
    expect(text).to.contain(`${FIFO} (1)`);
    expect(text.split('\n').filter((line) => line.includes(notRun ?? ''))).to.have.length(1);
    expect(text.split('\n').filter((line) => line.includes('timers.'))).to.deep.equal([]);
  });

  it('leave out what a baseline knows, but for a count', () => {
    const record = failing({ [FIFO]: { message: 'old' }, [HANDLE]: { message: 'new' } });
    const known = record.clauses.filter(({ id }) => id === FIFO).map(({ id }) => ({ clause: id, reason: 'so it is' }));
    const text = terminal(
      { ...record, baseline: { file: 'known.yaml', known, unknown: [], passes: [], expired: [] } },
      false,
    );
    expect(text).to.contain('1 known failure, in known.yaml').and.to.contain(HANDLE);
    expect(text).not.to.contain(FIFO);
  });

  it('stand first on the page too, which is under a megabyte for a loop that fails in many clauses', () => {
    const whole = inventedRecord({ name: 'python:rloop:new_event_loop' });
    const bad = new Map(kept('rloop').clauses.map((clause) => [clause.id, clause]));
    const record = { ...whole, clauses: whole.clauses.map((clause) => bad.get(clause.id) ?? clause) };
    const page = REPORTERS['html']?.render(record, false) ?? '';
    expect(page.indexOf('What fails, by cause')).to.be.within(0, page.indexOf('id="clauses"'));
    expect(page.length).to.be.within(800_000, 1_000_000);
    const reason = 'the budget was spent';
    const stopped = whole.clauses.map((clause) => ({
      ...clause,
      status: 'notRun' as const,
      tests: clause.tests.map((test) => ({ ...test, status: 'notRun' as const, reason })),
    }));
    const other = REPORTERS['html']?.render({ ...record, clauses: stopped }, false) ?? '';
    expect(other.split(`<span class="why">${reason}</span>`).length - 1, 'each says why').to.be.above(1000);
    expect(other.length).to.be.below(1_000_000);
  });

  it('are followed by what can be said of a refusal, where one is among them', () => {
    const hint = /NotImplementedError in executor: what a loop does not offer it may declare \(`lacks`\)/;
    const said = (name: string, clause: string): string =>
      terminal(failing({ [clause]: { name, message: 'no' } }), false, Infinity);
    const executor = 'executor.run_in_executor.result_and_args';
    expect(said('NotImplementedError', executor)).to.match(hint);
    expect(said('TypeError', executor)).not.to.contain('may declare');
    expect(said('NotImplementedError', FIFO), 'what every loop has').not.to.contain('may declare');
  });

  it('are a line each for who wants no more', () => {
    const text = REPORTERS['line']?.render(failing({ [FIFO]: { message: 'no\nmore' } }), false) ?? '';
    expect(text.trim().split('\n')).to.deep.equal([
      `reference: ✗ ${FIFO} [must] fail: Error: no`,
      text.trim().split('\n')[1],
    ]);
    expect(text).to.match(/reference: nonconformant, \d+ of \d+ must clauses\n$/);
  });
});
