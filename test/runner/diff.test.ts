/** `loopcert diff`. */
import { expect } from 'chai';
import { join } from 'node:path';
import type { RunRecord, Status } from '../../runner';
import { writeRecord } from '../../runner/results/files';
import { diffMarkdown, diffText } from '../../runner/diff/describe-diff';
import { diffRecords, isWorse, KINDS, type Difference, type Kind } from '../../runner/diff/diff';
import { loopcert } from './cli';
import { certify, FEW, temporaryFolder } from './records';

describe('loopcert diff', function () {
  this.slow(5000);
  const folder = temporaryFolder();
  let record: RunRecord;
  before(async function () {
    this.timeout(60_000);
    record = await certify('reference', FEW);
  });

  /** The record with the clause at `index` ended so. */
  const but = (index: number, status: Status, more: Partial<RunRecord> = {}): RunRecord => ({
    ...record,
    ...more,
    clauses: record.clauses.map((clause, i) => (i === index ? { ...clause, status } : clause)),
  });
  const counts = (difference: Difference): Partial<Record<Kind, number>> =>
    Object.fromEntries(KINDS.map((kind) => [kind, difference[kind].length] as const).filter(([, n]) => n > 0));

  it('tells lost, gained and changed clauses', () => {
    for (const [before, after, kind] of [
      ['pass', 'fail', 'lost'],
      ['pass', 'flaky', 'lost'],
      ['pass', 'skip', 'lost'],
      ['pass', 'notRun', 'lost'],
      ['fail', 'pass', 'gained'],
      ['skip', 'pass', 'gained'],
      ['fail', 'hang', 'changed'],
      ['fail', 'skip', 'changed'],
    ] as const) {
      const difference = diffRecords(but(0, before), but(0, after));
      expect(counts(difference), `${before} to ${after}`).to.deep.equal({ [kind]: 1 });
      expect(difference[kind][0]).to.deep.include({ id: record.clauses[0]?.id, before, after });
    }
    expect(counts(diffRecords(record, record))).to.deep.equal({});
    expect(diffText(diffRecords(record, record))).to.match(/\n\nno clause changed\n$/);
  });

  it('tells new and removed clauses', () => {
    const less = { ...record, clauses: record.clauses.slice(2) };
    expect(counts(diffRecords(less, record))).to.deep.equal({ new: 2 });
    expect(counts(diffRecords(record, less))).to.deep.equal({ removed: 2 });
  });

  it('is worse only where a must was lost', () => {
    const at = (level: string): number => record.clauses.findIndex((clause) => clause.level === level);
    expect(isWorse(diffRecords(record, but(at('must'), 'fail')))).to.equal(true);
    expect(isWorse(diffRecords(record, but(at('should'), 'fail')))).to.equal(false);
    expect(isWorse(diffRecords(but(at('must'), 'fail'), record))).to.equal(false);
  });

  it('warns of records that are not of a kind', () => {
    const subject = { ...record.subject, name: 'other' };
    const spec = { ...record.spec, contract: '3.9' };
    const other = { ...record, subject, spec, verdict: 'incomplete', reason: 'it was interrupted' } as const;
    const { warnings } = diffRecords(record, other);
    expect(warnings).to.include('different subjects: reference and other');
    expect(warnings).to.include('different contracts: 3.15 and 3.9');
    expect(warnings[2]).to.match(/^the run of other at .* is incomplete: it was interrupted$/);
  });

  it('makes Markdown that a name cannot break', () => {
    const subject = { ...record.subject, name: './a|b_<img>.ts' };
    const text = diffMarkdown(
      diffRecords(but(1, 'fail', { subject }), but(0, 'fail', { subject, verdict: 'nonconformant' })),
    );
    expect(text).to.match(/^### loopcert: \.\/a\\\|b\\_\\<img\\>\.ts was conformant, is nonconformant\n/);
    expect(text).to.contain('| lost | gained | changed | new clauses | removed clauses |');
    expect(text).to.contain('| 1 | 1 | 0 | 0 | 0 |');
    expect(text).to.contain(`| \`${record.clauses[0]?.id ?? ''}\` | ${record.clauses[0]?.level ?? ''} | pass → fail |`);
    expect(text.match(/<details/g)).to.have.length(2);
    expect(text.match(/<\/details>/g)).to.have.length(2);
  });

  it('exits with 1 when a must was lost', async () => {
    const [old, now] = [join(folder(), 'old.json'), join(folder(), 'new.json')];
    writeRecord(old, record);
    writeRecord(now, but(0, 'fail', { verdict: 'nonconformant' }));
    const lost = await loopcert(['diff', old, now]);
    expect(lost.status).to.equal(1);
    expect(lost.stdout).to.match(/: conformant\n.*: nonconformant\n\nlost \(1\)\n {2}\S+ \[must\] pass → fail\n$/);
    const json = await loopcert(['diff', now, old, '--json']);
    expect(json.status).to.equal(0);
    expect((JSON.parse(json.stdout) as Difference).gained).to.have.length(1);
    const nothing = await loopcert(['diff', old, 'nowhere.json']);
    expect(nothing.stderr).to.match(/^loopcert: there is no file nowhere\.json\n/);
    expect(nothing.status).to.equal(2);
  });
});
