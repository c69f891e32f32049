/**
 * A consumer's project, made of what a registry would hand out: the packed tarball, the built wheel. Where a registry cannot be
 * reached, the trials are skipped and say so. Without LOOPCERT_TRIALS=all only the quickest of each kind run.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command, ROOT, type Ended } from '../runner/cli';

export const ALL = process.env['LOOPCERT_TRIALS'] === 'all';

/** Seconds for one step; a registry may take its time. */
const PATIENCE = 300;

export class Trial {
  readonly folder = mkdtempSync(join(tmpdir(), 'loopcert-trial-'));

  write(files: Readonly<Record<string, string | object>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    }
  }

  run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return command(program, args, { cwd: this.folder, timeout: PATIENCE, env: { ...CLEAN, ...env } });
  }

  /** @throws with what it printed when it does not end with 0. */
  async must(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(program, args, env);
    if (status === 0) return stdout;
    throw new Error(`${program} ${args.join(' ')} ended with ${String(status)}\n${stdout}${stderr}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What our own test run sets is none of the consumer's. */
const CLEAN = { NODE_OPTIONS: '', NODE_V8_COVERAGE: '', PYTHONPATH: '', PYTEST_ADDOPTS: '--color=no' };

/** The tarball, packed into `folder` of what has been built. */
export async function pack(folder: string): Promise<string> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { status, stdout, stderr } = await command('npm', args, { timeout: PATIENCE });
  if (status !== 0) throw new Error(`npm pack: ${stderr}`);
  const [made] = JSON.parse(stdout) as readonly { readonly filename: string }[];
  return join(folder, made?.filename ?? '');
}

/** Skips the suite's tests with the reason in their titles. */
export function skipAll(context: Mocha.Context, suite: Mocha.Suite, reason: string): never {
  for (const test of suite.tests) test.title += ` (skipped: ${reason})`;
  context.skip();
}

/** Why nothing can be had from npm's registry. */
export async function npmProblem(): Promise<string | undefined> {
  const { status, stderr } = await command('npm', ['view', 'mocha', 'version', '--fetch-retries=0'], { timeout: 60 });
  return status === 0 ? undefined : `npm's registry cannot be reached: ${stderr.trim().split('\n')[0] ?? ''}`;
}

export { ROOT };
