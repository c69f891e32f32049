/** A Python project that installs the wheel: the command, and pytest with one item a clause. */
import { expect } from 'chai';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ALL, ROOT, skipAll, Trial } from './trial';

const LOOP = readFileSync(join(ROOT, 'test/python/loops/virtual_clock.py'), 'utf8').replace(
  'def loopcert_subject():',
  `def off():
    return VirtualLoop()


off.loopcert_subject = {
    'name': 'off',
    'version': '0.1',
    'cannot': {'thread_pool': 'no reason'},
    'deviations': [
        {'clause': 'timers.call_at.keeps_deadline_across_runs', 'reason': 'The clock is virtual.'},
        {'clause': 'handles.timer_is_handle', 'reason': 'A mistake.'},
    ],
}


def loopcert_subject():`,
);

const BASELINE = 'failures:\n  - clause: debug.slow_callback.logged\n    reason: it is known\n';

/** How each ends in pytest, however busy the machine: what compares with the host's clock may pass on a slow one. */
const ENDS = {
  'handles.timer_is_handle': 'FAILED',
  'timers.time.float_seconds': 'FAILED',
  'timers.time.advances_inside_callback': 'FAILED',
  'timers.call_at.keeps_deadline_across_runs': 'XFAIL',
  'debug.slow_callback.task_step': 'XFAIL',
  'debug.slow_callback.logged': 'XFAIL',
  'executor.run_in_executor.result_and_args': 'SKIPPED',
  'callbacks.call_soon.fifo': 'PASSED',
} as const;

const ITEM = 'loopcert/virtual_clock:off::clause';

describe('trials: a Python project with the wheel', function () {
  this.slow(60_000);
  this.timeout(600_000);
  const trial = new Trial();
  const python = join(trial.folder, '.venv', 'bin', 'python');
  const quick = ['--disable-pip-version-check', '--quiet', '--retries', '1', '--timeout', '20'];
  const pip = (...args: readonly string[]): ReturnType<Trial['run']> =>
    trial.run(python, ['-m', 'pip', 'install', ...quick, ...args]);
  // The node of the wheel is large: in most runs the one at hand stands in for it.
  const env: Record<string, string> = ALL ? {} : { LOOPCERT_NODE: process.execPath };
  const pytest = (...args: readonly string[]): ReturnType<Trial['run']> =>
    trial.run(python, ['-m', 'pytest', '--loopcert', 'virtual_clock:off', ...args], env);

  before(async function () {
    const suite = this.test?.parent as Mocha.Suite;
    const made = await trial.run('python3', ['-m', 'venv', '.venv']).catch((error: unknown) => error as Error);
    if (made instanceof Error || made.status !== 0) skipAll(this, suite, 'there is no python3 with venv');
    const tools = await pip('pytest', 'hatchling');
    if (tools.status !== 0)
      skipAll(this, suite, `PyPI cannot be reached: ${tools.stderr.trim().split('\n').at(-1) ?? ''}`);
    const build = join(ROOT, 'scripts', 'build-wheel.mjs');
    await trial.must(process.execPath, [build, '--out', trial.folder, '--python', python, '--no-isolation']);
    const wheel = readdirSync(trial.folder).find((name) => name.endsWith('.whl')) ?? '';
    const installed = await pip(...(ALL ? [] : ['--no-deps']), join(trial.folder, wheel));
    expect(installed.status, installed.stderr).to.equal(0);
    trial.write({ 'virtual_clock.py': LOOP, 'known.yaml': BASELINE, 'test_own.py': 'def test_own():\n    pass\n' });
  });
  after(() => trial.remove());

  it('certifies on the interpreter that the command is installed for', async () => {
    const args = ['run', 'python:asyncio:SelectorEventLoop', '--clause', 'callbacks.call_soon.fifo', '--out', 'out'];
    const command = join(trial.folder, '.venv', 'bin', 'loopcert');
    await trial.must(command, args, env);
    const record = JSON.parse(
      readFileSync(join(trial.folder, 'out/python-asyncio-SelectorEventLoop.json'), 'utf8'),
    ) as {
      readonly subject: { readonly runtime: string; readonly flags?: unknown };
    };
    const version = await trial.must(python, ['-c', 'import platform; print(platform.python_version())']);
    expect(record.subject.runtime).to.equal(`CPython ${version.trim()}`);
    expect(record.subject.flags).to.equal(undefined);
    const wrong = await trial.run(command, ['run', 'python:nowhere:Loop'], env);
    expect([wrong.status, wrong.stderr.includes('.venv/bin/python cannot import nowhere')]).to.deep.equal([2, true]);
  });

  it('is a plugin of pytest: an item a clause, and text in the place of a traceback', async () => {
    const wanted = Object.keys(ENDS).join(' or ');
    const { status, stdout, stderr } = await pytest('-rA', '--loopcert-baseline', 'known.yaml', '-k', wanted);
    const said = stdout + stderr;
    expect(status, said).to.equal(1);
    for (const [clause, end] of Object.entries(ENDS)) {
      if (end !== 'SKIPPED') expect(said).to.contain(`${end} ${ITEM}[${clause}]`);
    }
    expect(said).to.match(/SKIPPED \[1\] loopcert\/virtual_clock:off: needs thread_pool: no reason/);
    expect(said).to.match(/XFAIL .*\[debug\.slow_callback\.logged\] - (reason: )?known failure: it is known/);
    expect(said).to.match(/XFAIL .*keeps_deadline_across_runs\] - (reason: )?deviation: The clock is virtual\./);
    expect(said).to.contain('[XPASS(strict)] deviation: A mistake.');
    expect(said).to.match(/⊘ timers\.time\.advances_inside_callback \[must\] blocked by timers\.time\.float_seconds/);
    expect(said).to.match(/✗ timers\.time\.float_seconds \[must\] fail\n.*\n +reads the clock around a pause: fail/);
    expect(said).to.match(/3 failed, 1 passed, 1 skipped, \d+ deselected, 3 xfailed/);
    expect(said).not.to.match(/Traceback|pytest_plugin\.py/);
    const again = await pytest('--lf', '--collect-only', '-q');
    expect(again.stdout).to.match(/^3\/\d+ tests collected/m);
    expect(again.stdout).to.contain(`${ITEM}[timers.time.float_seconds]`);
  });

  it('refuses what it cannot certify, and lets other tests be', async () => {
    const missing = await trial.run(
      python,
      ['-m', 'pytest', '--loopcert', 'virtual_clock:nothing', '-k', 'fifo or own'],
      env,
    );
    expect(missing.stdout).to.match(/the factory virtual_clock:nothing is not usable/);
    expect(missing.stdout).to.match(/1 failed, 1 passed, .*skipped/);
    const unnamed = await trial.run(python, ['-m', 'pytest', '--loopcert', 'virtual_clock'], env);
    expect([unnamed.status, unnamed.stderr.trim()]).to.deep.equal([
      4,
      'ERROR: --loopcert virtual_clock names no factory; write my.module:factory',
    ]);
    const plain = await trial.run(python, ['-m', 'pytest', '-q'], env);
    expect([plain.status, /1 passed/.test(plain.stdout)], plain.stdout).to.deep.equal([0, true]);
    expect(existsSync(join(trial.folder, 'loopcert'))).to.equal(false);
  });
});
