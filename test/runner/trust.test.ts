/** What a verdict rests on: canaries that are caught, assertions that ran, attempts that agree, an oracle that was asked. */
import { expect } from 'chai';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifySubject, exitCodeOf, parseSubject, REPORTERS, type CertifyOptions, type RunRecord } from '../../runner';
import { askOracle } from '../../runner/execution/oracle';
import { attemptWords } from '../../runner/reports/words';
import type { TestRecord } from '../../runner/results/record';

const CLAUSE = 'callbacks.call_soon.exactly_once';
const SUBJECTS = join(__dirname, '..', 'saboteurs', 'subjects');

function options(text: string, more: Partial<CertifyOptions> = {}): CertifyOptions {
  const spec = parseSubject(text.startsWith('./') ? join(SUBJECTS, text) : text);
  return { spec, selection: { clauses: [CLAUSE] }, seed: 7, jobs: 2, retries: 0, repeat: 1, ...more };
}

const certified = new Map<string, Promise<RunRecord>>();

/** What comes of `options(text)`, which several tests look at from another side each. */
function plain(text: string): Promise<RunRecord> {
  const record = certified.get(text) ?? certifySubject(options(text));
  certified.set(text, record);
  return record;
}

function shown(record: RunRecord): string {
  return REPORTERS['terminal']?.render(record, false) ?? '';
}

describe('canaries', function () {
  this.slow(10_000);

  it('are caught, and counted, in an ordinary run', async () => {
    const record = await plain('reference');
    expect(record.canaries).to.deep.equal({ run: 3, caught: 3 });
    expect([record.verdict, exitCodeOf([record])]).to.deep.equal(['conformant', 0]);
  });

  it('that pass make the run certify nothing, not even that the subject fails', async () => {
    for (const subject of ['reference', './lies.js']) {
      const record = await certifySubject(options(subject, { canaries: { 'a sound loop': { breaks: CLAUSE } } }));
      expect(record.canaries).to.deep.equal({ run: 1, caught: 0 });
      expect(record.reason).to.equal('a broken loop passed: the kit itself cannot be trusted here');
      expect([record.verdict, exitCodeOf([record])]).to.deep.equal(['incomplete', 3]);
    }
  });

  it('that are not tried make the run certify nothing', async () => {
    const record = await certifySubject(options('reference', { canaries: {} }));
    expect([record.verdict, record.reason]).to.deep.equal(['incomplete', 'no broken loop was tried']);
  });
});

describe('assertions', function () {
  this.slow(10_000);

  it('are counted by test and in all, and those of a failed test are not', async () => {
    const sound = await plain('reference');
    const counts = sound.clauses.flatMap(({ tests }) => tests.map(({ assertions }) => assertions));
    expect(Math.min(...counts)).to.be.greaterThan(0);
    expect(sound.assertions).to.equal(counts.reduce((sum, n) => sum + n, 0));
    const lying = await plain('./lies.js');
    const failed = lying.clauses.flatMap(({ tests }) => tests).filter(({ status }) => status === 'fail');
    expect(failed.length).to.be.greaterThan(0);
    expect(failed.every(({ assertions }) => assertions === 0)).to.equal(true);
  });

  it('that were not made at all are no success: nothing was tested', async () => {
    const record = await certifySubject(options('./lacks-everything.js'));
    expect([record.verdict, record.reason]).to.deep.equal(['incomplete', 'nothing was tested']);
    expect([record.assertions, exitCodeOf([record])]).to.deep.equal([0, 3]);
    expect(exitCodeOf([])).to.equal(3);
  });
});

describe('attempts', function () {
  this.slow(20_000);
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-attempts-'));
    process.env['SABOTEUR_FOLDER'] = folder;
  });
  afterEach(() => {
    delete process.env['SABOTEUR_FOLDER'];
    rmSync(folder, { recursive: true, force: true });
  });

  it('at a sound loop all pass, each with a seed of its own', async () => {
    const record = await certifySubject(options('reference', { repeat: 3, retries: 2 }));
    for (const test of record.clauses.flatMap(({ tests }) => tests)) {
      expect(test).to.deep.include({ status: 'pass', attempts: ['pass', 'pass', 'pass'], seeds: [7, 8, 9] });
    }
    expect(record.verdict).to.equal('conformant');
  });

  it('that all fail are a deterministic failure', async () => {
    const record = await certifySubject(options('./lies.js', { retries: 2 }));
    const failed = record.clauses.flatMap(({ tests }) => tests).filter(({ status }) => status === 'fail');
    expect(failed.length).to.be.greaterThan(0);
    for (const test of failed) {
      expect(test).to.deep.include({ attempts: ['fail', 'fail', 'fail'], seeds: [7, 8, 9] });
      expect(test.error?.name).to.equal('AssertionError');
    }
    expect(shown(record)).to.match(
      /fail, every time, deterministic: fail with seed 7, fail with seed 8, fail with seed 9/,
    );
    expect(record.verdict).to.equal('nonconformant');
  });

  it('that differ are flaky, which is no pass, however often it passes', async () => {
    const record = await certifySubject(options('./flaky.js', { repeat: 4 }));
    expect(existsSync(join(folder, 'turn')), readFileSync(join(folder, 'turn'), 'utf8')).to.equal(true);
    const flaky = record.clauses.flatMap(({ tests }) => tests).filter(({ status }) => status === 'flaky');
    expect(flaky.length).to.be.greaterThan(0);
    for (const { attempts, error } of flaky) {
      expect(attempts).to.include.members(['pass', 'fail']);
      expect(error?.name).to.equal('AssertionError');
    }
    expect(record.clauses[0]?.status).to.equal('flaky');
    expect([record.verdict, exitCodeOf([record])]).to.deep.equal(['nonconformant', 1]);
    expect(shown(record)).to.match(/flaky, \d of 4 times: (pass|fail) with seed 7, /);
  });

  it('that are many are told by how they ended, the rarest way first', () => {
    const attempts = Array.from({ length: 50 }, (_, index) => (index === 12 ? 'fail' : 'pass'));
    const seeds = attempts.map((_, index) => 100 + index);
    const test = { title: 't', status: 'flaky', durationMs: 1, assertions: 1, attempts, seeds } as TestRecord;
    expect(attemptWords(test)).to.equal(
      ', 1 of 50 times: fail with seed 112, pass with seeds 100, 101, 102 and 46 others',
    );
  });
});

describe('--oracle', function () {
  this.timeout(180_000);
  this.slow(60_000);

  it("does not excuse what CPython's own loop passes", async () => {
    const record = await askOracle(await plain('./lies.js'), options('./lies.js'));
    expect(record.clauses.map(({ status, oracle }) => [status, oracle])).to.deep.equal([['fail', 'agrees']]);
    expect(shown(record)).to.contain("CPython's own loop passes it");
    expect(record.verdict).to.equal('nonconformant');
  });

  it('calls suspect what CPython fails too: a clause of 3.8 asked of 3.14', async () => {
    const more = { selection: { clauses: ['coroutine.iscoroutine.generator_true'] }, contract: '3.8' };
    const asked = options('cpython', more);
    const record = await askOracle(await certifySubject(asked), asked);
    expect(record.clauses.map(({ status, oracle }) => [status, oracle])).to.deep.equal([['fail', 'suspect']]);
    expect(shown(record)).to.contain("1 clause not counted: CPython's own loop fails there too (suspect)");
  });

  it('asks nobody when nothing failed', async () => {
    const record = await plain('reference');
    expect(await askOracle(record, options('reference'))).to.equal(record);
  });

  it('leaves the record as it is, and says why, where there is no CPython of that version', async () => {
    const asked = options('./lies.js', { contract: '3.5' });
    const problems: string[] = [];
    const record = await certifySubject(asked);
    expect(await askOracle(record, asked, (problem) => problems.push(problem))).to.equal(record);
    expect(problems.join()).to.match(/no oracle was asked: .*3\.5/);
  });
});
