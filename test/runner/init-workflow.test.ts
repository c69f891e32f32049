/** The workflow that `loopcert init` writes, carried out: its steps in a shell, with the kit from a path or a repository. */
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { UsageError } from '../../runner/errors';
import { kitSource } from '../../runner/init/kit-source';
import { planInit } from '../../runner/init/plan';
import { readRecord } from '../../runner/results/files';
import { KIT } from '../../runner/results/kit';
import { command, ROOT, type Ended } from './cli';

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] }>
  >;
}

const LOOP = `
const { NodeEventLoop } = require(${JSON.stringify(join(ROOT, 'dist', 'reference'))});
exports.newEventLoop = () => new NodeEventLoop();
`;
/** Stands for the kit where npm is to install it, which would take its dependencies from a registry: it hands on to this one. */
const STAND_IN = {
  'package.json': JSON.stringify({
    name: 'loopcert',
    version: KIT.version,
    bin: 'main.js',
    scripts: { build: 'node build.js' },
  }),
  'package-lock.json': JSON.stringify({
    name: 'loopcert',
    version: KIT.version,
    lockfileVersion: 3,
    packages: { '': { name: 'loopcert', version: KIT.version, bin: { loopcert: 'main.js' } } },
  }),
  'build.js': "require('node:fs').writeFileSync('built.js', '')",
  'main.js': `#!/usr/bin/env node
require('./built.js');
process.argv.push('--clause', 'callbacks.call_soon.fifo');
const { program } = require(${JSON.stringify(join(ROOT, 'dist', 'runner', 'cli', 'main.js'))});
program().parseAsync().catch((error) => { console.error(error); process.exitCode = 3; });
`,
};

describe('the workflow that init writes', function () {
  this.slow(20_000);
  this.timeout(180_000);
  let folder: string;
  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'loopcert-workflow-'));
    write('project/package.json', '{"name":"project","private":true}');
    write('project/my-loop.js', LOOP);
    write('project/adapter.ts', "export { newEventLoop } from './my-loop.js';\n");
    mkdirSync(join(folder, 'temp'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const project = (): string => join(folder, 'project');
  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  function standIn(at: string): void {
    for (const [name, text] of Object.entries(STAND_IN)) write(`${at}/${name}`, text);
  }
  const shell = (script: string, cwd: string): Promise<Ended> =>
    command('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      timeout: 120,
      env: {
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: project(),
        RUNNER_TEMP: join(folder, 'temp'),
        npm_config_offline: 'true',
      },
    });

  /** Writes what init would, and does what a hosted runner would do with it. */
  async function carryOut(kit: string): Promise<void> {
    const loop = {
      language: 'typescript',
      path: join(project(), 'my-loop.js'),
      export: 'newEventLoop',
      made: 'call',
    } as const;
    const plan = planInit(project(), loop, kitSource(kit, project()));
    for (const { path, text } of plan.files) write(join('project', path), text);
    const workflow = parse(readFileSync(join(project(), '.github', 'workflows', 'loopcert.yml'), 'utf8')) as Workflow;
    const steps = workflow.jobs['certify']?.steps ?? [];
    expect(steps.filter(({ uses }) => uses !== undefined).map(({ uses }) => uses?.replace(/@.*/, ''))).to.deep.equal([
      'actions/checkout',
      'actions/setup-node',
      'actions/upload-artifact',
    ]);
    for (const { run } of steps) {
      if (run === undefined) continue;
      const { status, stdout, stderr } = await shell(run, project());
      expect(status, `${run}\n${stdout}${stderr}`).to.equal(0);
    }
    expect(readRecord(join(project(), 'loopcert-out', 'loopcert.adapter.json')).verdict).to.equal('conformant');
  }

  it('certifies with a kit from a path', async () => {
    standIn('project/vendor/kit');
    write('project/vendor/kit/built.js', '');
    await carryOut('vendor/kit');
  });

  it('certifies with a kit from a repository, which it builds', async () => {
    standIn('kit');
    const git = 'git init -q -b trunk . && git add -A && git -c user.name=a -c user.email=a@example.org commit -qm a';
    expect((await shell(git, join(folder, 'kit'))).status).to.equal(0);
    await carryOut(`git+file://${join(folder, 'kit')}#trunk`);
  });

  it('knows a version, a path and a repository, and refuses the rest', () => {
    standIn('project/kit');
    expect(kitSource('^0.1.0', project())).to.deep.equal({ kind: 'registry', version: '^0.1.0' });
    expect(kitSource('kit', project())).to.deep.equal({ kind: 'path', path: './kit' });
    expect(kitSource('github:owner/loopcert#main', project())).to.deep.equal({
      kind: 'git',
      url: 'https://github.com/owner/loopcert.git',
      ref: 'main',
    });
    expect(() => kitSource('nowhere', project())).to.throw(UsageError, /no version, path or git reference/);
  });
});
