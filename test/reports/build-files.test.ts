/** Files that build servers and people over time read: JUnit and the history of a loop. */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { withBaseline } from '../../runner/baseline/compare';
import { REPORTERS } from '../../runner/reporters';
import { historiesOf, historyText } from '../../runner/reports/history';
import type { RunRecord, TestRecord } from '../../runner/results/record';
import { CLAUSES } from '../../spec';
import { junitFaults } from './junit-schema';
import { firstTest, inventedRecord } from './records';

const FIFO = 'callbacks.call_soon.fifo';
const HANDLE = 'handles.timer_is_handle';
const EVIL = '<b>&"\u0000\ufffe]]>\nnext';
const lesser = CLAUSES.find(({ id, level }) => level === 'should' && id.startsWith('callbacks.'))?.id ?? '';

function failing(ids: readonly string[], version = '1.0'): RunRecord {
  const failed: Partial<TestRecord> = { status: 'fail', error: { name: 'TypeError', message: EVIL } };
  const outcomes = Object.fromEntries(ids.map((id) => [firstTest(id), failed]));
  return inventedRecord({ name: 'reference', version, outcomes });
}

const xml = (record: RunRecord): string => REPORTERS['junit']?.render(record, false) ?? '';

describe('JUnit', () => {
  it('has a suite a subject with counts, a class a chapter, and a time a test', () => {
    const text = xml(failing([FIFO]));
    expect(text).to.match(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="\d+" failures="1" errors="0" time="[\d.]+">/,
    );
    expect(text).to.match(
      /<testsuite name="reference 1\.0" tests="\d+" failures="1" errors="0" time="[\d.]+" skipped="\d+" timestamp="[\d-]+T[\d:]+">/,
    );
    const cases = text.match(/<testcase classname="loopcert\.\w+" name="[^"]+" time="\d+\.\d{3}"/g) ?? [];
    expect(cases.length).to.equal(Number(/tests="(\d+)"/.exec(text)?.[1]));
    expect(text.match(/<testcase\b/g)).to.have.length(cases.length);
    expect(text).to.match(/<skipped message="[^"]+"\/>/);
  });

  it("keeps Jenkins' schema, whatever a subject says", () => {
    const many = inventedRecord({ name: 'reference', version: EVIL, oneIn: 3, lacks: { signal: EVIL } });
    for (const record of [many, failing([FIFO, lesser])]) expect(junitFaults(xml(record))).to.deep.equal([]);
    const good = xml(failing([FIFO]));
    const broken: readonly (readonly [string | RegExp, string, string])[] = [
      [/ name="reference 1\.0"/, '', 'testsuite lacks name'],
      ['<properties>', '<facts>', 'there is no element facts'],
      [/<testcase /, '<testcase seconds="1" ', 'testcase has seconds'],
      [/ time="[\d.]+"/, ' time="long"', 'time="long" in testsuites'],
      [/timestamp="[^"]*"/, 'timestamp="now"', 'timestamp="now" in testsuite'],
      ['</testsuite>', 'words</testsuite>', 'text in testsuite'],
      [/<\/testcase>/, '', 'testcase in testcase'],
      ['&#60;', '&', 'an & that begins no reference'],
    ];
    for (const [from, to, fault] of broken) {
      const changed = good.replace(from, to);
      expect(changed, fault).not.to.equal(good);
      expect(junitFaults(changed), fault).to.include(fault);
    }
  });

  it('is as pytest writes it, for those who read only that: one suite, and its counts are what stands in it', () => {
    const text = xml(inventedRecord({ name: 'reference', oneIn: 5 }));
    const [, head = ''] = /<testsuite ([^>]*)>/.exec(text) ?? [];
    const said = (name: string): number => Number(new RegExp(`${name}="(\\d+)"`).exec(head)?.[1]);
    const found = (name: string): number => text.split(`<${name} `).length - 1;
    expect(text.match(/<testsuite /g)).to.have.length(1);
    expect([said('tests'), said('failures'), said('errors'), said('skipped')]).to.deep.equal(
      ['testcase', 'failure', 'error', 'skipped'].map(found),
    );
    expect(said('failures')).to.be.above(0);
    for (const [one] of text.matchAll(/<(?:skipped|failure|error) [^>]*>/g)) expect(one).to.match(/message="[^"]+"/);
  });

  it('has nothing that XML does not take, whatever a subject says', () => {
    const text = xml(failing([FIFO]));
    expect(text).to.contain('<failure message="TypeError: &#60;b&#62;&#38;&#34;\\u0000');
    // eslint-disable-next-line no-control-regex -- these are what XML forbids
    expect(text).not.to.match(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/);
    expect(text.replace(/<\/?[a-z-]+(?: [a-z]+="[^"<]*")*\/?>|<\?xml[^>]*\?>/g, '')).not.to.match(/[<>]/);
    expect(text).to.contain(`loopcert run reference --clause ${FIFO} --seed 7`);
  });

  it('fails a build for what breaks a run alone', () => {
    const record = failing([FIFO, HANDLE, lesser]);
    expect(xml(record))
      .to.match(/failures="2"/)
      .and.to.match(/<skipped message="should, which breaks no run; fail: /);
    const known = withBaseline(record, { file: 'known.yaml', failures: [{ clause: FIFO, reason: 'so it is' }] });
    expect(xml(known))
      .to.match(/failures="1"/)
      .and.to.match(/<skipped message="known failure: so it is; fail: /);
  });
});

describe('the history of a loop', () => {
  const records = [failing([FIFO], '1.10'), failing([FIFO, HANDLE], '1.9'), failing([HANDLE], '1.11')];

  it('is in the order of versions, with what each gained and lost', () => {
    const [history, ...others] = historiesOf(records);
    expect(others).to.deep.equal([]);
    expect(history?.moments.map(({ record }) => record.subject.version)).to.deep.equal(['1.9', '1.10', '1.11']);
    expect(history?.moments.map(({ gained }) => gained)).to.deep.equal([[], [HANDLE], [FIFO]]);
    expect(history?.moments.map(({ lost }) => lost)).to.deep.equal([[], [], [HANDLE]]);
    expect(historyText(records)).to.match(
      /reference\n {2}1\.9 +2026-01-02 {2}█+░ {2}must \d+ of \d+.*\n {2}1\.10 .*\n {6}\+1 handles/,
    );
  });

  it('stands on the page of several records of one loop', () => {
    const page = REPORTERS['html']?.renderAll?.(records, false) ?? '';
    expect(page).to.contain('Over time');
    expect(
      REPORTERS['html']?.renderAll?.(
        [failing([]), { ...failing([]), subject: { ...failing([]).subject, name: 'cpython' } }],
        false,
      ),
    ).not.to.contain('Over time');
  });
});

describe('TAP', () => {
  it('is read whole by tap-junit, which says nothing of what it loses', () => {
    const manifest = require.resolve('tap-junit/package.json');
    const { bin } = require(manifest) as { readonly bin: Readonly<Record<string, string>> };
    const script = join(dirname(manifest), bin['tap-junit'] ?? '');
    const input = REPORTERS['tap']?.render(failing([FIFO]), false) ?? '';
    const { stdout } = spawnSync(process.execPath, [script, '--suite', 'loopcert'], { input, encoding: 'utf8' });
    const planned = Number(/^1\.\.(\d+)/m.exec(input)?.[1]);
    expect(planned).to.be.above(100);
    expect(stdout.match(/<testcase\b/g)).to.have.length(planned);
    expect(stdout.match(/<failure\b/g)).to.have.length(1);
  });
});
