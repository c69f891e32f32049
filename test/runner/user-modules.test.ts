/** Modules of users as they are in the wild: ES modules or not, any TypeScript beside them, with a tsconfig.json of their own. */
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command, ROOT } from './cli';

/** As text, and each export called. */
const CHILD = `
const { importModule } = require(${JSON.stringify(join(ROOT, 'dist', 'runner', 'subjects', 'load-module'))});
const { failureOf } = require(${JSON.stringify(join(ROOT, 'dist', 'runner', 'execution', 'failure'))});
(async () => {
  for (const path of process.argv.slice(1)) {
    const said = await importModule(path).then(({ say }) => {
      try { return say(); } catch (error) { return failureOf(error).stack.split('\\n')[0]; }
    }, (error) => 'refused: ' + error.message);
    console.log(JSON.stringify(said));
  }
})();`;

/** Compiled, all of it moves up by some lines. */
const TYPES = 'interface Nothing {\n  a: number;\n  b: number;\n}\n';

const FILES: Readonly<Record<string, string>> = {
  'src/word.ts': `${TYPES}export const word: string = 'spam';\n`,
  'src/seven.ts': 'export const seven = 7;\n',
  'plain.ts': "import { word } from './src/word.js';\nexport const say = () => word;\n",
  'bare.ts': "import { word } from './src/word';\nexport const say = () => word;\n",
  'mapped.ts': "import { seven } from '@app/seven';\nexport const say = () => seven;\n",
  'decorated.ts': `const seen: string[] = [];
const mark = (_target: object, key: string): void => void seen.push(key);
class Marked { @mark here(): void {} }
export const say = () => seen.concat(typeof Marked);
`,
  'fields.ts': `class Base { at = this.begin(); begin(): string { return 'begun'; } }
class Own extends Base { declared?: string; override begin(): string { this.declared = 'kept'; return 'own'; } }
export const say = () => new Own().declared;
`,
  'throws.ts': `${TYPES}export function say(): never {\n  throw new Error('line 6');\n}\n`,
  'wrong.ts': 'export const = 1;\n',
  'lost.ts': "import './no-such-file.js';\n",
};
const TSCONFIG = `{
  // Comments are allowed in it.
  "compilerOptions": { "target": "es2017", "experimentalDecorators": true, "paths": { "@app/*": ["./src/*"] } },
}`;

describe('a module of a user', function () {
  this.slow(10_000);
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-modules-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A project whose own TypeScript must never be asked: it may be of any version. */
  function project(name: string, files: Readonly<Record<string, string>>): string {
    const all = {
      ...files,
      'node_modules/typescript/package.json': '{"name":"typescript","version":"5.0.0","main":"index.js"}',
      'node_modules/typescript/index.js': "throw new Error('it is the compiler of the user');",
    };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), text);
    }
    symlinkSync(ROOT, join(folder, name, 'node_modules', 'loopcert'), 'junction');
    return join(folder, name);
  }

  async function load(at: string, ...files: string[]): Promise<readonly unknown[]> {
    const paths = files.map((file) => join(at, file));
    const { stdout, stderr } = await command(process.execPath, ['-e', CHILD, ...paths], { cwd: at });
    expect(stderr).to.equal('');
    return stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  }

  const CASES = ['plain.ts', 'bare.ts', 'mapped.ts', 'decorated.ts', 'fields.ts', 'throws.ts', 'wrong.ts', 'lost.ts'];
  const rest = (at: string): readonly RegExp[] => [
    new RegExp(`^at say \\(${join(at, 'throws.ts')}:6:9\\)$`),
    /refused: .*wrong\.ts cannot be loaded: [^]*(expected|wrong\.ts)/,
    /refused: .*lost\.ts cannot be loaded: Cannot find module '.*no-such-file\.js'/,
  ];

  for (const type of ['commonjs', 'module']) {
    it(`in a package of type ${type} is compiled by the kit, as its tsconfig.json says`, async () => {
      const at = project(type, { ...FILES, 'package.json': `{"type":"${type}"}`, 'tsconfig.json': TSCONFIG });
      const said = await load(at, ...CASES);
      expect(said.slice(0, 5)).to.deep.equal(['spam', 'spam', 7, ['here', 'function'], 'kept']);
      for (const [index, words] of rest(at).entries()) expect(said[index + 5]).to.match(words);
    });
  }

  it('may await at its top, and know where it is, where it is an ES module', async () => {
    const files = Object.fromEntries(
      ['esm.ts', 'esm.js', 'esm.mjs', 'esm.mts'].map((name) => [
        name,
        'const word = await Promise.resolve("spam");\nexport const say = () => [word, typeof import.meta.url];\n',
      ]),
    );
    const at = project('top-level', { ...files, 'package.json': '{"type":"module"}' });
    const spam = ['spam', 'string'];
    expect(await load(at, ...Object.keys(files))).to.deep.equal([spam, spam, spam, spam]);
  });

  it('is refused with the name of a tsconfig.json that cannot be read', async () => {
    const at = project('broken', { 'package.json': '{}', 'tsconfig.json': '{ "extends": "./none.json" }', ...FILES });
    expect((await load(at, 'plain.ts'))[0]).to.match(/^refused: .*tsconfig\.json cannot be read: .*none\.json/);
  });
});
