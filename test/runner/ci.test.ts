/** What hosted CI is given: the action is carried out step by step, and the documented workflows use only what there is. */
import { expect } from 'chai';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { program } from '../../runner/cli/main';
import { readRecord } from '../../runner/results/files';
import { command, ROOT } from './cli';
import { brokenLoop, LAST_FIRST, temporaryFolder } from './records';

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}
interface Workflow {
  readonly jobs?: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
  readonly steps?: readonly Step[];
}

const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
const action = parse(text) as Action;
const { steps } = action.runs;

describe('the action for hosted CI', function () {
  this.slow(10_000);
  const folder = temporaryFolder();

  it('uses the inputs that it has, and outputs of steps before', () => {
    const used = [...text.matchAll(/\$\{\{.*?\binputs\.([\w-]+).*?\}\}/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).to.deep.equal(Object.keys(action.inputs).sort());
    const ids = steps.map(({ id }) => id);
    for (const [, id, output] of text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
      const step = steps[ids.indexOf(id)];
      expect(step?.run, `${String(id)}.${String(output)}`).to.contain(`echo "${String(output)}=`);
    }
  });

  it('lets no value become part of a script', () => {
    expect(action.runs.using).to.equal('composite');
    for (const { run, shell } of steps.filter((step) => step.run !== undefined)) {
      expect(run).not.to.contain('${{');
      expect(shell).to.equal('bash');
    }
  });

  interface Done {
    readonly summary: string;
    readonly stdout: string;
    readonly outputs: Readonly<Record<string, string>>;
    readonly status: number | null;
    readonly uploaded: boolean;
  }

  /** Carries out the steps as the runner of Actions would, as far as they are ours. */
  async function carryOut(given: Readonly<Record<string, string>>): Promise<Done> {
    const files = Object.fromEntries(
      ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(folder(), name)] as const),
    );
    for (const file of Object.values(files)) writeFileSync(file, '');
    const outputs: Record<string, string> = {};
    const valueOf = (expression: string): string => {
      const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
      if (input !== undefined) return given[input] ?? action.inputs[input]?.default ?? '';
      const [, output] = /^steps\.[\w-]+\.outputs\.([\w-]+)$/.exec(expression) ?? [];
      if (output !== undefined) return outputs[output] ?? '';
      if (expression === 'github.action_path') return ROOT;
      throw new Error(`the test does not know ${expression}`);
    };
    let [stdout, status, uploaded]: [string, number | null, boolean] = ['', 0, false];
    for (const step of steps) {
      if (step.uses !== undefined) {
        uploaded = valueOf('inputs.artifact') !== '';
        continue;
      }
      const env = Object.fromEntries(
        Object.entries(step.env ?? {}).map(([name, value]) => [
          name,
          value.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => valueOf(expression)),
        ]),
      );
      const script = join(folder(), 'step.sh');
      writeFileSync(script, step.run ?? '');
      const bash = ['--noprofile', '--norc', '-eo', 'pipefail', script];
      const done = await command('bash', bash, { cwd: folder(), env: { ...files, ...env, RUNNER_TEMP: folder() } });
      stdout += done.stdout;
      status = done.status;
      for (const line of readFileSync(files['GITHUB_OUTPUT'] ?? '', 'utf8')
        .trim()
        .split('\n')) {
        const [name = '', value = ''] = line.split(/=(.*)/);
        outputs[name] = value;
      }
      if (status !== 0) break;
    }
    return { stdout, status, outputs, uploaded, summary: readFileSync(files['GITHUB_STEP_SUMMARY'] ?? '', 'utf8') };
  }

  it('certifies, annotates, summarises and fails as loopcert does', async function () {
    this.timeout(120_000);
    brokenLoop(folder(), LAST_FIRST);
    const args = '--clause callbacks.call_soon.fifo\n--clause callbacks.call_soon.ex*';
    const { stdout, outputs, status, summary, uploaded } = await carryOut({ subject: 'reference\n./broken.js', args });
    expect(outputs['exit-code'], stdout).to.equal('1');
    expect(status).to.equal(1);
    expect(stdout).to.match(/^::error .*callbacks\.call_soon\.fifo/m);
    expect(summary).to.contain('callbacks.call_soon.fifo');
    expect(uploaded).to.equal(true);
    expect(readRecord(join(folder(), 'loopcert-out', 'reference.json')).verdict).to.equal('conformant');
    expect(readRecord(join(folder(), 'loopcert-out', 'broken.json')).verdict).to.equal('nonconformant');
  });

  it('hands every input on', async function () {
    this.timeout(120_000);
    const known = join(folder(), 'known failures.yaml');
    writeFileSync(known, 'failures:\n  - clause: callbacks.call_soon.fifo\n    reason: it is a stack\n');
    const out = 'records of it';
    mkdirSync(join(folder(), out));
    const { status, outputs, stdout, uploaded } = await carryOut({
      subject: './broken.js',
      python: 'python3',
      profiles: 'core',
      baseline: known,
      shard: '1/1',
      args: '--clause callbacks.call_soon.fifo',
      out,
      artifact: '',
    });
    expect(outputs['exit-code'], stdout).to.equal('0');
    expect(status).to.equal(0);
    expect(uploaded).to.equal(false);
    const record = readRecord(join(folder(), out, 'broken.json'));
    expect(record.selection).to.deep.include({ profiles: ['core'], shard: { index: 1, count: 1 } });
    expect(record.baseline).to.include({ file: known });
  });

  it('fails with a usage error and no summary where there is no record', async () => {
    const { status, outputs, summary } = await carryOut({ subject: './nowhere.ts', out: 'nothing' });
    expect(outputs['exit-code']).to.equal('2');
    expect(status).to.equal(2);
    expect(summary).to.equal('');
  });
});

describe("the kit's own workflow", () => {
  interface Job {
    readonly strategy?: { readonly matrix?: Readonly<Record<string, readonly unknown[]>> };
    readonly steps: readonly Step[];
  }
  const { jobs } = parse(readFileSync(join(ROOT, '.github', 'workflows', 'ci.yml'), 'utf8')) as {
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const commands = (job: Job | undefined): readonly string[] => job?.steps.flatMap(({ run }) => run ?? []) ?? [];

  it('runs the gates on each version of node, and all trials of the tarball and the wheel', () => {
    expect(jobs['test']?.strategy?.matrix?.['node']).to.deep.equal([20, 22, 24]);
    expect(commands(jobs['test'])).to.include('./.ci/run');
    expect(commands(jobs['trials'])).to.deep.equal(['npm ci --no-audit --no-fund', 'npm run trials']);
    expect(jobs['trials']?.strategy?.matrix?.['python']).to.deep.equal(['3.8', '3.13']);
    const script = readFileSync(join(ROOT, 'scripts', 'trials.mjs'), 'utf8');
    expect(script).to.contain("LOOPCERT_TRIALS: 'all'");
  });

  it('names scripts of the package that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: object };
    const named = Object.values(jobs)
      .flatMap(commands)
      .flatMap((run) => [...run.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name));
    expect(named).not.to.deep.equal([]);
    expect(Object.keys(scripts)).to.include.members(named);
  });
});

describe('docs/ci.md', () => {
  const document = readFileSync(join(ROOT, 'docs', 'ci.md'), 'utf8');
  const workflows = [...document.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml = '']) => parse(yaml) as Workflow);
  const all = workflows.flatMap(({ jobs, steps: own }) => [
    ...(own ?? []),
    ...Object.values(jobs ?? {}).flatMap((job) => job.steps),
  ]);

  it('documents every input, and passes only those', () => {
    const documented = [...document.matchAll(/^\| `([\w-]+)` /gm)].map(([, name]) => name);
    expect(documented).to.deep.equal(Object.keys(action.inputs));
    const calls = all.filter(({ uses }) => uses?.startsWith('OWNER/loopcert@'));
    expect(calls).to.have.length.greaterThan(2);
    for (const call of calls) expect(Object.keys(action.inputs)).to.include.members(Object.keys(call.with ?? {}));
  });

  it('names commands and options that there are', () => {
    const shell = [...document.matchAll(/loopcert ((?:baseline )?[a-z]+)((?: [^`\n]*)?)/g)];
    const options = (name: string): readonly string[] | undefined => {
      let found: ReturnType<typeof program> | undefined = program();
      for (const word of name.split(' ')) found = found?.commands.find((one) => one.name() === word);
      return found?.options.map(({ long }) => String(long));
    };
    const used = shell.filter(([, name = '']) => options(name) !== undefined);
    expect(used.map(([, name]) => name)).to.include.members(['run', 'merge', 'diff', 'report', 'baseline update']);
    for (const [, name = '', rest = ''] of used) {
      const flags = rest.match(/--[\w-]+/g) ?? [];
      expect(options(name), `loopcert ${name}${rest}`).to.include.members([...flags]);
    }
  });
});
