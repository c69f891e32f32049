/** `loopcert verify`: what a record must be, and how it is found out that it is not. */
import { expect } from 'chai';
import { join } from 'node:path';
import type { RunRecord } from '../../runner';
import { digestOf, withDigest } from '../../runner/results/digest';
import { readRecord, writeRecord } from '../../runner/results/files';
import { reduced } from '../../runner/results/reduce';
import { rerun, sampleOf } from '../../runner/verify/rerun';
import { verifyRecord, type Check } from '../../runner/verify/verify';
import { brokenLoop, certify, LAST_FIRST, temporaryFolder } from './records';

const never = new AbortController().signal;

function broken(checks: readonly Check[]): readonly string[] {
  return checks.filter(({ holds }) => !holds).map(({ what }) => what);
}

describe('verifying a record', function () {
  this.timeout(120_000);
  this.slow(10_000);
  const folder = temporaryFolder();
  let sound: RunRecord;
  let faulty: RunRecord;

  before(async () => {
    sound = withDigest(await certify('reference'));
    faulty = withDigest(await certify(brokenLoop(folder(), LAST_FIRST)));
  });

  it('finds nothing in what a run wrote, conformant or not, written and read again', () => {
    for (const record of [sound, faulty]) {
      const path = join(folder(), 'record.json');
      writeRecord(path, record);
      const checks = verifyRecord(readRecord(path));
      expect(broken(checks)).to.deep.equal([]);
      expect(checks.map(({ what }) => what)).to.include.members(['digest', 'kit', 'profiles', 'canaries', 'verdict']);
    }
  });

  it('has a digest that depends on what is said, and not on how it is laid out', () => {
    const turned = Object.fromEntries(Object.entries(sound).reverse()) as unknown as RunRecord;
    expect(digestOf(turned)).to.equal(sound.digest);
    expect(digestOf({ ...sound, seed: sound.seed + 1 })).not.to.equal(sound.digest);
  });

  it('sees that something was changed, or that there is no digest', () => {
    expect(broken(verifyRecord({ ...sound, seed: sound.seed + 1 }))).to.deep.equal(['digest']);
    const { digest: _, ...bare } = sound;
    expect(broken(verifyRecord(bare))).to.deep.equal(['digest']);
  });

  it('sees a better verdict than the clauses give, whatever the digest', () => {
    expect(broken(verifyRecord(withDigest({ ...faulty, verdict: 'conformant' })))).to.deep.equal(['verdict']);
  });

  it('sees clauses and tests that are missing, and figures that do not follow', () => {
    const few = withDigest({ ...sound, clauses: sound.clauses.slice(1) });
    expect(broken(verifyRecord(few))).to.include.members(['clauses', 'tests', 'profiles']);
    const [first, ...rest] = sound.clauses;
    if (first === undefined) throw new Error('the record has no clauses');
    const untested = withDigest({ ...sound, clauses: [{ ...first, tests: [] }, ...rest] });
    expect(broken(verifyRecord(untested))).to.deep.equal(['tests']);
    const praised = withDigest({ ...sound, scope: { judged: [], notJudged: [] } });
    expect(broken(verifyRecord(praised))).to.deep.equal(['profiles']);
  });

  it('sees canaries that passed, other kits, and errors of the kit', () => {
    expect(broken(verifyRecord(withDigest({ ...sound, canaries: { run: 4, caught: 3 } })))).to.include('canaries');
    expect(broken(verifyRecord(withDigest({ ...sound, canaries: { run: 0, caught: 0 } })))).to.include('canaries');
    const other = withDigest({ ...sound, kit: { name: 'loopcert', version: '0.0.1' } });
    expect(broken(verifyRecord(other))).to.deep.equal(['kit']);
    const fault = { test: 'a', times: 1, mended: false, error: { name: 'BridgeError', message: 'gone' } };
    expect(broken(verifyRecord(withDigest({ ...sound, faults: [fault] })))).to.include('faults');
  });

  it('takes a record that was made smaller for keeping, which names the whole', () => {
    const small = reduced(faulty, digestOf(faulty));
    expect(broken(verifyRecord(small))).to.deep.equal([]);
    expect(small.reduced?.of).to.equal(faulty.digest);
    expect(JSON.stringify(small).length).to.be.below(JSON.stringify(faulty).length);
    expect(JSON.stringify(small.clauses)).not.to.contain(folder());
    const failing = small.clauses.find(({ status }) => status === 'fail');
    expect(failing?.tests.some(({ error }) => error !== undefined)).to.equal(true);
  });

  it('draws the same clauses by the same seed, and others by another', () => {
    const ids = (seed: number): readonly string[] => sampleOf(sound, 5, seed).map(({ id }) => id);
    expect(ids(7)).to.have.length(5).and.deep.equal(ids(7));
    expect(new Set([1, 2, 3, 4].map((seed) => ids(seed).join())).size).to.be.above(1);
  });

  it('runs a sample again, and tells a record that was made up', async () => {
    const again = await rerun(faulty, 50, 1, never);
    expect(again.check).to.include({ what: 'rerun', holds: true });
    const madeUp = faulty.clauses.map((clause) => ({ ...clause, status: 'pass' as const }));
    const { check, differences } = await rerun({ ...faulty, clauses: madeUp }, 50, 1, never);
    expect(check.holds).to.equal(false);
    expect(differences.join()).to.contain('callbacks.call_soon.fifo was recorded as pass, and is fail');
  });
});
