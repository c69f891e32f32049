/** The published schema of records: every real record passes it, and it says what the type says, no more and no less. */
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../runner';
import { withDigest } from '../../runner/results/digest';
import { readRecord, writeRecord } from '../../runner/results/files';
import { RECORD_SCHEMA } from '../../runner/results/record';
import { ROOT } from './cli';
import { brokenLoop, certify, FEW, LAST_FIRST, temporaryFolder } from './records';
import { differences, type Schema } from './schema-of-type';

const SCHEMA = join(ROOT, 'runner/results/record.schema.json');
const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as Schema;

describe('the schema of records', function () {
  this.slow(10_000);
  const folder = temporaryFolder();

  function reread(record: RunRecord): RunRecord {
    const path = join(folder(), 'record.json');
    writeRecord(path, record);
    return readRecord(path);
  }

  it('says what the type says', function () {
    this.timeout(120_000);
    expect(schema.$id).to.equal(RECORD_SCHEMA);
    expect(differences(join(ROOT, 'runner/results/record.ts'), 'RunRecord', schema)).to.deep.equal([]);
  });

  it('would be told from one that does not', function () {
    this.timeout(120_000);
    const wrong = JSON.stringify(schema)
      .replace('"seed":{"$ref":"#/$defs/count"},"selection"', '"selection"')
      .replace('"required":["$schema"', '"required":["reason","$schema"')
      .replace('"notRun","skip","untested"]}', '"notRun","skip"]}')
      .replace('"additionalProperties":false,"required":["title"', '"required":["title"')
      .replace('"message":{"type":"string"}', '"message":{"type":"number"}');
    const found = differences(join(ROOT, 'runner/results/record.ts'), 'RunRecord', JSON.parse(wrong) as Schema).join(
      '\n',
    );
    expect(found)
      .to.match(/^RunRecord: members: /m)
      .and.to.match(/^RunRecord: required: /m)
      .and.to.match(/^RunRecord\.clauses\[\]\.status: values: /m)
      .and.to.match(/^RunRecord\.clauses\[\]\.tests\[\]: additionalProperties: /m)
      .and.to.match(/^RunRecord\.clauses\[\]\.tests\[\]\.error\.message: type: /m);
  });

  it('is shipped with the package', () => {
    const shipped = require.resolve('loopcert/record.schema.json');
    expect(readFileSync(shipped, 'utf8')).to.equal(readFileSync(SCHEMA, 'utf8'));
  });

  for (const subject of ['reference', 'cpython']) {
    it(`accepts the record of ${subject}`, async () => {
      const record = await certify(subject);
      expect(record.verdict).to.equal('conformant');
      expect(reread(record)).to.deep.equal(withDigest(record));
    });
  }

  it('accepts the record of a loop that fails, retried', async () => {
    const path = brokenLoop(folder(), `${LAST_FIRST} _timerHandleCancelled() { process.exit(3) }`);
    const record = await certify(path, FEW, { retries: 1 });
    expect(record.verdict).to.equal('nonconformant');
    expect(record.clauses.map(({ status }) => status)).to.include.members(['fail', 'crash']);
    expect(record.clauses.some(({ tests }) => tests.some(({ attempts }) => attempts?.length === 2))).to.equal(true);
    expect(reread(record)).to.deep.equal(withDigest(record));
  });

  it('accepts an interrupted record, and the one that goes on from it', async () => {
    const abort = new AbortController();
    const partial: RunRecord[] = [];
    const interrupted = await certify('reference', FEW, {
      jobs: 1,
      signal: abort.signal,
      onProgress: () => abort.abort(),
      onPartial: (record) => partial.push(record),
    });
    expect(interrupted.verdict).to.equal('incomplete');
    for (const record of [interrupted, ...partial]) expect(reread(record)).to.deep.equal(withDigest(record));
    const resumed = await certify('reference', FEW, { resume: reread(interrupted) });
    expect(resumed.verdict).to.equal('conformant');
    expect(reread(resumed)).to.deep.equal(withDigest(resumed));
  });

  it('turns down what is no record, and says where it is wrong', async () => {
    const sound = await certify('reference', ['callbacks.call_soon.fifo']);
    const path = join(folder(), 'wrong.json');
    const refusal = (value: unknown): string => {
      writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
      try {
        readRecord(path);
      } catch (error) {
        const { message, remedy } = error as { message: string; remedy?: string };
        return `${message.replace(path, 'it')}; ${String(remedy)}`;
      }
      return 'accepted';
    };
    expect(refusal('{')).to.match(/^it is not JSON: /);
    expect(refusal({})).to.match(/^it is not a record of loopcert; give the JSON record/);
    expect(refusal({ ...sound, verdict: 'conformat' })).to.match(
      /verdict is "conformat".*; did you mean "conformant"\?/,
    );
    expect(refusal({ ...sound, verdikt: 1 })).to.match(/"verdikt" is unknown; did you mean "verdict"\?/);
    expect(refusal({ ...sound, clauses: [{ ...sound.clauses[0], tests: [{}] }] })).to.match(
      /clauses\[0\]\.tests\[0\] lacks "title"/,
    );
    const other = { ...sound, kit: { ...sound.kit, version: '99.0.0' }, extra: 1 };
    expect(refusal(other)).to.match(/; loopcert 99\.0\.0 wrote it: use that version$/);
  });
});
