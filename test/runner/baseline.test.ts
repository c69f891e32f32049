/** Known failures: which runs break, what is refused, and what an update writes. */
import { expect } from 'chai';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { exitCodeOf, type RunRecord } from '../../runner';
import { askReasons } from '../../runner/baseline/ask-reasons';
import { isPlaceholder, PLACEHOLDER, type BaselineEntry } from '../../runner/baseline/baseline';
import { readBaseline, readDraft } from '../../runner/baseline/baseline-file';
import { withBaseline } from '../../runner/baseline/compare';
import { isWithin } from '../../runner/baseline/conditions';
import { describeBaseline } from '../../runner/reports/baseline-lines';
import { changes } from '../../runner/baseline/update';
import { writeRecord } from '../../runner/results/files';
import type { ClauseId } from '../../spec';
import { loopcert, ROOT } from './cli';
import { brokenLoop, certify, LAST_FIRST, temporaryFolder } from './records';
import { differences, type Schema } from './schema-of-type';

const FIFO = 'callbacks.call_soon.fifo';
const ONCE = 'callbacks.call_soon.exactly_once';
const TODAY = new Date('2030-06-15T12:00:00Z');

describe('a baseline', function () {
  this.slow(5000);
  const folder = temporaryFolder();
  let failing: RunRecord;
  before(async function () {
    this.timeout(60_000);
    failing = await certify(brokenLoop(folder(), LAST_FIRST), [FIFO, ONCE, 'callbacks.call_soon.not_synchronous']);
    expect(failing.clauses.map(({ status }) => status)).to.include.members(['pass', 'fail']);
  });

  const failures = (): readonly ClauseId[] =>
    failing.clauses.filter(({ status }) => status === 'fail').map(({ id }) => id);
  const all = (reason: string, more: Partial<BaselineEntry> = {}): readonly BaselineEntry[] =>
    failures().map((clause) => ({ clause, reason, ...more }));
  const judged = (entries: readonly BaselineEntry[], record = failing): RunRecord =>
    withBaseline(record, { file: 'known.yaml', failures: entries }, TODAY);
  /** `failing` with a clause as it did not end. */
  const but = (id: string, status: 'pass' | 'fail' | 'notRun' | 'skip'): RunRecord => ({
    ...failing,
    clauses: failing.clauses.map((clause) => (clause.id === id ? { ...clause, status } : clause)),
  });

  it('has a schema that says what its type says', function () {
    this.timeout(120_000);
    const schema = JSON.parse(readFileSync(require.resolve('loopcert/baseline.schema.json'), 'utf8')) as Schema;
    const found = differences(join(ROOT, 'runner/baseline/baseline.ts'), 'Baseline', schema);
    // The type leaves the platforms' names to node.
    expect(found).to.deep.equal(['Baseline.failures[].platforms[]: type: the schema says undefined, the type string']);
  });

  it('sets known failures aside, and leaves the verdict as it is', () => {
    const record = judged(all('we know'));
    expect(record.verdict).to.equal('nonconformant');
    expect(exitCodeOf([record])).to.equal(0);
    expect(exitCodeOf([failing]), 'without it').to.equal(1);
    expect(describeBaseline(record)[0]).to.match(/^baseline known\.yaml: \d known failures?; no failure is new$/);
  });

  it('breaks the run for a failure that it does not list', () => {
    const record = judged([]);
    expect(record.baseline?.unknown).to.deep.equal(failures());
    expect(exitCodeOf([record])).to.equal(1);
    expect(describeBaseline(record).join('\n')).to.match(/; the run breaks\n {2}new failure: /);
  });

  it('may name a test: what fails beside it is new, and that it passes is told', () => {
    const clause = failing.clauses.find(({ id }) => id === FIFO);
    const [first = '', ...others] =
      clause?.tests.filter(({ status }) => status === 'fail').map(({ title }) => title) ?? [];
    expect(others).not.to.deep.equal([]);
    const rest = all('we know').filter((entry) => entry.clause !== FIFO);
    const entry = (test: string): BaselineEntry => ({ clause: FIFO, test, reason: 'this one' });
    expect(judged([...rest, entry(first)]).baseline?.unknown).to.deep.equal([FIFO]);
    expect(exitCodeOf([judged([...rest, entry(first)])])).to.equal(1);
    const whole = judged([...rest, ...[first, ...others].map(entry)]);
    expect(whole.baseline?.unknown).to.deep.equal([]);
    expect(exitCodeOf([whole])).to.equal(0);
    const passing = but(ONCE, 'pass').clauses.find(({ id }) => id === ONCE)?.tests[0]?.title ?? '';
    const mended = {
      ...failing,
      clauses: failing.clauses.map((one) =>
        one.id === ONCE ? { ...one, tests: one.tests.map((test) => ({ ...test, status: 'pass' as const })) } : one,
      ),
    };
    const told = judged([...all('we know'), { clause: ONCE, test: passing, reason: 'it did' }], mended);
    expect(told.baseline?.passes).to.deep.equal([ONCE]);
  });

  it('lets pass or fail what fails at times, and counts it', () => {
    const flaky = all('at times', { flaky: true });
    expect(exitCodeOf([judged(flaky)])).to.equal(0);
    const entries: readonly BaselineEntry[] = [...flaky, { clause: ONCE, reason: 'at times', flaky: true }];
    const record = judged(entries, but(ONCE, 'pass'));
    expect(record.baseline?.passes).to.deep.equal([]);
    expect(record.baseline?.flaky?.listed).to.equal(entries.length);
    expect(describeBaseline(record)[0]).to.match(/, \d of \d that fail at times; no failure is new$/);
  });

  it('breaks the run for a listed clause that passes', () => {
    const record = judged([...all('we know'), { clause: ONCE, reason: 'it did' }], but(ONCE, 'pass'));
    expect(record.baseline?.passes).to.deep.equal([ONCE]);
    expect(record.baseline?.unknown).to.deep.equal([]);
    expect(exitCodeOf([record])).to.equal(1);
  });

  it('says nothing of a clause that was skipped, or not selected', () => {
    const extra = [...all('we know'), { clause: ONCE, reason: 'it did' }, { clause: 'handles.cancel', reason: 'x' }];
    const record = judged(extra, but(ONCE, 'skip'));
    expect(record.baseline).to.include({ file: 'known.yaml' });
    expect(record.baseline?.passes).to.deep.equal([]);
    expect(exitCodeOf([record])).to.equal(0);
  });

  it('makes no whole run of an unfinished one', () => {
    expect(exitCodeOf([judged(all('we know'), but(ONCE, 'notRun'))])).to.equal(3);
    expect(exitCodeOf([judged(all('we know'), { ...failing, verdict: 'incomplete' })])).to.equal(3);
    const lost = { ...failing, canaries: { run: 3, caught: 2 } };
    expect(exitCodeOf([judged(all('we know'), lost)])).to.equal(3);
  });

  it('counts an entry up to its day', () => {
    expect(exitCodeOf([judged(all('we know', { expires: '2030-06-15' }))])).to.equal(0);
    const late = judged(all('we know', { expires: '2030-06-14' }));
    expect(late.baseline?.unknown).to.deep.equal(failures());
    expect(late.baseline?.expired.map(({ clause }) => clause)).to.deep.equal(failures());
    expect(exitCodeOf([late])).to.equal(1);
    expect(describeBaseline(late).join('\n')).to.match(/expired on 2030-06-14, so it counts as not listed: /);
  });

  it('counts an entry where its conditions hold', () => {
    const { name } = failing.subject;
    for (const [conditions, code] of [
      [{ platforms: [process.platform] }, 0],
      [{ platforms: ['aix'] }, 1],
      [{ subjects: [name] }, 0],
      [{ subjects: ['**/broken.js'] }, 0],
      [{ subjects: ['python:*'] }, 1],
      [{ pythonVersions: [failing.spec.contract] }, 0],
      [{ pythonVersions: ['3.8', '<3.10'] }, 1],
      [{ subjectVersions: ['>=1'] }, 1],
      [{ platforms: [process.platform], subjects: ['cpython'] }, 1],
    ] as const) {
      expect(exitCodeOf([judged(all('we know', conditions))]), JSON.stringify(conditions)).to.equal(code);
    }
  });

  it('reads versions and ranges of them', () => {
    for (const [version, range, within] of [
      ['3.12.1', '3.12', true],
      ['3.1', '3.12', false],
      ['3.12.1', '3.1', false],
      ['3.12.1', '>=3.9,<3.13', true],
      ['3.13.0', '>=3.9, <3.13', false],
      ['unknown', '>=1', false],
    ] as const) {
      expect(isWithin(version, range), `${version} in ${range}`).to.equal(within);
    }
  });

  it('counts an entry under a former id for the clauses that stand in its place', () => {
    const path = join(folder(), 'former.json');
    const entries = ['context.call_soon.isolated', 'context.call_soon.none_and_empty', 'lifetime.private_sets.not_api'];
    writeFileSync(path, JSON.stringify({ failures: entries.map((clause) => ({ clause, reason: 'we know' })) }));
    expect(readBaseline(path).failures.map(({ clause }) => clause)).to.deep.equal([
      'context.call_soon.separate_copies',
      'context.none_means_default',
      'context.empty_context_respected',
    ]);
  });

  it('is refused where it is wrong, with the clause and a remedy', () => {
    const refused = (text: string, name = 'wrong.yaml'): string => {
      const path = join(folder(), name);
      writeFileSync(path, text);
      try {
        readBaseline(path);
      } catch (error) {
        const { message, remedy } = error as { message: string; remedy?: string };
        return `${message.replace(path, 'it')}; ${String(remedy)}`;
      }
      return 'accepted';
    };
    const entry = (more: string): string => `failures:\n  - clause: ${FIFO}\n    ${more}\n`;
    expect(refused(entry('reason: it is slow'))).to.equal('accepted');
    expect(refused(entry('link: x'))).to.equal(`it: the failure of ${FIFO} has no reason; say why it fails`);
    expect(refused(entry('reason:'))).to.equal(`it: the failure of ${FIFO} has no reason; say why it fails`);
    expect(refused(entry(`reason: "${PLACEHOLDER}"`))).to.match(
      /fifo has no reason yet; say why it fails in place of "TODO/,
    );
    expect(refused(entry('reason: x').replace('fifo', 'fofo'))).to.match(
      /no clause "[\w.]*fofo"; did you mean "[\w.]*fifo"\?/,
    );
    expect(refused(entry('reason: x\n    expires: 2030-02-31'))).to.match(/2030-02-31, which is no day/);
    expect(refused(entry('reason: x\n    expire: 2030-02-01'))).to.match(
      /"expire" is unknown in failures\[0\]; did you mean "expires"\?/,
    );
    expect(refused(entry('reason: x\n    platforms: [linus]'))).to.match(
      /"linus", which is not known; did you mean "linux"\?/,
    );
    expect(refused(entry('reason: x\n    pythonVersions: ["~3"]'))).to.match(
      /a version: "3\.12" with its patch releases/,
    );
    expect(refused(`${entry('reason: x')}  - clause: ${FIFO}\n    reason: y\n`)).to.match(/fifo is listed twice/);
    expect(refused('{', 'wrong.json')).to.match(/^it is not JSON: /);
    expect(refused('- a: [', 'wrong.yaml')).to.match(/^it is not YAML: /);
    expect(refused('[]')).to.match(/^it: it must be object/);
  });

  it('may look as CONFORMANCE.md shows it', () => {
    const [, example = ''] =
      /```yaml\n(failures:\n[^`]*)```/.exec(readFileSync(join(ROOT, 'CONFORMANCE.md'), 'utf8')) ?? [];
    const path = join(folder(), 'example.yaml');
    writeFileSync(path, example);
    expect(Object.keys(readBaseline(path).failures[0] ?? {})).to.have.length.greaterThan(5);
  });

  describe('update', () => {
    it('adds failures, drops what passes, keeps what fails, is skipped or is about another loop', () => {
      const [first = FIFO, ...others] = failures();
      const entries: readonly BaselineEntry[] = [
        { clause: first, reason: 'known' },
        { clause: ONCE, reason: 'it did fail' },
        { clause: ONCE, reason: 'it fails there', subjects: ['cpython'] },
        { clause: 'handles.cancel', reason: 'not selected' },
      ];
      const found = changes({ failures: entries }, [but(ONCE, 'pass')], 'must', TODAY);
      expect(found.dropped).to.deep.equal([entries[1]]);
      expect(found.added.map(({ clause }) => clause)).to.deep.equal(others);
      expect(found.added.every(({ reason }) => isPlaceholder(reason))).to.equal(true);
    });

    it('tells runs that fail from those that pass by subject, version or platform', () => {
      const passing = (record: RunRecord): RunRecord => ({
        ...record,
        clauses: record.clauses.map((clause) => ({ ...clause, status: 'pass' as const })),
      });
      const added = (good: RunRecord): Partial<BaselineEntry> | undefined =>
        changes({ failures: [] }, [failing, good]).added[0];
      expect(added(passing({ ...failing, subject: { ...failing.subject, name: 'other' } }))?.subjects).to.deep.equal([
        failing.subject.name,
      ]);
      expect(added(passing({ ...failing, spec: { ...failing.spec, contract: '3.8' } }))?.pythonVersions).to.deep.equal([
        failing.spec.contract,
      ]);
      expect(added(passing({ ...failing, host: { platform: 'aix', arch: 'ppc64' } }))?.platforms).to.deep.equal([
        failing.host.platform,
      ]);
      expect(added(failing)).to.have.all.keys('clause', 'reason');
    });

    it('takes the reason of a deviation that is known already', () => {
      const deviation = { reason: 'It has no order.', link: 'https://example.org/order' };
      const explained = { ...failing, clauses: failing.clauses.map((clause) => ({ ...clause, deviation })) };
      expect(changes({ failures: [] }, [explained]).added[0]).to.include(deviation);
    });

    it('asks for reasons', async () => {
      const [input, output] = [new PassThrough(), new PassThrough()];
      const entries = [FIFO, ONCE, 'handles.cancel'].map((clause) => ({ clause, reason: PLACEHOLDER }));
      input.end('it is a stack\n\n');
      const reasons = await askReasons(entries, [failing], { input, output });
      expect([...reasons]).to.deep.equal([[entries[0], 'it is a stack']]);
      const asked = String(output.read());
      expect(asked).to.match(/^\ncallbacks\.call_soon\.fifo\n {2}\S.*\n {2}AssertionError: .*\nWhy does it fail\? /);
    });

    it('keeps the comments of a YAML file, and the run takes it once it has its reasons', async () => {
      const [record, known] = [join(folder(), 'broken.json'), join(folder(), 'known.yaml')];
      rmSync(known, { force: true });
      writeRecord(record, failing);
      const update = (...more: string[]) => loopcert(['baseline', 'update', record, '--baseline', known, ...more]);
      const run = () =>
        loopcert(['run', join(folder(), 'broken.js'), '--clause', FIFO, '--clause', ONCE, '--baseline', known]);
      const made = await update();
      expect(made.status).to.equal(0);
      expect(made.stdout).to.match(/known\.yaml: \d added, 0 dropped, 0 kept\n {2}\+ /);
      expect(made.stdout).to.match(/\d without a reason: /);
      const refused = await run();
      expect(refused.status).to.equal(2);
      expect(refused.stderr).to.match(/has no reason yet\n {10}say why it fails in place of "TODO/);

      expect((await update('--reason', 'it is a stack')).stdout).to.match(/: 0 added, 0 dropped, \d kept\n$/);
      const draft = readDraft(known).failures;
      expect(draft.map(({ reason }) => reason)).to.deep.equal(draft.map(() => 'it is a stack'));
      const taken = await run();
      expect(taken.stdout).to.match(/baseline .*known\.yaml: 1 known failure; no failure is new\n.*nonconformant/);
      expect(taken.status).to.equal(0);

      const text = readFileSync(known, 'utf8').replace(
        'reason: it is a stack',
        'reason: it is a stack # see the notes',
      );
      writeFileSync(known, `${text}  # this one is gone\n  - clause: ${ONCE}\n    reason: it did fail\n`);
      writeRecord(record, but(ONCE, 'pass'));
      expect((await update()).stdout).to.match(/1 dropped/);
      const after = readFileSync(known, 'utf8');
      expect(after).to.match(/^# Known failures/);
      expect(after).to.contain('reason: it is a stack # see the notes');
      expect(after).not.to.contain(ONCE);
      expect(existsSync(`${known}.tmp`)).to.equal(false);
    });

    it('writes JSON to a file of that name', async () => {
      const [record, known] = [join(folder(), 'broken.json'), join(folder(), 'known.json')];
      writeRecord(record, failing);
      const { status } = await loopcert(['baseline', 'update', record, '--baseline', known, '--reason', 'stack']);
      expect(status).to.equal(0);
      expect(readBaseline(known).failures.map(({ clause }) => clause)).to.deep.equal(failures());
    });
  });
});
