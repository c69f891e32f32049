/** What the command line says: help that suffices, mistakes answered in a line and a remedy, and documents that speak true. */
import { expect } from 'chai';
import type { Command } from 'commander';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findClause } from '../../spec';
import { program } from '../../runner/cli/main';
import { planRun } from '../../runner/plan/selection';
import { UsageError } from '../../runner/errors';
import { command, loopcert, MAIN, ROOT } from './cli';

/** Those of `run` are in user-errors.test.ts. */
const MISTAKES: readonly (readonly string[])[] = [
  ['explain', 'callbacks.call_soon.fofo'],
  ['list', 'clase'],
  ['list', '--python-version', 'banana'],
  ['smoke', 'refrence'],
  ['reproduce', 'callbacks.call_soon.fofo', 'reference'],
  ['reproduce', 'callbacks.call_soon.fifo', 'reference', '--test', 'no such title'],
  ['reproduce', 'callbacks.call_soon.fifo', 'reference', '--out', 'no/such/folder/x.js'],
  ['init', 'no-such-folder'],
  ['init', '--python', 'mypkg'],
  ['merge', 'nope.json'],
  ['report', 'nope.json'],
  ['diff', 'package.json', 'package.json'],
];

describe('the command line', function () {
  this.slow(5000);

  function commands(of: Command = program()): readonly (readonly [string, Command])[] {
    return of.commands.flatMap((one) => [[one.name(), one] as const, ...commands(one)]);
  }

  it('gives examples in the help of each command', () => {
    for (const [name, one] of [['loopcert', program()] as const, ...commands()]) {
      let help = '';
      one.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help, name).to.match(/Examples?:\n {2}\$ loopcert /);
    }
  });

  it('says which options there must be', () => {
    const merge = program().commands.find((one) => one.name() === 'merge');
    expect(merge?.helpInformation()).to.match(/--out <file> +where to write the record \(required\)/);
  });

  for (const args of MISTAKES) {
    it(`answers \`loopcert ${args.join(' ')}\` in one line, with a remedy`, async () => {
      const error: unknown = await program()
        .parseAsync([...args], { from: 'user' })
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(error).to.be.instanceOf(UsageError);
      const { message, remedy } = error as UsageError;
      expect(message).to.match(/^\S[^\n]*$/);
      expect(remedy).to.match(/\S/);
    });
  }

  it('answers an unknown command and an unknown option in the same form', async () => {
    const [unknown, option] = await Promise.all([loopcert(['rnu']), loopcert(['run', '--bogus'])]);
    expect([unknown.status, option.status]).to.deep.equal([2, 2]);
    expect(unknown.stderr).to.match(/^loopcert: unknown command 'rnu'\n {10}did you mean "run"\?\n {10}\S/);
    expect(option.stderr).to.match(/^loopcert: unknown option '--bogus'\n {10}\S/);
  });

  it('does not mind a reader that has seen enough', async function () {
    if (process.platform === 'win32') this.skip();
    const script = `"${process.execPath}" "${MAIN}" list clauses | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await command('bash', ['-c', script]);
    expect(stderr).to.equal('');
    expect(stdout.trim().split('\n').at(-1)).to.equal('0');
  });
});

describe('the documents', () => {
  const files = [
    ...['README.md', 'CONTRIBUTING.md', 'CONFORMANCE.md', 'examples/README.md'],
    ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
  ].filter((name) => name.endsWith('.md'));

  for (const file of files) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const lines = [
      ...text.matchAll(
        /(?:npx )?loopcert ((?:run|list|explain|init|smoke|reproduce|doctor|merge|diff|report|baseline)\b[^`\n]*)/g,
      ),
    ];
    const scripts = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name as string);

    it(`${file} names commands, options and clauses that there are`, () => {
      for (const [, line = ''] of lines) {
        const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
        const [name, ...args] = words[0] === 'baseline' ? words.slice(1) : words;
        const found = (
          words[0] === 'baseline' ? program().commands.find((one) => one.name() === 'baseline') : program()
        )?.commands.find((one) => one.name() === name);
        if (found === undefined && name === undefined) continue;
        expect(found, line).not.to.equal(undefined);
        const plain = args.filter((arg) => /^-/.test(arg)).map((arg) => arg.replace(/[,.;:)]+$/, ''));
        const known = found?.options.flatMap(({ long, short }) => [long, short]) ?? [];
        for (const option of plain) expect([...known, '--help'], line).to.include(option.split('=')[0]);
        if (name === 'explain' && /^[a-z_]+\.[a-z_.]+$/.test(args[0] ?? ''))
          expect(findClause(args[0] ?? ''), line).not.to.equal(undefined);
        const glob = args[args.indexOf('--clause') + 1];
        if (args.includes('--clause') && glob !== undefined && !glob.startsWith('area.'))
          expect(() => planRun({ clauses: [glob] }), line).not.to.throw();
      }
    });

    it(`${file} names scripts of the package that there are`, () => {
      const { scripts: known } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
      for (const name of scripts) expect(Object.keys(known)).to.include(name);
    });

    it(`${file} names files that there are`, () => {
      const named = [
        ...text.matchAll(/`((?:spec|suites|reference|bridge|runner|examples|bench|test|scripts|docs)\/[\w./-]*)`/g),
      ];
      for (const [, path = ''] of named) expect(() => readFileOrFolder(path), path).not.to.throw();
    });
  }

  function readFileOrFolder(path: string): void {
    if (path.endsWith('/')) readdirSync(join(ROOT, path));
    else if (!path.includes('<')) readFileSync(join(ROOT, path));
  }
});
