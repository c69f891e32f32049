/** `loopcert report`, and the reports that are text. */
import { expect } from 'chai';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withBaseline } from '../../runner/baseline/compare';
import { REPORTERS } from '../../runner/reporters';
import type { RunRecord } from '../../runner/results/record';
import { writeRecord } from '../../runner/results/files';
import { loopcert } from '../runner/cli';
import { firstTest, inventedRecord } from './records';

const FIFO = 'callbacks.call_soon.fifo';
const EVIL = '```\n::error::gotcha\n</details><script>alert(1)</script> | 50%, a: b \u001b[31m';

const sound = inventedRecord({ name: 'reference' });
const broken = inventedRecord({
  name: 'python:uvloop:new_event_loop',
  outcomes: { [firstTest(FIFO)]: { status: 'fail', error: { name: 'Error', message: EVIL } } },
  lacks: { signal: 'none here' },
  deviations: [{ clause: FIFO, reason: EVIL, link: 'javascript://x%0aalert' }],
});
const many = inventedRecord({ name: 'cpython', oneIn: 4 });

const made = (name: string, record: RunRecord): string => REPORTERS[name]?.render(record, false) ?? '';

describe('reports of a record', () => {
  it('markdown: a table of verdicts, then what fails, folded', () => {
    const text = REPORTERS['markdown']?.renderAll?.([sound, broken], false) ?? '';
    const { pass } = broken.summary.must;
    expect(text).to.match(/^\| reference 1\.0 \| .* \| \*\*conformant\*\* \| \d+ of \d+ \(100%\)/m);
    expect(text).to.contain(`| **nonconformant** | ${pass} of ${pass + 1} (99%) |`);
    expect(text).to.contain('uvloop does not claim: signal.');
    expect(text).to.contain('### uvloop: 1 clause does not pass');
    expect(text).to.contain('[must] fail: Callbacks are called in the order in which');
    expect(text).to.contain(`loopcert run python:uvloop:new_event_loop --clause ${FIFO}`);
  });

  it('markdown: leads with causes, and leaves what was not run to one line', () => {
    const error = { name: 'TypeError', message: 'one fault' };
    const failed = [FIFO, 'handles.timer_is_handle', 'handles.get_context'].map((id) => [
      firstTest(id),
      { status: 'fail', error },
    ]);
    const record = inventedRecord({
      name: 'reference',
      outcomes: Object.fromEntries(failed) as Record<string, object>,
    });
    const clauses = record.clauses.map((clause) =>
      clause.id.startsWith('timers.')
        ? { ...clause, status: 'notRun' as const, reason: 'it was late', tests: [] }
        : clause,
    );
    const text = made('markdown', { ...record, clauses });
    const cause = text.indexOf('- ✗ 3 clauses, must: TypeError: one fault: ');
    expect(cause).to.be.within(0, text.indexOf('<details>'));
    expect(text.match(/it was late/g)).to.have.length(1);
    expect(text).not.to.contain('timers.call_later');
  });

  it('markdown: nothing that a subject says is markup', () => {
    const text = made('markdown', broken);
    const outside = text.replace(/^(`{3,})\w*\n[^]*?^\1$/gm, '');
    expect(outside.match(/<(?!\/?(details|summary|code)>)[^>]*>/g)).to.equal(null);
    expect(outside.match(/<\/details>/g)).to.have.length(1);
    expect(outside).not.to.contain('<javascript');
    expect(text).to.contain('````\nError: ```\n::error::gotcha');
    expect(text).not.to.contain('\u001b');
  });

  it('markdown: says how many it leaves out', () => {
    const text = made('markdown', many);
    const bad = many.clauses.filter(({ status }) => status !== 'pass' && status !== 'skip' && status !== 'untested');
    expect(text.match(/<details>/g)).to.have.length(100);
    expect(text).to.contain(`And ${bad.length - 100} more`);
  });

  it('github: must clauses as errors, one line each, nothing that a subject says is a command', () => {
    const lines = made('github', broken).trimEnd().split('\n');
    expect(lines).to.have.length(2);
    expect(lines[0]).to.match(/^::error title=uvloop%3A callbacks\.call_soon\.fifo \[must\] fail::\S/);
    expect(lines[0]).to.contain('```%0A::error::gotcha%0A').and.to.contain('50%25');
    expect(lines[1]).to.match(/^::notice title=uvloop%3A nonconformant::\d+ of \d+ must clauses pass/);
    expect(made('github', sound).trimEnd().split('\n')).to.have.length(1);
  });

  it('github: no more than is shown, and says so', () => {
    const lines = made('github', many).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::error '))).to.have.length(10);
    expect(lines.filter((line) => line.startsWith('::warning '))).to.have.length(10);
    expect(lines.at(-1)).to.match(/10 of \d+ errors are shown; 10 of \d+ warnings are shown$/);
  });

  it('badge: the verdict with its counts, and a title that says more', () => {
    const { pass } = broken.summary.must;
    expect(made('badge', sound)).to.contain(`>conformant ${sound.summary.must.pass}/${sound.summary.must.pass}<`);
    expect(made('badge', broken))
      .to.contain(`>nonconformant ${pass}/${pass + 1}<`)
      .and.to.contain('not claimed: signal');
    expect(made('badge', sound)).to.match(/<title id="title">reference 1\.0: conformant, \d+ of \d+ must clauses/);
    const hostile = { ...sound, subject: { ...sound.subject, version: '"><script>' } };
    expect(made('badge', hostile)).not.to.contain('<script');
    const endpoint = JSON.parse(made('shields', broken)) as Record<string, unknown>;
    expect(endpoint).to.include({ schemaVersion: 1, isError: true });
    expect(endpoint['label']).to.match(/^asyncio core, task, lifetime \+\d+$/);
  });

  it('badge: a selection does not look like all', () => {
    const part = inventedRecord({ name: 'reference', clauses: ['callbacks.*'] });
    expect(part.verdict).to.equal('conformant');
    expect(made('badge', part)).to.contain('>selection conformant ').and.not.to.contain('#2a7d46');
  });

  it('show what a baseline sets aside, and never as a pass', () => {
    const failures = [{ clause: FIFO, reason: 'to be mended soon', expires: '2999-01-01' }];
    const known = withBaseline(broken, { file: 'known.yaml', failures });
    expect(made('github', known)).to.match(/^::warning title=uvloop%3A callbacks\.call_soon\.fifo \[must\] fail/);
    expect(made('github', known)).to.match(
      /^::notice title=uvloop%3A nonconformant::.*1 known failure; no failure is new/m,
    );
    expect(made('terminal', known)).to.contain('1 known failure, in known.yaml').and.to.contain('nonconformant');
    for (const name of ['markdown', 'html']) {
      expect(made(name, known), name).to.contain('to be mended soon').and.to.contain('nonconformant');
    }
    expect(made('html', known)).to.match(new RegExp(`id="${FIFO}"[^>]*data-status="fail"`));
  });

  it('html: says what keeps records from being compared', () => {
    const other = { ...sound, spec: { ...sound.spec, digest: 'another' }, kit: { ...sound.kit, version: '9.9.9' } };
    const part = inventedRecord({ name: 'cpython', clauses: ['callbacks.*'] });
    const page = REPORTERS['html']?.renderAll?.([part, other], false) ?? '';
    expect(page).to.contain('2 different texts of the specification');
    expect(page).to.contain('were made by loopcert 0.1.0, 9.9.9');
    expect(page).to.contain('of a selection of clauses');
    expect(made('html', part)).to.match(/The records have \d+ of the \d+ clauses/);
  });

  it('html: a test without a result, and one the record lacks, are not passes', () => {
    const missing = inventedRecord({ name: 'reference', missing: [firstTest(FIFO)] });
    const part = inventedRecord({ name: 'cpython', clauses: ['closing.*'] });
    const page = REPORTERS['html']?.renderAll?.([missing, part], false) ?? '';
    expect(page).to.match(new RegExp(`id="${FIFO}"[^>]*data-status="notRun absent"`));
    expect(page).to.contain('incomplete');
    expect(made('markdown', missing))
      .to.contain('1 clause does not pass')
      .and.to.contain('? 1 not run: the run ended before');
    expect(made('terminal', missing)).to.match(/^ {2}\? 1 clause not run: /m);
  });
});

describe('loopcert report', function () {
  this.slow(3000);
  let folder: string;
  const at = (name: string): string => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-report-'));
    writeRecord(at('a.json'), sound);
    writeRecord(at('b.json'), broken);
    writeFileSync(at('no.json'), '{"clauses": ');
    writeFileSync(at('other.json'), '{"name": "package"}');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('writes a page of several records, by the extension of the file', async () => {
    const { status, stdout } = await loopcert(['report', at('a.json'), at('b.json'), '--out', at('sub/r.html')]);
    expect([status, stdout]).to.deep.equal([0, '']);
    expect(readFileSync(at('sub/r.html'), 'utf8'))
      .to.match(/^<!doctype html>/)
      .and.to.contain('uvloop');
  });

  it('prints other formats', async () => {
    const { status, stdout } = await loopcert(['report', at('a.json'), '--format', 'markdown']);
    expect(status).to.equal(0);
    expect(stdout).to.match(/^## Conformance\n/);
  });

  const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a file that is not there', ['gone.json'], /there is no file .*gone\.json\n +give the JSON record/],
    ['what is not JSON', ['no.json'], /no\.json is not JSON: .*\n +give/],
    ['another file', ['other.json'], /is not a record of loopcert\n +give/],
    ['a folder', ['.'], /is a folder\n +name the records in it/],
    ['an unknown format', ['a.json', '--format', 'htlm'], /no format "htlm"\n +did you mean "html"\?/],
    ['an unknown extension', ['a.json', '--out', 'r.pdf'], /"\.pdf" names no format\n +give --format/],
    ['several records for one badge', ['a.json', 'b.json', '--format', 'badge'], /is of one record, and 2 were given/],
  ];
  for (const [what, args, message] of mistakes) {
    it(`refuses ${what} in a line and a remedy`, async () => {
      const paths = args.map((arg) => (/^\.$|\.(json|pdf)$/.test(arg) ? at(arg) : arg));
      const { status, stdout, stderr } = await loopcert(['report', ...paths]);
      expect([status, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.match(message);
      expect(stderr.trimEnd().split('\n')).to.have.length(2);
      expect(existsSync(at('r.pdf'))).to.equal(false);
    });
  }
});
