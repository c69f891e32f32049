/** `loopcert reproduce`: a script that shows a failure without the kit, or a reason why there is none. */
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPythons } from '../../bridge';
import { command, loopcert, ROOT, type Ended } from './cli';

/** Calls what is ready in the wrong order, and is otherwise sound. */
const LAST_IN_FIRST_OUT = `
import { NodeEventLoop } from 'loopcert/reference';
class Backwards extends NodeEventLoop {
  override _runOnce(): void {
    const items = [...this._ready];
    this._ready.clear();
    for (const item of items.reverse()) this._ready.push(item);
    super._runOnce();
  }
}
export const newEventLoop = () => new Backwards();
`;
const BACKWARDS_IN_PYTHON = `
import asyncio

class Backwards(asyncio.SelectorEventLoop):
    def _run_once(self):
        self._ready.reverse()
        super()._run_once()
`;
const HANGING = `
const { NodeEventLoop } = require('loopcert/reference');
exports.newEventLoop = () => Object.assign(new NodeEventLoop(), { runForever: () => new Promise(() => {}) });
`;

describe('loopcert reproduce', function () {
  this.slow(20_000);
  this.timeout(180_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-reproduce-test-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'loopcert'), 'junction');
    writeFileSync(join(folder, 'backwards.ts'), LAST_IN_FIRST_OUT);
    writeFileSync(join(folder, 'backwards.py'), BACKWARDS_IN_PYTHON);
    writeFileSync(join(folder, 'hanging.js'), HANGING);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const reproduce = (...args: string[]): Promise<Ended> =>
    loopcert(['reproduce', ...args], { cwd: folder, timeout: 120 });
  const runs = (program: string, file: string): Promise<Ended> => command(program, [file], { cwd: folder });

  it('writes JavaScript that fails on the loop, and passes on the reference', async () => {
    const { status, stdout, stderr } = await reproduce(
      'callbacks.call_soon.fifo',
      './backwards.ts',
      '--out',
      'fifo.js',
    );
    expect(status, stderr).to.equal(0);
    expect(stdout).to.contain('wrote fifo.js').and.to.contain('AssertionError');
    const script = readFileSync(join(folder, 'fifo.js'), 'utf8');
    expect(script.trimEnd().split('\n').length).to.be.at.most(40);
    expect(script).to.match(/^\/\/ callbacks\.call_soon\.fifo \(must\): /);
    expect(script, 'the loop needs nothing of the kit but its compiler').not.to.match(
      /require\('loopcert(?!\/typescript)/,
    );
    const failed = await runs(process.execPath, 'fifo.js');
    expect(failed.status).to.equal(1);
    expect(failed.stderr).to.contain('AssertionError');
    const sound = "const newEventLoop = require('loopcert/reference').asyncio.newEventLoop;";
    writeFileSync(join(folder, 'sound.js'), script.replace(/^const newEventLoop = .*$/m, sound));
    expect((await runs(process.execPath, 'sound.js')).status).to.equal(0);
  });

  it('writes an ES module for one, that needs nothing but the kit beside it', async () => {
    const home = join(folder, 'modules');
    mkdirSync(join(home, 'src'), { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"type":"module"}');
    writeFileSync(join(home, 'src', 'backwards.ts'), LAST_IN_FIRST_OUT);
    writeFileSync(join(home, 'adapter.ts'), "await Promise.resolve();\nexport * from './src/backwards.js';\n");
    const args = ['reproduce', 'callbacks.call_soon.fifo', './modules/adapter.ts', '--out'];
    const refused = await loopcert([...args, 'fifo.js'], { cwd: folder });
    expect(refused.stderr).to.match(
      /is an ES module, which fifo\.js could not wait for\n +name the script fifo\.mjs\n$/,
    );
    const { status, stderr } = await loopcert([...args, 'modules/fifo.js'], { cwd: folder, timeout: 120 });
    expect(status, stderr).to.equal(0);
    const failed = await runs(process.execPath, join('modules', 'fifo.js'));
    expect(failed.status).to.equal(1);
    expect(failed.stderr).to.contain('AssertionError');
  });

  it('puts the parts of a subject without a loop on the reference', async () => {
    const parts = `
const { asyncio } = require('loopcert/reference');
class Deaf extends asyncio.Future { setResult() {} }
exports.subject = { name: 'parts', asyncio: { Future: Deaf } };
`;
    writeFileSync(join(folder, 'parts.js'), parts);
    const { status, stdout, stderr } = await reproduce('future.set_result.done', './parts.js');
    expect(status, stderr).to.equal(0);
    writeFileSync(join(folder, 'parts-script.js'), stdout);
    const failed = await runs(process.execPath, 'parts-script.js');
    expect(failed.stderr).to.contain('AssertionError');
    expect(failed.status).to.equal(1);
  });

  it('writes Python that fails on the loop, and passes on CPython', async function () {
    const python = (await findPythons()).at(-1)?.path;
    if (python === undefined) this.skip();
    const subject = 'python:backwards:Backwards';
    const { status, stdout, stderr } = await reproduce('callbacks.call_soon.fifo', subject, '--python', python);
    expect(status, stderr).to.equal(0);
    expect(stdout.trimEnd().split('\n').length).to.be.at.most(40);
    writeFileSync(join(folder, 'fifo.py'), stdout);
    const failed = await runs(python, 'fifo.py');
    expect(failed.status).to.equal(1);
    expect(failed.stderr).to.contain('AssertionError');
    writeFileSync(join(folder, 'sound.py'), stdout.replace('backwards.Backwards()', 'asyncio.new_event_loop()'));
    expect((await runs(python, 'sound.py')).status).to.equal(0);
  });

  it('finds a Python loop by --python-path', async function () {
    const python = (await findPythons()).at(-1)?.path;
    if (python === undefined) this.skip();
    mkdirSync(join(folder, 'elsewhere'), { recursive: true });
    writeFileSync(join(folder, 'elsewhere', 'apart.py'), BACKWARDS_IN_PYTHON);
    const args = ['python:apart:Backwards', '--python', python, '--python-path', join(folder, 'elsewhere')];
    const { status, stdout, stderr } = await reproduce('callbacks.call_soon.fifo', ...args);
    expect(status, stderr).to.equal(0);
    expect(stdout).to.contain('ends with AssertionError');
  });

  it('shows a loop that hangs by ending with that word', async () => {
    const { status, stdout, stderr } = await reproduce('callbacks.call_soon.fifo', './hanging.js');
    expect(status, stderr).to.equal(0);
    expect(stdout).to.contain('ends with it hangs');
  });

  it('hands out nothing that does not reproduce', async () => {
    const { status, stdout, stderr } = await reproduce('callbacks.call_soon.fifo', 'reference');
    expect(status).to.equal(2);
    expect(stdout).to.equal('');
    expect(stderr).to.contain('reference keeps callbacks.call_soon.fifo in every test of it');
  });

  it('says of each test why no script can be made of it', async () => {
    const { status, stderr } = await reproduce('callbacks.call_soon.releases_after_run', './backwards.ts');
    expect(status).to.equal(2);
    expect(stderr).to.contain('lets go of callback and arguments once they were used: it runs Python');
    expect(stderr).to.contain('run it in the kit instead');
  });

  it('writes unseen what it was told not to try, and says so', async () => {
    const { status, stdout } = await reproduce('callbacks.call_soon.fifo', 'reference', '--no-verify');
    expect(status).to.equal(0);
    expect(stdout).to.contain('On reference: not tried');
  });
});
