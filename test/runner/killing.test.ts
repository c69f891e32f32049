/**
 * A runner that is killed, at whatever moment, leaves a readable record that says it is unfinished, and no process; going
 * on from there gives what an undisturbed run gives.
 */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../../runner';
import { readRecord } from '../../runner/results/files';
import { remaining } from '../saboteurs/judged';
import { COMMAND, command, ROOT } from './cli';

const TIMES = 50;
/** Runs that are killed at the same time. */
const AT_ONCE = 2;
/** One in so many is gone on with. */
const RESUMED = 10;
const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGINT'] as const;
const SELECTION = [
  '--clause',
  'handles.*',
  '--clause',
  'timers.call_later.*',
  '--seed',
  '3',
  '--jobs',
  '1',
  '--reporter',
  'terminal',
];

const [program, ...first] = COMMAND;

/** What must not depend on being killed; assertions and durations may. */
function outcomeOf(record: RunRecord): unknown {
  const { verdict, seed, selection, summary, canaries, clauses, subject, profiles } = record;
  const tests = clauses.map(({ id, status, tests: own }) => [id, status, own.map((test) => [test.title, test.status])]);
  return { verdict, seed, selection, summary, canaries, subject, profiles, tests };
}

interface Killed {
  readonly code: number | null;
  readonly orphans: readonly number[];
}

/** Kills a run `share` of its usual time after it began. */
function kill(out: string, signal: NodeJS.Signals, afterMs: number): Promise<Killed> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, 'run', 'reference', '--out', out, ...SELECTION], {
      cwd: ROOT,
      env: { ...process.env, KILLED: out },
      stdio: 'ignore',
    });
    const timer = setTimeout(() => child.kill(signal), afterMs);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      remaining(`KILLED=${out}`).then((orphans) => {
        resolve({ code, orphans });
      }, reject);
    });
  });
}

describe('killing the runner', function () {
  this.timeout(600_000);
  this.slow(600_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-killing-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it(`${TIMES} times leaves a record that can be read and gone on with, and no process`, async () => {
    const whole = join(folder, 'whole');
    const undisturbed = await command(program, [...first, 'run', 'reference', '--out', whole, ...SELECTION]);
    expect(undisturbed.status, undisturbed.stderr).to.equal(0);
    const expected = outcomeOf(readRecord(join(whole, 'reference.json')));
    let partial = 0;

    const once = async (index: number): Promise<void> => {
      const out = join(folder, String(index));
      const signal = SIGNALS[index % SIGNALS.length] as NodeJS.Signals;
      // Spread over the run, in no order, and a little beyond its end.
      const share = ((index * 17) % TIMES) / TIMES;
      const { code, orphans } = await kill(out, signal, share * 1.1 * undisturbed.seconds * 1000);
      expect(orphans, 'processes left behind').to.deep.equal([]);
      const names = existsSync(out) ? readdirSync(out) : [];
      if (!names.includes('reference.json')) {
        // It had not begun, or was killed while it wrote its first record.
        expect(names.every((name) => name.endsWith('.tmp'))).to.equal(true);
        return;
      }
      const record = readRecord(join(out, 'reference.json'));
      expect(record.clauses.map(({ id }) => id)).to.have.members(
        readRecord(join(whole, 'reference.json')).clauses.map(({ id }) => id),
      );
      if (record.verdict !== 'incomplete') {
        expect(outcomeOf(record)).to.deep.equal(expected);
        return;
      }
      partial += 1;
      expect(record.reason).to.match(/has not ended|was interrupted/);
      // A signal that can be handled has an exit code of ours, unless it came before we listened or after we had done.
      if (signal !== 'SIGKILL' && record.reason === 'the run was interrupted') expect(code).to.equal(3);
      if (index % RESUMED !== 0 && partial > 1) return;
      const resumed = await command(program, [...first, 'run', 'reference', '--out', out, '--resume', ...SELECTION]);
      expect(resumed.status, resumed.stdout + resumed.stderr).to.equal(0);
      expect(outcomeOf(readRecord(join(out, 'reference.json')))).to.deep.equal(expected);
      expect(readdirSync(out), 'no drafts').to.deep.equal(['reference.json']);
    };

    const queue = Array.from({ length: TIMES }, (_, index) => index);
    const lane = async (): Promise<void> => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) await once(index);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    // Most were hit while they ran.
    expect(partial).to.be.greaterThan(TIMES / 4);
  });

  it('leaves an unfinished record that is refused to another run', async () => {
    const out = join(folder, 'other');
    await kill(out, 'SIGKILL', 100_000);
    const { status, stderr } = await command(program, [
      ...first,
      'run',
      'reference',
      '--out',
      out,
      '--resume',
      '--clause',
      'handles.*',
    ]);
    expect(stderr).to.match(
      /cannot be resumed: it is of the selection .*\n +give the options of the run that wrote it/,
    );
    expect(status).to.equal(2);
  });
});
