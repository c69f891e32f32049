/** What keeps a run within its bounds, part by part: the budget, the patience with what hangs, the streak of failures. */
import { expect } from 'chai';
import { Budget } from '../../runner/execution/budget';
import { Faults } from '../../runner/execution/faults';
import { hangKind, Impatience } from '../../runner/execution/impatience';
import { knownToFail } from '../../runner/execution/known-to-fail';
import { Streak } from '../../runner/execution/streak';
import { parseSubject, type ClauseRecord } from '../../runner';
import { brokenLoop, certify, FEW, LAST_FIRST, temporaryFolder } from './records';

const pass = (ms = 5) => ({ status: 'pass', durationMs: ms }) as const;
const waited = (what: string) =>
  ({ status: 'fail', durationMs: 5000, error: { name: 'OutOfPatience', message: `waited 5 s for ${what}` } }) as const;

describe('the budget', () => {
  it('ends the tests before the confirmation, and that before the rest', () => {
    let now = 0;
    const budget = new Budget(100, () => now * 1000);
    expect([budget.isSpent('tests'), budget.isSpent('confirmation')]).to.deep.equal([false, false]);
    now = 65;
    expect([budget.isSpent('tests'), budget.isSpent('confirmation')]).to.deep.equal([true, false]);
    now = 85;
    expect([budget.isSpent('confirmation'), budget.isSpent('all')]).to.deep.equal([true, false]);
    expect(budget.why).to.equal('the budget of 100 s was spent (--budget)');
  });

  it('is larger while no must has failed, and not without end', () => {
    let now = 100;
    const budget = new Budget(100, () => now * 1000);
    now += 120;
    expect([budget.isSpent('tests', true), budget.isSpent('tests', false)]).to.deep.equal([true, false]);
    now += 100;
    expect(budget.isSpent('tests', false)).to.equal(true);
  });

  it('is none when it is 0 or left out', () => {
    for (const seconds of [0, undefined]) {
      let now = 0;
      const budget = new Budget(seconds, () => now);
      now = 1e12;
      expect(budget.isSpent('all')).to.equal(false);
    }
  });
});

describe('the patience with tests that hang', () => {
  it('is whole for the first of a kind, then a tenth', () => {
    const impatience = new Impatience();
    for (let i = 0; i < 20; i++) impatience.note(`a.b.${String(i)}: t`, pass());
    impatience.note('a.c.d: t', waited('run_forever() to return'));
    expect([impatience.shareOf('new.b.c: t'), impatience.wary]).to.deep.equal([1, true]);
    impatience.note('b.c.f: t', waited('run_forever() to return'));
    expect(impatience.shareOf('new.b.c: t')).to.equal(0.1);
  });

  it('knows the hang that a test tells of in words of its own', () => {
    const told = (message: string) =>
      ({ status: 'fail', durationMs: 5000, error: { name: 'AssertionError', message } }) as const;
    const kind = 'run_forever() to return';
    expect(hangKind(waited(kind))).to.equal(kind);
    expect(hangKind(told(`the call raised OutOfPatience: waited 0.5 s for ${kind} instead of SystemExit`))).to.equal(
      kind,
    );
    expect(hangKind(told(`the call raised OutOfPatience: waited 5 s for ${kind}\nand more`))).to.equal(kind);
    expect(hangKind(told('the call raised ValueError instead of SystemExit'))).to.equal(undefined);
    expect(hangKind({ status: 'hang' })).to.equal('hang');
    expect(hangKind(pass())).to.equal(undefined);
  });

  it('is whole for a few that hang in different ways', () => {
    const impatience = new Impatience();
    for (const what of ['a', 'b', 'c']) impatience.note(`x.y.${what}: t`, waited(what));
    expect(impatience.shareOf('new.b.c: t')).to.equal(1);
    impatience.note('x.y.z: t', { status: 'hang', durationMs: 10_000 });
    expect(impatience.shareOf('new.b.c: t')).to.equal(0.1);
  });

  it('is whole for the others, and a tenth for itself, where one hangs as often as it is repeated', () => {
    const impatience = new Impatience();
    for (let i = 0; i < 20; i++) impatience.note('x.y.z: t', waited('it'));
    expect([impatience.shareOf('new.b.c: t'), impatience.shareOf('x.y.z: t')]).to.deep.equal([1, 0.1]);
  });

  it('is whole for what has passed, however much hangs beside it: it is known to end', () => {
    const impatience = new Impatience();
    impatience.note('a.b.c: t', pass());
    for (let i = 0; i < 10; i++) impatience.note(`x.y.${String(i)}: t`, waited('it'));
    expect([impatience.shareOf('a.b.c: t'), impatience.shareOf('new.b.c: t')]).to.deep.equal([1, 0.1]);
  });

  it('is whole once for each test of a run that is repeated', () => {
    const impatience = new Impatience({ isRepeated: true });
    for (let i = 0; i < 20; i++) impatience.note(`x.y.${String(i)}: t`, waited('it'));
    expect([impatience.shareOf('new.b.c: t'), impatience.shareOf('x.y.0: t')]).to.deep.equal([1, 0.1]);
  });

  it('is a tenth from the start for what is known to fail', () => {
    const impatience = new Impatience({ expected: new Set(['a.b.c: t']) });
    expect([impatience.shareOf('a.b.c: t'), impatience.shareOf('a.b.d: t'), impatience.wary]).to.deep.equal([
      0.1,
      1,
      false,
    ]);
  });

  it('grows with what sound tests take: a busy machine is no hanging loop', () => {
    const impatience = new Impatience();
    for (let i = 0; i < 20; i++) impatience.note('a.b.c: t', pass(200));
    for (let i = 0; i < 3; i++) impatience.note(`a.b.${String(i)}: t`, waited('it'));
    expect(impatience.shareOf('new.b.c: t')).to.be.closeTo(0.4, 0.01);
  });

  it('puts off chapters whose tests mostly hang', () => {
    const impatience = new Impatience();
    for (let i = 0; i < 5; i++) impatience.note('bad.b.c: t', waited('it'));
    impatience.note('good.b.c: t', pass());
    expect([impatience.isDeferred('bad.x.y: t'), impatience.isDeferred('good.x.y: t')]).to.deep.equal([true, false]);
  });
});

describe('what is known to fail', () => {
  it('is begun first where it is little, and keeps its place where it is much', () => {
    const tests = Array.from({ length: 40 }, (_, i) => String(i));
    const clauseOf = (test: string) => (Number(test) < 16 ? 'callbacks.call_soon.fifo' : 'handles.cancel.idempotent');
    const known = (...clauses: readonly string[]) =>
      knownToFail(
        tests,
        clauseOf,
        clauses.map((clause) => ({ clause })),
      ).size;
    expect([known(), known('callbacks.call_soon.fifo'), known('handles.cancel.idempotent')]).to.deep.equal([0, 16, 0]);
  });
});

describe('a streak of failures', () => {
  it('is the doing of a spoiled worker, unless fresh ones fail too', () => {
    const streak = new Streak();
    const run = (...passed: readonly boolean[]): boolean => {
      passed.forEach((one, index) => {
        streak.note(one, index === 0);
      });
      return streak.isSpoiled;
    };
    expect(run(true, false, false)).to.equal(false);
    expect(run(true, false, false, false)).to.equal(true);
    expect(run(true, false, true, false, false)).to.equal(false);
    expect(run(false, false, false)).to.equal(false);
    expect(run(false, false, false, false, false, false, false)).to.equal(false);
    expect(run(true, false, false, false)).to.equal(true);
  });
});

describe("an error of the kit's own", () => {
  it('has the test run again, and leaves it without a result when it lasts', () => {
    const faults = new Faults();
    const fault = { status: 'fault', error: { name: 'BridgeFault', message: 'unknown tag ?' } } as const;
    expect([faults.note('a', fault), faults.note('a', fault), faults.note('b', fault)]).to.deep.equal([
      true,
      true,
      true,
    ]);
    expect(faults.reasonFor('a')).to.equal(undefined);
    expect(faults.note('a', fault)).to.equal(false);
    expect(faults.reasonFor('a')).to.equal("an error of the kit's own: unknown tag ?");
    expect(faults.records.map(({ test, times, mended }) => [test, times, mended])).to.deep.equal([
      ['a', 3, false],
      ['b', 1, true],
    ]);
  });
});

describe('a run with a budget', function () {
  this.timeout(180_000);
  this.slow(90_000);
  const folder = temporaryFolder();
  const CLAUSES = ['callbacks.*', 'handles.*', 'timers.*', 'running.*', 'task.*'];
  const tests = (record: { readonly clauses: readonly ClauseRecord[] }, ...statuses: readonly string[]) =>
    record.clauses.flatMap((clause) => clause.tests).filter(({ status }) => statuses.includes(status));

  it('judges a loop that hangs in each test by what there was time for, and says what there was none for', async () => {
    const never = 'runForever() { return new Promise(() => {}); } runUntilComplete() { return this.runForever(); }';
    const started = performance.now();
    const record = await certify(brokenLoop(folder(), never), CLAUSES, { budget: 24 });
    expect((performance.now() - started) / 1000).to.be.below(120);
    expect(record.verdict).to.equal('nonconformant');
    expect(tests(record, 'fail', 'hang', 'blocked').length).to.be.above(2);
    const left = tests(record, 'notRun');
    expect(left.length).to.be.above(20);
    for (const { reason } of left) expect(reason).to.match(/^the budget of 24 s was spent|of its patience, as tests/);
    // Each failure that counts was run alone, or was waited for in full.
    for (const { alone, error } of tests(record, 'fail', 'hang')) {
      const whole = !/waited 0\.\d+ s/.test(error?.message ?? '');
      expect(alone !== undefined || whole, error?.message).to.equal(true);
    }
    expect(record.canaries).to.deep.equal({ run: 3, caught: 3 });
  });

  it('waits in full only once, and alone, for what is known to hang', async () => {
    const clause = 'timers.call_later.fires_after_delay';
    const late = brokenLoop(
      folder(),
      'callAt(when, ...given) { return super.callAt(when + 60, ...given); }',
      'late.js',
    );
    const declared = { deviations: [{ clause, reason: 'a minute late' }] } as const;
    const record = await certify(late, [clause], { spec: { ...parseSubject(late), declared } });
    const [test] = tests(record, 'fail');
    expect(test?.alone).to.deep.equal(['fail']);
    expect(test?.error?.message, 'alone').to.match(/^waited 5 s/);
    expect(test?.durationMs, 'before').to.be.below(4000);
    const repeated = await certify(late, [clause], { spec: { ...parseSubject(late), declared }, repeat: 2 });
    const [twice] = tests(repeated, 'fail');
    expect(twice?.attempts, 'repeated').to.deep.equal(['fail', 'fail']);
    expect(twice?.durationMs, 'the first of them in full').to.be.at.least(4000);
  });

  it('leaves a sound loop the time it needs', async () => {
    const record = await certify('reference', ['callbacks.*'], { budget: 60 });
    expect([record.verdict, tests(record, 'notRun').length]).to.deep.equal(['conformant', 0]);
  });

  it('says how often tests were run where there was no time for all repeats', async () => {
    const { repeats, clauses } = await certify(brokenLoop(folder(), LAST_FIRST), FEW, { repeat: 10_000, budget: 6 });
    expect(repeats).to.include({ wanted: 10_000, reason: 'the budget of 6 s was spent (--budget)' });
    const ran = clauses.flatMap(({ tests }) => tests).filter(({ status }) => status !== 'skip');
    const counts = ran.map(({ attempts }) => attempts?.length ?? 1);
    expect(repeats?.made).to.equal(Math.min(...counts));
  });
});
