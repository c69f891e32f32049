/** Through the whole kit: a fault of a Python loop is the verdict of the tests it hits, and the run goes on to its end. */
import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifySubject, parseSubject, type RunRecord } from '../../runner';
import { ended, LOOPS, needsPython } from './support';

/** The first schedules and is hit; the second asks nothing of call_soon(). */
const CLAUSES = ['callbacks.call_soon.fifo', 'timers.time.monotonic'];

async function certify(factory: string): Promise<RunRecord> {
  return certifySubject({
    spec: parseSubject(`python:misbehaving:${factory}`, { pythonPath: [LOOPS] }),
    selection: { clauses: CLAUSES },
    seed: 1,
    jobs: 1,
    timeout: 2,
    retries: 0,
    repeat: 1,
  });
}

describe('bridge: verdicts on Python loops that misbehave', function () {
  needsPython(this);
  this.slow(20_000);
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-test-'));
    process.env['LOOPCERT_TEST_PIDS'] = join(folder, 'pids');
  });
  afterEach(() => {
    delete process.env['LOOPCERT_TEST_PIDS'];
    rmSync(folder, { recursive: true });
  });

  for (const [factory, statuses, message] of [
    ['dying', ['crash', 'fail'], /ended with exit code 7/],
    ['crashing', ['crash', 'fail'], /was killed by/],
    ['closing', ['crash', 'fail'], /closed its channel/],
    ['sleeping', ['hang'], /still running|did not answer/],
    ['hogging', ['hang'], /still running|did not answer/],
  ] as const) {
    it(`judges a loop that is ${factory}, and leaves no process behind`, async () => {
      const record = await certify(factory);
      expect(record.verdict).to.equal('nonconformant');
      const hit = record.clauses.find(({ id }) => id === CLAUSES[0]);
      for (const test of hit?.tests ?? []) {
        expect(statuses).to.include(test.status);
        expect(test.error?.message).to.match(message);
      }
      expect(record.clauses.flatMap(({ tests }) => tests).every(({ status }) => status !== 'notRun')).to.equal(true);
      const pids = readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
      expect(pids.length).to.be.greaterThan(0);
      for (const pid of pids) expect(await ended(pid), `process ${String(pid)} is gone`).to.equal(true);
    });
  }

  it('is not disturbed by a loop that prints', async () => {
    const record = await certify('printing');
    expect(record.clauses.flatMap(({ tests }) => tests.map(({ status }) => status))).to.not.include('crash');
    expect(record.clauses.find(({ id }) => id === CLAUSES[1])?.status).to.equal('pass');
  });
});
