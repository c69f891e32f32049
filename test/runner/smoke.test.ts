/** `loopcert smoke` tells an adapter's fault from a loop's: each fault is put into the reference's loop, or before it. */
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPythons } from '../../bridge';
import { loopcert, ROOT, type Ended } from './cli';

/**
 * How many times slower than a quiet machine this one is just now: by what it takes to print the
 * version, which is half a second at most there.
 */
async function slowness(): Promise<number> {
  const { seconds } = await loopcert(['--version']);
  return Math.max(1, seconds / 0.5);
}

const REFERENCE = join(ROOT, 'dist', 'reference');

describe('loopcert smoke', function () {
  this.slow(6000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-smoke-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function smoke(source: string, file = 'loop.js'): Promise<Ended> {
    const path = join(folder, file);
    writeFileSync(path, `const { NodeEventLoop } = require(${JSON.stringify(REFERENCE)});\n${source}`);
    return loopcert(['smoke', path]);
  }

  for (const [fault, source, message, remedy] of [
    ['does not load', 'throw new Error("spam")', /cannot be loaded: spam/, /load it with node/],
    ['exports no factory', 'exports.x = 1', /exports no factory/, /as default or as newEventLoop; it exports x/],
    ['ends the process', 'process.exit(3)', /ended with exit code 3/, /look for process\.exit\(\)/],
    [
      'throws in its factory',
      'exports.newEventLoop = () => { throw new Error("spam") }',
      /threw Error: spam/,
      /call it/,
    ],
    [
      'describes itself with a part that there is not',
      'exports.subject = { newEventLoop: () => new NodeEventLoop(), asyncio: { Futur: class {} } }',
      /asyncio has no part "Futur"/,
      /did you mean "Future"/,
    ],
    ['returns no loop', 'exports.newEventLoop = () => 42', /returned 42/, /return a new loop/],
    ['returns something else', 'exports.newEventLoop = () => ({ run() {} })', /it has no runForever\(\)/, /camelCase/],
    [
      'returns one loop always',
      'const loop = new NodeEventLoop(); exports.newEventLoop = () => loop',
      /returned the same one twice/,
      /inside the factory/,
    ],
    [
      'forgets the promise of run_forever()',
      'exports.newEventLoop = () => { const l = new NodeEventLoop(), run = l.runForever.bind(l); l.runForever = () => { run() }; return l }',
      /runForever\(\) returns no promise/,
      /return one that settles/,
    ],
  ] as const) {
    it(`blames the adapter that ${fault}`, async () => {
      const { status, stdout } = await smoke(source);
      expect(stdout)
        .to.match(message)
        .and.to.match(/remedy: /)
        .and.to.match(remedy);
      expect(stdout).to.match(/The adapter is at fault\.\n$/);
      expect(status).to.equal(2);
    });
  }

  const broken = (members: string): string =>
    `class Broken extends NodeEventLoop { ${members} }\nexports.newEventLoop = () => new Broken()`;
  for (const [fault, members, message] of [
    ['does not stop', 'stop() {}', /FAIL .*stop\(\)[^\n]*\n *nothing happened for 1 s/],
    ['hangs', 'runForever() { for (;;); }', /FAIL .*stop\(\)[^\n]*\n *nothing happened for 1 s/],
    [
      'runs in the wrong order',
      '_runOnce() { const all = []; while (this._ready.length > 0) all.unshift(this._ready.shift()); all.forEach((h) => this._ready.push(h)); super._runOnce() }',
      /ran b then a instead of a then b\n *remedy: call what is ready in the order/,
    ],
    ['loses timers', 'callAt(when, f, a, o) { return super.callAt(when + 1e6, f, a, o) }', /FAIL .*call_later/],
    ['fires timers early', 'callLater(delay, f, a, o) { return super.callLater(delay / 9, f, a, o) }', /fired early/],
    ['loses results', 'async runUntilComplete(f) { await super.runUntilComplete(f) }', /returned undefined/],
    [
      'ends the process in a task',
      'createTask() { process.exit(5) }',
      /FAIL .*create_task[^\n]*\n *the process ended with exit code 5\n *remedy: .*look for process\.exit\(\)/,
    ],
    [
      'is not woken from outside',
      'callSoonThreadsafe(f, a, o) { if (this.isRunning()) { this._ready.push(this.callSoon(f, a, o)); this._ready.length = 0; return } return super.callSoonThreadsafe(f, a, o) }',
      /FAIL .*call_soon_threadsafe\(\)[^\n]*\n *nothing happened for 3 s/,
    ],
    [
      'is not woken by a signal',
      'addSignalHandler(n) { process.on("SIGUSR1", () => {}) }',
      /FAIL .*add_signal_handler\(\)[^\n]*\n *nothing happened for 3 s/,
    ],
    ['schedules when closed', '_checkClosed() {}', /call_soon\(\) on a closed loop did not throw/],
  ] as const) {
    it(`blames the loop that ${fault}, within 2 s`, async () => {
      const { status, stdout, seconds } = await smoke(broken(members));
      expect(stdout)
        .to.match(message)
        .and.to.match(/remedy: /);
      expect(stdout).to.match(/The adapter works; the loop is at fault\.\n$/);
      expect(status).to.equal(1);
      expect(seconds).to.be.lessThan(10 * (await slowness()));
    });
  }

  it('blames the loop that a reader does not wake, and prints every flag that a run needs', async function () {
    const python = (await findPythons()).at(-1)?.path;
    if (python === undefined) this.skip();
    const home = join(folder, 'python loops');
    mkdirSync(home);
    const source = `import asyncio
class Sound(asyncio.SelectorEventLoop):
    pass
class Deaf(asyncio.SelectorEventLoop):
    def add_reader(self, fd, callback, *args):
        pass
`;
    writeFileSync(join(home, 'readers.py'), source);
    const flags = ['--python', python, '--python-path', home];
    const deaf = await loopcert(['smoke', 'python:readers:Deaf', ...flags]);
    expect(deaf.stdout).to.match(
      /FAIL .*add_reader\(\)[^\n]*\n *nothing happened for 3 s\n *remedy: wait for the descriptors/,
    );
    expect(deaf.status).to.equal(1);
    const sound = await loopcert(['smoke', 'python:readers:Sound', ...flags]);
    expect(sound.stdout).to.match(
      /certify it with: loopcert run python:readers:Sound --python \S+ --python-path '[^']*python loops'\n$/,
    );
  });

  it('passes a sound loop', async () => {
    const { status, stdout, seconds } = await smoke('exports.newEventLoop = () => new NodeEventLoop()');
    expect(stdout).to.match(/works, in \d+\.\d s; certify it with: loopcert run /);
    expect(stdout).not.to.contain('FAIL');
    expect(status).to.equal(0);
    expect(seconds).to.be.lessThan(10 * (await slowness()));
  });

  it('passes embedded CPython', async () => {
    const { status, seconds } = await loopcert(['smoke', 'cpython']);
    expect(status).to.equal(0);
    expect(seconds).to.be.lessThan(30 * (await slowness()));
  });

  it('blames the name of a factory that Python does not have, and says how to go on', async function () {
    const { status, stdout } = await loopcert(['smoke', 'python:asyncio:Nope']);
    if (/no interpreter/.test(stdout)) this.skip();
    expect(stdout)
      .to.match(/no attribute 'Nope'/)
      .and.to.match(/remedy: /);
    expect(status).to.equal(2);
  });
});
