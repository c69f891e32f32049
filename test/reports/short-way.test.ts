/** The short way round from a failure to the next run: what to run again, where it is written, and what is printed. */
import { expect } from 'chai';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isWatched, foldersOf, nextChange } from '../../runner/cli/shared/watch';
import { lastFailed, lastRecord } from '../../runner/cli/shared/last-failed';
import { ensureWritable, slugsOf } from '../../runner/cli/shared/outputs';
import { Progress } from '../../runner/cli/shared/progress';
import { UsageError } from '../../runner/errors';
import { planRun } from '../../runner/plan/selection';
import { readRecords, writeRecord } from '../../runner/results/files';
import { commandWords, parseSubject, shellQuote } from '../../runner/subjects/subject-spec';
import { firstTest, inventedRecord } from './records';
import { findPythons } from '../../bridge';
import { loopcert, MAIN, ROOT } from '../runner/cli';
import { brokenLoop, LAST_FIRST, temporaryFolder } from '../runner/records';

const FIFO = 'callbacks.call_soon.fifo';
const failing = inventedRecord({
  name: 'reference',
  outcomes: { [firstTest(FIFO)]: { status: 'fail', error: { name: 'Error', message: 'no' } } },
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

describe('a short way round', function () {
  this.slow(10_000);
  const folder = temporaryFolder();

  it('lists what would run, with the selections of the run, and runs nothing', async () => {
    const { stdout, status } = await loopcert(['run', '--list', '--clause', FIFO, '--grep', 'chains']);
    expect(stdout).to.equal(`${FIFO}: keeps the order of chains that schedule themselves anew\n`);
    expect(status).to.equal(0);
  });

  it('runs again what did not pass, beside the record of the whole', async function () {
    this.timeout(120_000);
    const out = join(folder(), 'out');
    const loop = brokenLoop(folder(), LAST_FIRST, 'again.js');
    const args = ['run', loop, '--out', out, '--reporter', 'line'];
    const clauses = ['--clause', FIFO, '--clause', 'handles.get_context'];
    expect((await loopcert([...args, ...clauses])).status).to.equal(1);
    const again = await loopcert([...args, '--last-failed']);
    expect(again.stdout).to.match(/again\.js: nonconformant \(of a selection of clauses\), 0 of 1 must clauses\n$/);
    const [slug] = slugsOf([parseSubject(loop)]);
    expect(lastRecord(out, slug ?? '')).to.equal(join(out, `${slug ?? ''}.last-failed.json`));
    const whole = readFileSync(join(out, `${slug ?? ''}.json`), 'utf8');
    expect(whole, 'it keeps what was not run again').to.contain('handles.get_context');
  });

  it('lists what each selection leaves', async () => {
    const flags = ['--profile', 'core', '--level', 'must', '--grep', 'order', '--shard', '1/2', '--clause', 'c*.*'];
    const { stdout } = await loopcert(['run', '--list', ...flags]);
    const asked = {
      profiles: ['core'],
      level: 'must',
      grep: 'order',
      shard: { index: 1, count: 2 },
      clauses: ['c*.*'],
    };
    const planned = planRun(asked as Parameters<typeof planRun>[0]).tests.map(
      ({ test }) => `${test.clause}: ${test.title}\n`,
    );
    expect(planned.length).to.be.above(0);
    expect(stdout).to.equal(planned.join(''));
  });

  it('takes the clauses to run from a record, wherever it is', async () => {
    const record = join(folder(), 'from.json');
    writeRecord(record, failing);
    const { stdout } = await loopcert(['run', '--list', '--from', record]);
    expect(
      new Set(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.split(':')[0]),
      ),
    ).to.deep.equal(new Set([FIFO]));
  });

  it('tells the history of a loop by the records it is given, past what is none', async () => {
    const [one, two, other] = ['1.0', '1.1', ''].map((version) => join(folder(), `history${version}.json`));
    writeRecord(one ?? '', failing);
    writeRecord(two ?? '', inventedRecord({ name: 'reference', version: '1.1' }));
    writeFileSync(other ?? '', '[]');
    const { stdout, stderr } = await loopcert(['history', ...[one, two, other].map(String)]);
    expect(stdout).to.match(/^reference\n {2}1\.0 [^]*\n {2}1\.1 [^]*\n {6}\+1 callbacks\.call_soon\.fifo\n$/);
    expect(stderr).to.match(/history\.json is not a record of loopcert: passed over/);
  });

  it('says so where there is nothing to run again', () => {
    const [bad, good] = [join(folder(), 'bad.json'), join(folder(), 'good.json')];
    writeRecord(bad, failing);
    writeRecord(good, inventedRecord({ name: 'reference' }));
    expect(lastFailed([bad])).to.deep.equal([FIFO]);
    expect(() => lastFailed([good])).to.throw(UsageError, /nothing failed in .*good\.json/);
    expect(() => lastFailed([join(folder(), 'none.json')])).to.throw(UsageError, /there is no record/);
  });

  it('refuses to debug more than one test', async () => {
    const { stderr, status } = await loopcert(['run', 'reference', '--inspect-brk', '--clause', FIFO]);
    expect(stderr).to.match(/--inspect-brk is of one test on one subject, and \d tests were selected/);
    expect(status).to.equal(2);
  });

  it('stops in a debugger before the test, and goes on to a verdict', async function () {
    this.timeout(180_000);
    const port = String(await freePort());
    const run = loopcert(
      ['run', 'reference', '--inspect-brk', port, '--clause', FIFO, '--grep', 'chains', '--reporter', 'line'],
      { timeout: 150 },
    );
    let said = '';
    let told = false;
    // A client ends when nobody listens yet.
    for (let tries = 0; tries < 60 && !said.includes('break in'); tries++) {
      const client = spawn(process.execPath, ['inspect', `127.0.0.1:${port}`], { stdio: ['pipe', 'pipe', 'ignore'] });
      const ended = new Promise((resolve) => client.once('close', resolve));
      client.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (/failed to connect/.test(said)) client.kill('SIGKILL');
        if (told || !/break in/.test(said)) return;
        told = true;
        client.stdin.write('cont\n');
        const end = (): boolean => client.kill('SIGKILL');
        run.then(end, end);
      });
      await ended;
      if (!told) said = '';
    }
    expect(said, 'the steps from here lead into the test').to.match(/break in .*worker\.js/);
    const { status, stdout } = await run;
    expect([status, stdout.trim()]).to.deep.equal([
      0,
      'reference: conformant (of a selection of clauses), 1 of 1 must clauses',
    ]);
  });

  it('takes a port for the debugger', async () => {
    const args = ['run', 'reference', '--inspect-brk', '0', '--clause', FIFO];
    expect((await loopcert(args)).stderr).to.contain('"0" is not a whole number from 1');
  });

  it('sees a change of what a subject is made of, and of nothing else', async () => {
    const [source, other] = [join(folder(), 'watched'), join(folder(), 'watched', 'node_modules')];
    mkdirSync(other, { recursive: true });
    const abort = new AbortController();
    const seen = nextChange([source], 'out', abort.signal);
    setTimeout(() => writeFileSync(join(other, 'x.js'), ''), 50);
    setTimeout(() => writeFileSync(join(source, 'notes.txt'), ''), 100);
    setTimeout(() => writeFileSync(join(source, 'loop.ts'), ''), 150);
    expect(await seen).to.equal('loop.ts');
    const aborted = nextChange([source], 'out', abort.signal);
    abort.abort();
    expect(await aborted).to.equal(undefined);
    expect(isWatched(join('out', 'reference.json'), 'out')).to.equal(false);
    expect(foldersOf([parseSubject('python:mine:make', { pythonPath: [source] })])).to.deep.equal([source]);
    expect(() => foldersOf([parseSubject('reference')])).to.throw(UsageError, /nothing to watch/);
  });

  /** Watches, breaks the loop once its first verdict is there, and interrupts after the second. */
  async function watched(args: readonly string[], breakIt: () => void): Promise<readonly string[]> {
    const all = ['run', ...args, '--watch', '--clause', FIFO, '--reporter', 'line'];
    const child = spawn(process.execPath, [MAIN, ...all], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [verdicts, said, broken] = ['', '', false];
    child.stdout.on('data', (chunk: Buffer) => {
      verdicts += chunk.toString();
      if (verdicts.includes('nonconformant')) child.kill('SIGINT');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (broken || !said.includes('waiting for a change')) return;
      broken = true;
      breakIt();
    });
    const dead = setTimeout(() => child.kill('SIGKILL'), 120_000);
    await new Promise((resolve) => child.once('close', resolve));
    clearTimeout(dead);
    expect(said).to.match(/waiting for a change in .*; Ctrl-C ends\nloopcert: \S+ changed\n/);
    return [...verdicts.matchAll(/: ((?:non)?conformant) \(/g)].map(([, verdict = '']) => verdict);
  }

  it('runs again when a module of TypeScript changes', async function () {
    this.timeout(150_000);
    const home = join(folder(), 'watch-typescript');
    mkdirSync(home);
    const text = (body: string): string =>
      `import { NodeEventLoop } from ${JSON.stringify(join(ROOT, 'dist', 'reference', 'index.js'))};\n` +
      `class Loop extends NodeEventLoop { ${body} }\nexport const newEventLoop = () => new Loop();\n`;
    writeFileSync(join(home, 'loop.ts'), text(''));
    const verdicts = await watched([join(home, 'loop.ts')], () =>
      writeFileSync(join(home, 'loop.ts'), text(LAST_FIRST)),
    );
    expect(verdicts).to.deep.equal(['conformant', 'nonconformant']);
  });

  it('runs again when a file of a --python-path changes', async function () {
    this.timeout(150_000);
    const python = (await findPythons()).at(-1)?.path;
    if (python === undefined) this.skip();
    const home = join(folder(), 'watch-python');
    mkdirSync(home);
    const text = (body: string): string =>
      `import asyncio\nclass Loop(asyncio.SelectorEventLoop):\n    def _run_once(self):\n        ${body}\n        super()._run_once()\n`;
    writeFileSync(join(home, 'watched.py'), text('pass'));
    const args = ['python:watched:Loop', '--python', python, '--python-path', home, '--no-oracle'];
    const verdicts = await watched(args, () => writeFileSync(join(home, 'watched.py'), text('self._ready.reverse()')));
    expect(verdicts).to.deep.equal(['conformant', 'nonconformant']);
  });

  it('never writes two subjects to one file', () => {
    const specs = ['python:my.loop:make', 'python:my-loop:make', 'python:My.Loop:make', 'reference'];
    const slugs = slugsOf(specs.map((text) => parseSubject(text)));
    expect(slugs).to.deep.equal(['python-my.loop-make', 'python-my-loop-make', 'python-My.Loop-make-2', 'reference']);
    expect(slugsOf([parseSubject('reference'), parseSubject('reference')])).to.deep.equal(['reference', 'reference-2']);
  });

  it('refuses before the run a folder that cannot be written to', async () => {
    const file = join(folder(), 'in-the-way');
    writeFileSync(file, '');
    expect(() => ensureWritable(join(file, 'out'))).to.throw(UsageError, /cannot be written to/);
    const began = await loopcert(['run', 'reference', '--out', join(file, 'out')]);
    expect(began.stderr).to.match(/cannot be written to/);
    expect(began.status).to.equal(2);
    expect(existsSync(join(folder(), 'made'))).to.equal(false);
    ensureWritable(join(folder(), 'made', 'deep'));
    expect(existsSync(join(folder(), 'made', 'deep'))).to.equal(true);
  });

  it('takes a full disk behind the standard output for no verdict', function () {
    if (!existsSync('/dev/full')) this.skip();
    const record = join(folder(), 'full.json');
    writeRecord(record, failing);
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'report', record, '--format', 'terminal'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    expect(stderr).to.match(/the standard output cannot be written: ENOSPC/);
    expect(status).to.equal(3);
    const run = spawnSync(process.execPath, [MAIN, 'run', 'reference', '--clause', FIFO], {
      stdio: ['ignore', full, 'pipe'],
    });
    expect(run.status, 'of a run that would have been conformant').to.equal(3);
  });

  it('passes over what is no record, with a word, unless it is all there is', () => {
    const [record, other] = [join(folder(), 'a.json'), join(folder(), 'package.json')];
    writeRecord(record, failing);
    writeFileSync(other, '{"name":"x"}');
    const words: string[] = [];
    expect(readRecords([record, other], (text) => words.push(text))).to.have.length(1);
    expect(words.join()).to.match(/package\.json is not a record of loopcert: passed over/);
    expect(() => readRecords([other], () => {})).to.throw(UsageError, /not a record/);
    expect(() => readRecords([other, other], () => {})).to.throw(UsageError, /no record among the files/);
  });

  it('prints commands that a shell takes as they are meant', () => {
    const spec = parseSubject("python:mine:make?name=it's", { python: 'my python', pythonPath: [process.cwd()] });
    const words = commandWords(spec);
    const { stdout } = spawnSync('sh', ['-c', `for word in ${words}; do echo "$word"; done`], { encoding: 'utf8' });
    expect(stdout.trim().split('\n')).to.deep.equal([
      "python:mine:make?name=it's",
      '--python',
      'my python',
      '--python-path',
      '.',
    ]);
    expect(shellQuote('$(rm x)')).to.equal("'$(rm x)'");
  });

  it('shows failures as they happen, each once, above the bar of a terminal', () => {
    const written: string[] = [];
    const screen = { isTTY: true, columns: 40, write: (text: string) => written.push(text) };
    const progress = new Progress('mine', screen, 'dumb');
    const test = { title: 'a title', status: 'fail', durationMs: 1, assertions: 0 } as const;
    const error = { name: 'Error', message: 'a message that is much longer than the window is\nand on' };
    progress.failed(FIFO, { ...test, error });
    progress.failed(FIFO, { ...test, error });
    progress.update(1, 2, 1);
    progress.stop();
    expect(written).to.have.length(1);
    expect(written[0]).to.match(/^✗ callbacks\.call_soon\.fifo: a title.*…\n$/);
    expect(written[0]?.length).to.be.at.most(40);
    new Progress('mine', { ...screen, isTTY: false }).failed(FIFO, test);
    expect(written).to.have.length(1);
  });
});
