/** `--bail`: the run ends soon after the n-th test that did not pass, and says so of every test that it left out. */
import { expect } from 'chai';
import type { ClauseRecord } from '../../runner';
import { brokenLoop, certify, temporaryFolder } from './records';

const CLAUSES = ['callbacks.*', 'handles.*'];
const NEVER = '_runOnce() { super._runOnce(); this._ready.clear(); }';

const tests = (record: { readonly clauses: readonly ClauseRecord[] }, ...statuses: readonly string[]) =>
  record.clauses.flatMap((clause) => clause.tests).filter(({ status }) => statuses.includes(status));

describe('--bail', function () {
  this.timeout(120_000);
  this.slow(20_000);
  const folder = temporaryFolder();

  it('leaves a sound loop alone', async () => {
    const record = await certify('reference', CLAUSES, { bail: 1 });
    expect(record.verdict).to.equal('conformant');
    expect(tests(record, 'notRun')).to.deep.equal([]);
  });

  for (const [bail, jobs, reason] of [
    [1, 1, 'the run was to stop when a test did not pass'],
    [3, 2, 'the run was to stop when 3 tests did not pass'],
  ] as const) {
    it(`ends at ${String(bail)}, with ${String(jobs)} at a time, although tests hang`, async () => {
      const started = performance.now();
      const record = await certify(brokenLoop(folder(), NEVER), CLAUSES, { bail, jobs, timeout: 2 });
      const failed = tests(record, 'fail', 'hang', 'crash', 'blocked').length;
      expect(failed).to.be.within(bail, bail + jobs - 1);
      const left = tests(record, 'notRun');
      expect(left.length).to.be.above(10);
      for (const test of left) expect(test.reason).to.equal(reason);
      expect(record.verdict).to.equal('nonconformant');
      expect(record.canaries).to.deep.equal({ run: 3, caught: 3 });
      expect((performance.now() - started) / 1000).to.be.below(60);
    });
  }
});
