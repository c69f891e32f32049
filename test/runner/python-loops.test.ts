/** Runs of Python loops: whose loop it was, canaries in Python, the oracle that is asked without being told to. */
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifySubject, parseSubject, type CertifyOptions, type RunRecord } from '../../runner';
import { REPORTERS } from '../../runner/reporters';
import { loopcert } from './cli';

const FOLDER = join(__dirname, '..', 'saboteurs', 'python');
const FIFO = 'callbacks.call_soon.fifo';
/** A fact of Python 3.14: asked of an earlier release it fails on every loop, its own too. */
const OF_314 = 'task.factory.name_forwarded';

function certified(factory: string, more: Partial<CertifyOptions> = {}): Promise<RunRecord> {
  const spec = parseSubject(factory, { pythonPath: [FOLDER] });
  return certifySubject({ spec, selection: { clauses: [FIFO] }, seed: 7, jobs: 2, retries: 0, repeat: 1, ...more });
}

function isEarlier(): boolean {
  try {
    const text = execFileSync('python3', ['-c', 'import sys; print(sys.version_info[1])'], { encoding: 'utf8' });
    return Number(text) < 14;
  } catch {
    return false;
  }
}

describe('a run of a Python loop', function () {
  this.timeout(180_000);
  this.slow(30_000);

  it("says that a loop is asyncio's own, and warns of it on every report", async () => {
    const record = await certified('python:saboteurs:asyncios_own');
    expect(record.subject.loop).to.deep.equal({
      class: '_UnixSelectorEventLoop',
      module: 'asyncio.unix_events',
      own: true,
      differs: [],
    });
    const warning = /asyncio(&#39;|&#x27;|')s own loop/;
    for (const name of ['terminal', 'html', 'markdown', 'badge', 'shields', 'github', 'tap']) {
      expect(REPORTERS[name]?.render(record, false), name).to.match(warning);
    }
    const named = await certified('python:asyncio:SelectorEventLoop');
    expect(named.subject.loop?.own).to.equal(true);
    for (const name of ['terminal', 'html', 'badge']) {
      expect(REPORTERS[name]?.render(named, false), name).not.to.match(warning);
    }
  });

  it('names the class of a loop that is its own, and where it differs', async () => {
    const lying = await certified('python:saboteurs:lying');
    expect(lying.subject.loop).to.deep.equal({
      class: 'lying',
      module: 'saboteurs',
      own: false,
      differs: ['call_soon'],
    });
    const patched = await certified('python:saboteurs:patched');
    expect(patched.subject.loop).to.deep.include({ module: 'asyncio.unix_events', own: false, differs: ['stop'] });
  });

  it('slips broken Python loops through its bridge, which must be caught', async () => {
    const record = await certified('python:saboteurs:subclass');
    expect([record.verdict, record.canaries]).to.deep.equal(['conformant', { run: 3, caught: 3 }]);
    const sound = { 'a sound loop': { breaks: FIFO } } as const;
    const uncaught = await certified('python:saboteurs:subclass', { canaries: sound });
    expect([uncaught.verdict, uncaught.canaries]).to.deep.equal(['incomplete', { run: 1, caught: 0 }]);
  });

  it('does not count what CPython fails too, unless the oracle is switched off', async function () {
    if (!isEarlier()) this.skip();
    const out = mkdtempSync(join(tmpdir(), 'loopcert-oracle-'));
    try {
      const args = ['run', 'python:saboteurs:subclass', '--python-path', FOLDER, '--python-version', '3.14'];
      const run = [...args, '--clause', OF_314, '--clause', FIFO, '--out', out, '--reporter', 'terminal'];
      const asked = await loopcert(run, { timeout: 120 });
      expect(asked.status, asked.stdout + asked.stderr).to.equal(0);
      expect(asked.stdout)
        .to.contain('1 clause not counted')
        .and.to.contain("not counted: CPython's own loop fails there too (suspect)");
      const record = JSON.parse(readFileSync(join(out, 'python-saboteurs-subclass.json'), 'utf8')) as RunRecord;
      expect(record.reason).to.equal("a clause does not count, which CPython's own loop fails too");
      expect(record.clauses.find(({ id }) => id === OF_314)).to.include({ status: 'fail', oracle: 'suspect' });
      const off = await loopcert([...run, '--no-oracle'], { timeout: 120 });
      expect(off.status, off.stdout + off.stderr).to.equal(1);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });
});
