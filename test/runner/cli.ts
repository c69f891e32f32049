/** Runs the command line as its users do: a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const MAIN = join(__dirname, '..', '..', 'runner', 'cli', 'main.js');
export const ROOT = join(__dirname, '..', '..', '..');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds after which it is killed. */
  readonly timeout?: number;
  /** Coverage of it counts, which takes three times as long: for a test that is about this command. */
  readonly measured?: boolean;
}

/** Program and first arguments that run the command line. */
export const COMMAND: readonly [string, ...string[]] = [process.execPath, '--expose-gc', MAIN];

/** `loopcert ...args`. */
export function loopcert(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  return command(process.execPath, ['--expose-gc', MAIN, ...args], surroundings);
}

export function command(
  program: string,
  args: readonly string[],
  { cwd = ROOT, env = {}, timeout = 60, measured = false }: Surroundings = {},
): Promise<Ended> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...(measured && { LOOPCERT_MEASURED: 'yes' }), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeout * 1000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (status) => {
      resolve({ status, stdout, stderr, seconds: (performance.now() - began) / 1000 });
    });
  });
}
