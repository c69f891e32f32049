/** The examples hold what they claim: every must, save the deviations that they declare. */
import { expect } from 'chai';
import { certifySubject, parseSubject, type RunRecord } from 'loopcert';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

async function certify(file: string): Promise<RunRecord> {
  return certifySubject({
    spec: parseSubject(join(__dirname, file)),
    selection: {},
    seed: 1,
    jobs: 2,
    retries: 0,
    repeat: 1,
  });
}

function failedMusts({ clauses }: RunRecord): readonly string[] {
  return clauses
    .filter(({ level, status }) => level === 'must' && status !== 'pass' && status !== 'skip' && status !== 'untested')
    .map(({ id }) => id);
}

interface MochaReport {
  readonly stats: { readonly passes: number; readonly failures: number };
  readonly failures: readonly { readonly title: string }[];
}

describe('examples', function () {
  this.slow(20_000);
  // Each certifies a whole loop, which on a slow machine may take all of a run's budget.
  this.timeout(240_000);

  it('001: certify() registers the whole suite in a mocha run, and all of it passes', async () => {
    const args = ['--expose-gc', require.resolve('mocha/bin/mocha.js'), '--no-config', '--exit', '--reporter', 'json'];
    const run = promisify(execFile)(process.execPath, [...args, join(__dirname, '001-certify-in-your-mocha.js')], {
      maxBuffer: 2 ** 26,
    });
    const report = JSON.parse((await run).stdout) as MochaReport;
    expect(report.failures.map(({ title }) => title)).to.deep.equal([]);
    expect(report.stats.passes).to.be.greaterThan(700);
  });

  it('002: a loop that inherits nothing keeps every must it claims', async () => {
    const record = await certify('002-loop-from-scratch.js');
    expect(failedMusts(record)).to.deep.equal([]);
    expect(record.verdict).to.equal('conformant');
    const unclaimed = record.profiles.filter(({ claimed }) => !claimed).map(({ id }) => id);
    expect(unclaimed).to.include.members(['debug', 'executor', 'signal', 'private']);
    expect(record.summary.must.pass).to.be.greaterThan(300);
  });

  it('003: a task that inherits nothing keeps, on the kit’s loop, every must but those it declares', async () => {
    const record = await certify('003-third-party-task.js');
    expect(failedMusts(record)).to.deep.equal([
      'future.class.task_subclass',
      'task.destroyed_pending.reported',
      'task.never_retrieved.reported',
    ]);
    expect(record.summary.must.pass).to.be.greaterThan(400);
  });

  it('004: a successor that adds the private methods alone keeps every must', async () => {
    const record = await certify('004-successor-of-base-event-loop.js');
    expect(failedMusts(record)).to.deep.equal([]);
    expect(record.verdict).to.equal('conformant');
  });

  it('005: a loop that blocks while it waits keeps every must that it claims', async function () {
    const { cannot } = (require('../reference/layer') as { layer: { cannot: { socket?: string } } }).layer;
    if (cannot.socket !== undefined) this.skip();
    const record = await certify('005-loop-that-blocks.js');
    expect(failedMusts(record)).to.deep.equal([]);
    expect(record.verdict).to.equal('conformant');
  });
});
