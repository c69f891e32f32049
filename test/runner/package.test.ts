/** What is packed: all that a user needs, and nothing of ours; unpacked, it works beside its dependencies alone. */
import { checkPackage, createPackageFromTarballData, Package } from '@arethetypeswrong/core';
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import ts from 'typescript';
import { slugsOf } from '../../runner/cli/shared/outputs';
import { parseSubject } from '../../runner/subjects/subject-spec';
import { command, ROOT } from './cli';
import { LAST_FIRST } from './records';

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}
const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

const USER = `
import { certify } from 'loopcert';
import { NodeEventLoop } from 'loopcert/reference';
import { CLAUSES, type Subject } from 'loopcert/spec';
import { SUITES } from 'loopcert/suites';

const subject: Subject = { name: 'own', newEventLoop: () => new NodeEventLoop() };
if (CLAUSES.length > 0) certify(subject, SUITES.filter((suite) => suite.chapter === 'callbacks'));
`;

const DOCUMENTED = /\b(?:[A-Z]{4,}\.md|(?:docs|examples)\/[\w.-]+\.\w+)/g;

/** What stands in the way of who imports the types; resolution as it was before `exports` knows the main entry alone. */
async function typeProblems(packed: Package): Promise<readonly string[]> {
  const found = await checkPackage(packed);
  const problems = found.types === false ? [] : found.problems;
  return problems
    .filter((problem) => !('resolutionKind' in problem && problem.resolutionKind === 'node10'))
    .map((problem) => JSON.stringify(problem));
}

/** What the compiler says of a consumer's files. */
function typeFaults(files: readonly string[], kind: 'NodeNext' | 'Node16'): readonly string[] {
  const program = ts.createProgram([...files], {
    strict: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind[kind],
    moduleResolution: ts.ModuleResolutionKind[kind],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

describe('the package', function () {
  this.slow(20_000);
  this.timeout(180_000);
  let folder: string;
  let files: readonly string[];
  let tarball = '';
  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-package-'));
    const packed = await command('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      timeout: 120,
    });
    if (packed.status !== 0) this.skip();
    const [made] = JSON.parse(packed.stdout) as readonly { filename: string; files: readonly { path: string }[] }[];
    files = made?.files.map(({ path }) => path) ?? [];
    tarball = join(folder, made?.filename ?? '');
    const home = join(folder, 'node_modules', 'loopcert');
    mkdirSync(home, { recursive: true });
    const untarred = await command('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
    if (untarred.status !== 0) this.skip();
    for (const name of Object.keys(PACKAGE.dependencies)) {
      const at = join(folder, 'node_modules', name);
      mkdirSync(dirname(at), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), at, 'junction');
    }
    writeFileSync(join(folder, 'own.test.ts'), USER);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds every entry point', () => {
    const targets = Object.values(PACKAGE.exports).flatMap((one) =>
      typeof one === 'string' ? [one] : Object.values(one),
    );
    for (const target of [...targets, ...Object.values(PACKAGE.bin)])
      expect(files).to.include(target.replace(/^\.\//, ''));
  });

  it("holds the parts that are not TypeScript, and nothing of the kit's own tests", () => {
    expect(files).to.include('dist/bridge/python/loopcert_bridge/native.py');
    expect(files).to.include('dist/suites/sources.json');
    expect(
      files.filter((path) => /^dist\/(test|bench|examples)\/|\.tsbuildinfo$|\.map$|^test\//.test(path)),
    ).to.deep.equal([]);
  });

  it('holds every file that README.md names', () => {
    const named = new Set(readFileSync(join(ROOT, 'README.md'), 'utf8').match(DOCUMENTED));
    expect(named).to.include('ARCHITECTURE.md').and.to.include('docs/ci.md');
    for (const path of named) expect(files).to.include(path);
  });

  it('asks for nothing to be run where it is installed', () => {
    const scripts = Object.keys((PACKAGE as { readonly scripts?: object }).scripts ?? {});
    expect(scripts).to.include('prepack');
    expect(scripts.filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).to.deep.equal([]);
  });

  it('pleases publint, which sees a target that is not there', async () => {
    const { messages } = await publint({ pkgDir: join(folder, 'node_modules', 'loopcert'), pack: false });
    expect(messages).to.deep.equal([]);
    const wrong = join(folder, 'wrong');
    mkdirSync(wrong);
    const manifest = { name: 'wrong', version: '1.0.0', type: 'commonjs', exports: { '.': './nowhere.js' } };
    writeFileSync(join(wrong, 'package.json'), JSON.stringify(manifest));
    expect((await publint({ pkgDir: wrong, pack: false })).messages.map(({ code }) => code)).to.deep.equal([
      'FILE_DOES_NOT_EXIST',
    ]);
  });

  it('has types that attw finds, and misses where they are gone', async () => {
    const packed = createPackageFromTarballData(new Uint8Array(readFileSync(tarball)));
    expect(await typeProblems(packed)).to.deep.equal([]);
    const left = packed.listFiles().filter((path) => !path.endsWith('/dist/spec/index.d.ts'));
    const texts = Object.fromEntries(left.map((path) => [path, packed.readFile(path)]));
    const robbed = new Package(texts, packed.packageName, packed.packageVersion);
    expect((await typeProblems(robbed)).join('\n')).to.contain('UntypedResolution');
  });

  it('leaves chai as it is and loads no mocha when it is imported', async () => {
    const script = `
      const chai = require('chai');
      const { assert } = chai.Assertion.prototype;
      for (const name of ['loopcert', 'loopcert/spec', 'loopcert/suites', 'loopcert/reference']) require(name);
      const mocha = Object.keys(require.cache).filter((path) => /node_modules.mocha/.test(path));
      console.log(JSON.stringify([assert === chai.Assertion.prototype.assert, mocha]));`;
    const { stdout, stderr } = await command(process.execPath, ['-e', script], { cwd: folder });
    expect(stdout.trim(), stderr).to.equal('[true,[]]');
  });

  it('says what to install for embedded CPython where pyodide is not', async () => {
    const main = join(folder, 'node_modules', 'loopcert', PACKAGE.bin['loopcert'] ?? '');
    const args = [main, 'run', 'cpython', '--clause', 'callbacks.call_soon.fifo'];
    const { status, stdout, stderr } = await command(process.execPath, args, { cwd: folder, timeout: 120 });
    expect(stdout + stderr).to.contain('npm install pyodide');
    expect(status).to.equal(2);
  });

  it('certifies from the command line', async () => {
    const main = join(folder, 'node_modules', 'loopcert', PACKAGE.bin['loopcert'] ?? '');
    const args = [main, 'run', 'reference', '--clause', 'callbacks.call_soon.fifo'];
    const { status, stdout, stderr } = await command(process.execPath, args, { cwd: folder, timeout: 120 });
    expect(status, stdout + stderr).to.equal(0);
  });

  it("shows the line that failed, and the loop's own", async () => {
    const loop = `const { NodeEventLoop } = require('loopcert/reference');
class Broken extends NodeEventLoop {
  ${LAST_FIRST}
  callLater() {
    throw new Error('it has none');
  }
}
exports.newEventLoop = () => new Broken();\n`;
    writeFileSync(join(folder, 'broken.js'), loop);
    const main = join(folder, 'node_modules', 'loopcert', PACKAGE.bin['loopcert'] ?? '');
    const clauses = ['callbacks.call_soon.fifo', 'timers.call_later.returns_timer_handle'];
    const args = [main, 'run', './broken.js', ...clauses.flatMap((clause) => ['--clause', clause])];
    const { stdout } = await command(process.execPath, args, { cwd: folder, timeout: 120 });
    expect(stdout).to.match(/test at suites\/callbacks\/call-soon\.suite\.ts:\d+\n +expect\(/);
    expect(stdout).to.match(/Error: it has none\n +at Broken\.callLater \(broken\.js:5:11\)\n +test at /);
  });

  it("certifies in somebody's mocha", async () => {
    const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const args = [
      mocha,
      '--no-config',
      '--node-option',
      'expose-gc',
      '-r',
      'ts-node/register/transpile-only',
      '--exit',
      'own.test.ts',
    ];
    const env = { TS_NODE_COMPILER_OPTIONS: '{"module":"nodenext","moduleResolution":"nodenext","target":"es2023"}' };
    const { status, stdout, stderr } = await command(process.execPath, args, { cwd: folder, env, timeout: 120 });
    expect(status, stdout + stderr).to.equal(0);
    expect(stdout).to.contain('callbacks.call_soon.fifo [must]');
  });

  it('does what README.md shows: its TypeScript holds, and its record has the name that is said', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, text = '']) => text);
    expect(blocks.length).to.be.above(3);
    const home = join(folder, 'readme');
    mkdirSync(join(home, 'src'), { recursive: true });
    writeFileSync(
      join(home, 'src', 'my-loop.ts'),
      "import { NodeEventLoop } from 'loopcert/reference';\nexport class MyLoop extends NodeEventLoop {}\n",
    );
    const written = blocks.map((text, i) => {
      const file = join(home, `block-${i}.ts`);
      writeFileSync(file, text);
      return file;
    });
    expect(typeFaults(written, 'Node16')).to.deep.equal([]);
    for (const [, subject = '', record = ''] of readme.matchAll(
      /`([^`]*(?:\.ts#|python:)[^`]*)` is\n?\s*`([^`]+)\.json`/g,
    ))
      expect(
        slugsOf([{ ...parseSubject(subject.startsWith('python:') ? subject : __filename), text: subject }]),
        subject,
      ).to.deep.equal([record]);
  });

  for (const kind of ['NodeNext', 'Node16'] as const)
    it(`has types that hold under ${kind}, its own and those they name`, () => {
      expect(typeFaults([join(folder, 'own.test.ts')], kind)).to.deep.equal([]);
    });
});
