/** Packages of others that use the packed kit: ES modules and CommonJS, compilers, versions of mocha, npm and pnpm. */
import { expect } from 'chai';
import { ALL, npmProblem, pack, skipAll, Trial } from './trial';

interface Consumer {
  readonly type: 'module' | 'commonjs';
  readonly typescript: string;
  readonly mocha: string;
  readonly manager: 'npm' | 'pnpm';
  /** Runs in every test of the kit, not only where all trials are asked for. */
  readonly quick?: true;
}

/** Each version and each kind at least once. */
const CONSUMERS: readonly Consumer[] = [
  { type: 'module', typescript: '~5.9.0', mocha: '^10', manager: 'npm', quick: true },
  { type: 'commonjs', typescript: '~5.9.0', mocha: '^11', manager: 'pnpm' },
  { type: 'module', typescript: '^6', mocha: '^12', manager: 'pnpm' },
  { type: 'commonjs', typescript: '^6', mocha: '^12', manager: 'npm' },
];

const LOOP = `
import { NodeEventLoop } from 'loopcert/reference';
export class MyLoop extends NodeEventLoop {}
export const newEventLoop = (): MyLoop => new MyLoop();
`;

/** Calls at once what is to be called soon. */
const SLOPPY = `
import { NodeEventLoop } from 'loopcert/reference';
export const newEventLoop = (): NodeEventLoop => {
  const loop = new NodeEventLoop();
  const callSoon = loop.callSoon.bind(loop);
  loop.callSoon = (callback, args, options) => {
    (callback as (...args: readonly unknown[]) => void)(...((args ?? []) as readonly unknown[]));
    return callSoon(() => {}, [], options);
  };
  return loop;
};
`;

const TEST = `
import { certify } from 'loopcert';
import { CLAUSES, type Clause } from 'loopcert/spec';
import { newEventLoop } from './my-loop.js';

const all: readonly Clause[] = CLAUSES;
if (all.length > 0) certify({ name: 'my-loop', newEventLoop }, { clauses: ['callbacks.call_soon.*'] });
`;

const CONFIG = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    // The declarations name node's own types.
    types: ['node'],
    rootDir: 'src',
    outDir: 'build',
  },
  include: ['src'],
};

const PNPM = ['exec', '--yes', 'pnpm@10', '--'];

describe('trials: packages that use the tarball', function () {
  this.slow(60_000);
  this.timeout(600_000);
  const tarballs = new Trial();
  let tarball = '';
  before(async function () {
    const problem = await npmProblem();
    if (problem !== undefined) skipAll(this, this.test?.parent as Mocha.Suite, problem);
    tarball = await pack(tarballs.folder);
  });
  after(() => tarballs.remove());

  for (const { type, typescript, mocha, manager, quick } of CONSUMERS) {
    if (quick !== true && !ALL) continue;
    it(`${manager}, ${type}, TypeScript ${typescript}, mocha ${mocha}`, async () => {
      const trial = new Trial();
      try {
        const devDependencies = { '@types/node': '^20', loopcert: `file:${tarball}`, mocha, typescript };
        trial.write({
          'package.json': { name: 'consumer', version: '1.0.0', private: true, type, devDependencies },
          'tsconfig.json': CONFIG,
          'src/my-loop.ts': LOOP,
          'src/sloppy.ts': SLOPPY,
          'src/own.test.ts': TEST,
        });
        if (manager === 'npm') await trial.must('npm', ['install', '--no-audit', '--no-fund', '--omit=optional']);
        else await trial.must('npm', [...PNPM, 'install', '--no-optional', '--store-dir', '.store']);
        const bin = (name: string): string => `node_modules/.bin/${name}`;
        await trial.must(bin('tsc'), []);
        const tested = await trial.must(bin('mocha'), ['build/own.test.js']);
        expect(Number(/(\d+) passing/.exec(tested)?.[1])).to.be.greaterThan(5);
        expect(tested).not.to.match(/failing/);
        const one = ['--clause', 'callbacks.call_soon.fifo', '--reporter', 'line'];
        await trial.must(bin('loopcert'), ['run', './src/my-loop.ts', ...one]);
        const broken = await trial.run(bin('loopcert'), ['run', './src/sloppy.ts', ...one]);
        expect([broken.status, /fifo|call_soon/.test(broken.stdout)], broken.stdout + broken.stderr).to.deep.equal([
          1,
          true,
        ]);
        const reproduced = ['reproduce', 'callbacks.call_soon.fifo', './src/sloppy.ts'];
        expect(await trial.must(bin('loopcert'), reproduced)).to.match(/assert/);
      } finally {
        trial.remove();
      }
    });
  }
});
