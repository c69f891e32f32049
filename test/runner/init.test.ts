/** `loopcert init`: what it writes works as it is written. */
import { expect } from 'chai';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import ts from 'typescript';
import { findPythons } from '../../bridge';
import { UsageError } from '../../runner/errors';
import { onTerminal } from '../../runner/init/questions';
import { loopcert, ROOT, type Ended } from './cli';

const FILES = ['loopcert.config.ts', '.github/workflows/loopcert.yml'];
const LOOP = `
import { NodeEventLoop } from 'loopcert/reference';
export class OwnLoop extends NodeEventLoop {}
`;

describe('loopcert init', function () {
  this.slow(20_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-init-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'loopcert'), 'junction');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const init = (...args: string[]): Promise<Ended> => loopcert(['init', ...args], { cwd: folder });
  const run = (...args: string[]): Promise<Ended> => loopcert(['run', ...args], { cwd: folder, timeout: 120 });
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

  it('writes a TypeScript adapter that compiles, and runs', async () => {
    writeFileSync(join(folder, 'own-loop.ts'), LOOP);
    const { status, stdout } = await init('--typescript', './own-loop.ts');
    expect(status, stdout).to.equal(0);
    for (const file of ['loopcert.adapter.ts', ...FILES]) expect(stdout).to.contain(`write ${file}\n`);
    expect(stdout).to.contain('npx loopcert smoke ./loopcert.adapter.ts');
    expect(read('loopcert.adapter.ts')).to.contain("from './own-loop'").and.to.contain('new OwnLoop()');
    for (const file of ['loopcert.adapter.ts', 'loopcert.config.ts'])
      expect(complaints(join(folder, file))).to.deep.equal([]);
    const ended = await run('--clause', 'callbacks.call_soon.fifo');
    expect(ended.status, ended.stdout + ended.stderr).to.equal(0);
    expect(ended.stdout).to.contain('OwnLoop');
    expect(existsSync(join(folder, 'loopcert-out', 'loopcert.adapter.json')), 'the record').to.equal(true);
  });

  it('writes imports as an ES module needs them, in a package of ES modules', async () => {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'own-loop.ts'), LOOP);
    expect((await init('--typescript', './own-loop.ts')).status).to.equal(0);
    expect(read('loopcert.adapter.ts')).to.contain("from './own-loop.js'");
    for (const file of ['loopcert.adapter.ts', 'loopcert.config.ts'])
      expect(complaints(join(folder, file))).to.deep.equal([]);
    const ended = await run('--clause', 'callbacks.call_soon.fifo');
    expect(ended.status, ended.stdout + ended.stderr).to.equal(0);
  });

  for (const key of ['\u0003', '\u0004'])
    it(`takes ${key === '\u0003' ? 'Ctrl-C' : 'Ctrl-D'} for an answer, and waits no more`, async () => {
      const [input, output] = [new PassThrough(), new PassThrough()];
      const asked = onTerminal((ask) => ask('Well?', 'yes'), input, Object.assign(output, { isTTY: true }));
      if (key === '\u0004') input.end();
      else input.write(key);
      const error: unknown = await asked.catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(UsageError);
      expect((error as UsageError).message).to.equal('interrupted; nothing was written');
    });

  it("starts from the reference's loop where there is none yet", async () => {
    expect((await init()).status).to.equal(0);
    for (const file of ['loopcert.adapter.ts', 'loopcert.config.ts'])
      expect(complaints(join(folder, file))).to.deep.equal([]);
    const ended = await run('--clause', 'callbacks.call_soon.fifo');
    expect(ended.status, ended.stdout + ended.stderr).to.equal(0);
  });

  it('writes a Python adapter that runs', async function () {
    if ((await findPythons()).length === 0) this.skip();
    mkdirSync(join(folder, 'mypkg'));
    writeFileSync(join(folder, 'mypkg', '__init__.py'), "__version__ = '4.2'\n");
    writeFileSync(join(folder, 'mypkg', 'loops.py'), 'import asyncio\n\nmake = asyncio.SelectorEventLoop\n');
    expect((await init('--python', 'mypkg.loops:make')).status).to.equal(0);
    const ended = await run('--clause', 'callbacks.call_soon.fifo');
    expect(ended.status, ended.stdout + ended.stderr).to.equal(0);
    expect(ended.stdout).to.contain('4.2');
  });

  it('overwrites nothing unless it is forced to, and then says what', async () => {
    writeFileSync(join(folder, 'loopcert.config.ts'), 'mine');
    const refused = await init('--typescript');
    expect(refused.status).to.equal(2);
    expect(refused.stderr).to.contain('loopcert.config.ts would be overwritten').and.to.contain('--force');
    expect(read('loopcert.config.ts')).to.equal('mine');
    expect(existsSync(join(folder, 'loopcert.adapter.ts')), 'all or nothing').to.equal(false);
    expect((await init('--typescript', '--force')).stdout).to.contain('overwrite loopcert.config.ts');
    expect(read('loopcert.config.ts')).to.contain('subjects:');
  });

  it('writes nothing in a dry run', async () => {
    const { status, stdout } = await init('--python', 'asyncio:new_event_loop', '--dry-run');
    expect(status).to.equal(0);
    expect(stdout).to.contain('would write loopcert_adapter.py').and.to.contain('def new_event_loop():');
    expect(existsSync(join(folder, 'loopcert_adapter.py'))).to.equal(false);
  });

  it('refuses a loop that it cannot find in one line, with a remedy', async () => {
    writeFileSync(join(folder, 'two.ts'), 'export class OneLoop {}\nexport class TwoLoop {}\n');
    const mistakes: readonly (readonly [string[], RegExp])[] = [
      [['--typescript', './none.ts'], /there is no file .*none\.ts\n +give the path/],
      [
        ['--typescript', './two.ts'],
        /two\.ts exports OneLoop, TwoLoop\n +name the one to take, e\.g\. two\.ts#OneLoop/,
      ],
      [['--typescript', './two.ts#nope'], /two\.ts has no export "nope"\n +it exports OneLoop, TwoLoop/],
      [['--typescript', './two.ts#OneLop'], /two\.ts has no export "OneLop"\n +did you mean "OneLoop"/],
      [['--python', 'mypkg'], /"mypkg" does not name a factory\n +write module:factory/],
      [['nowhere'], /there is no folder nowhere\n/],
    ];
    for (const [args, message] of mistakes) {
      const { status, stderr } = await init(...args);
      expect(status, args.join(' ')).to.equal(2);
      expect(stderr).to.match(message);
    }
  });
});

/** What the compiler says of a file, as strict as it gets. */
function complaints(file: string): string[] {
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
