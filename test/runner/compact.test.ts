/** Records laid out for keeping: they say what the reduced record says, and every command that reads records reads them. */
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPORTERS, type RunRecord } from '../../runner';
import { isCovered } from '../../runner/baseline/compare';
import { diffRecords, KINDS } from '../../runner/diff/diff';
import { historiesOf } from '../../runner/reports/history';
import { compactText } from '../../runner/results/compact';
import { digestOf, withDigest } from '../../runner/results/digest';
import { readRecord, readRecords } from '../../runner/results/files';
import { reduced } from '../../runner/results/reduce';
import { verifyRecord } from '../../runner/verify/verify';
import { loopcert, ROOT } from './cli';
import { brokenLoop, certify, LAST_FIRST, temporaryFolder } from './records';
import type { Schema } from './schema-of-type';

const CLAUSES = ['callbacks.*', 'handles.*', 'timers.call_later.*'];
const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(join(ROOT, 'runner/results', name), 'utf8')) as Schema;

describe('compact records', function () {
  this.timeout(120_000);
  this.slow(10_000);
  const folder = temporaryFolder();
  let whole: RunRecord;
  let small: RunRecord;

  before(async () => {
    whole = withDigest(await certify(brokenLoop(folder(), LAST_FIRST), CLAUSES));
    small = reduced(whole, digestOf(whole));
  });

  function file(text: string, name = 'compact.json'): string {
    const path = join(folder(), name);
    writeFileSync(path, text);
    return path;
  }
  const kept = (): string => file(REPORTERS['compact']?.render(whole, false) ?? '');

  it('are read as the reduced record, to the digest, which verifies', () => {
    const read = readRecord(kept());
    expect(read).to.deep.equal(JSON.parse(JSON.stringify(small)));
    expect(read.digest).to.equal(digestOf(read));
    expect(verifyRecord(read).filter(({ holds }) => !holds)).to.deep.equal([]);
    expect(read.reduced?.of).to.equal(whole.digest);
    expect(compactText(read)).to.equal(compactText(small));
  });

  it('are a fraction of the whole, a line for what differs and one for neighbours that do not', () => {
    const text = readFileSync(kept(), 'utf8');
    expect(text.length).to.be.below(JSON.stringify(whole).length / 2);
    const failing = small.clauses.filter(({ status }) => status === 'fail');
    expect(failing).not.to.deep.equal([]);
    const lines = text.split('\n');
    for (const { id } of failing)
      expect(lines.filter((line) => line.startsWith(`    {"id":"${id}"`))).to.have.length(1);
    expect(text).to.match(/^ {4}"core handles\.\w+( #\d+)?: [\w?~ ]+",?$/m);
  });

  it('leave out of what is not run everything but the reason', () => {
    const [first, ...rest] = whole.clauses;
    if (first === undefined) throw new Error('no clause');
    const stopped = { title: 'a', status: 'notRun', durationMs: 0, assertions: 0, reason: 'the time was up' } as const;
    const { id, level, profile } = first;
    const clause = { id, level, profile, status: 'notRun', tests: [stopped] } as const;
    const { clauses } = reduced({ ...whole, clauses: [clause, ...rest] }, '');
    expect(clauses[0]).to.include({ status: 'notRun', reason: 'the time was up' }).and.to.deep.include({ tests: [] });
  });

  it('compare as the whole does: nothing between them, the same history, the same baseline', () => {
    const read = readRecord(kept());
    const difference = diffRecords(whole, read);
    expect(KINDS.filter((kind) => difference[kind].length > 0)).to.deep.equal([]);
    expect(historiesOf([read])[0]?.moments[0]?.kept).to.deep.equal(historiesOf([whole])[0]?.moments[0]?.kept);
    for (const clause of read.clauses.filter(({ status }) => status === 'fail')) {
      const entries = clause.tests.map(({ title: test }) => ({ clause: clause.id, test, reason: 'known' }));
      expect(isCovered(clause, entries), clause.id).to.equal(true);
    }
  });

  it('make every report', () => {
    const read = readRecord(kept());
    for (const [name, { render }] of Object.entries(REPORTERS)) {
      const text = render(read, false);
      if (!['badge', 'shields', 'compact'].includes(name)) expect(text, name).to.contain('callbacks.call_soon.fifo');
      if (name === 'shields' || name === 'badge') expect(text, name).to.equal(render(whole, false));
    }
  });

  it('are what commands read: verify, report, history, diff and baseline', async () => {
    const path = kept();
    const full = file(JSON.stringify(whole), 'whole.json');
    expect((await loopcert(['verify', path])).status).to.equal(0);
    const page = await loopcert(['report', path, full, '--format', 'html']);
    expect([page.status, page.stdout.includes('callbacks.call_soon.fifo')]).to.deep.equal([0, true]);
    expect((await loopcert(['history', path])).stdout).to.match(/must \d+ of \d+/);
    expect((await loopcert(['diff', full, path])).status).to.equal(0);
    const made = await loopcert(['report', full, '--out', join(folder(), 'again.compact.json')]);
    expect([made.status, readFileSync(join(folder(), 'again.compact.json'), 'utf8')]).to.deep.equal([
      0,
      readFileSync(path, 'utf8'),
    ]);
    const baseline = join(folder(), 'known.json');
    const updated = await loopcert(['baseline', 'update', path, '--baseline', baseline, '--reason', 'seen today']);
    expect(updated.status, updated.stderr).to.equal(0);
    expect(readFileSync(baseline, 'utf8')).to.contain('callbacks.call_soon.fifo');
  });

  it('count once beside the record that they were made of', () => {
    const full = file(JSON.stringify(whole), 'whole.json');
    expect(readRecords([full, kept()], () => {})).to.have.length(1);
    expect(readRecords([kept()], () => {})).to.have.length(1);
  });

  it('are turned down when they say something else, with the place', () => {
    const sound = JSON.parse(readFileSync(kept(), 'utf8')) as { alike: object[]; clauses: unknown[] };
    const refusal = (value: unknown): string => {
      try {
        readRecord(file(JSON.stringify(value), 'wrong.json'));
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(refusal({ ...sound, clauses: ['core handles'] })).to.match(
      /wrong\.json is not a compact record: clauses\[0\]/,
    );
    expect(refusal({ ...sound, alike: [], clauses: ['core handles.cancel #0: idempotent'] })).to.match(
      /"alike" has not/,
    );
    expect(refusal({ ...sound, clauses: ['shore handles.cancel: idempotent'] })).to.match(/"shore" is no profile/);
    expect(refusal({ ...sound, verdikt: 1 })).to.match(/"verdikt" is unknown/);
    expect(refusal({ ...sound, summary: { must: { passed: 1 }, should: {}, may: {} } })).to.match(
      /"passed" is unknown/,
    );
    expect(
      refusal({
        ...sound,
        clauses: [{ ...(sound.clauses.find((one) => typeof one === 'object') as object), tests: [] }],
      }),
    ).to.match(/clauses\[0\]/);
    const changed = {
      ...sound,
      clauses: sound.clauses.map((one) => (typeof one === 'string' ? one : { ...(one as object), oracle: 'suspect' })),
    };
    const read = readRecord(file(JSON.stringify(changed), 'changed.json'));
    expect(verifyRecord(read).find(({ what }) => what === 'digest')?.holds).to.equal(false);
  });

  it('have a schema beside that of records, with the same members, which is shipped', () => {
    const [compact, record] = [schemaOf('compact-record.schema.json'), schemaOf('record.schema.json')];
    const members = (schema: Schema | undefined): readonly string[] => Object.keys(schema?.properties ?? {}).sort();
    expect(members(compact)).to.deep.equal([...members(record), 'alike'].sort());
    for (const shape of ['clause', 'test', 'tally']) {
      expect(members(compact.$defs?.[shape]), shape).to.deep.equal(members(record.$defs?.[shape]));
    }
    const clause = members(record.$defs?.['clause']).filter(
      (name) => !['id', 'level', 'profile', 'tests'].includes(name),
    );
    expect(members(compact.properties?.['alike']?.items)).to.deep.equal(clause);
    expect(members(compact.properties?.['profiles']?.items)).to.deep.equal(
      members(record.properties?.['profiles']?.items),
    );
    const shipped = require.resolve('loopcert/compact-record.schema.json');
    expect(JSON.parse(readFileSync(shipped, 'utf8'))).to.deep.equal(compact);
  });
});
