/** Runs a command in a process group of its own, and leaves nothing of it behind: neither the group nor what fled from it. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { ROOT } from './folders';

export interface Ended {
  /** Nothing where it was ended from here, or could not be started. */
  readonly code: number | undefined;
  /** Both streams, the last of it. */
  readonly output: string;
  readonly late: boolean;
}

/** Characters of output that are kept. */
const MOST = 20_000;
/** In the environment of all that a command starts, so that a daemon is found too. */
const MARK = 'LOOPCERT_MATRIX_COMMAND';
const running = new Set<() => void>();

export function runCommand(
  command: readonly string[],
  seconds: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const [program = '', ...args] = command;
  const mark = randomBytes(8).toString('hex');
  return new Promise((resolve) => {
    let output = '';
    let late = false;
    const child = spawn(program, args, {
      cwd: ROOT,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment, [MARK]: mark },
    });
    const kill = (): void => endGroup(child.pid, mark);
    running.add(kill);
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, seconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-MOST);
      });
    }
    const end = (code: number | undefined): void => {
      clearTimeout(timer);
      running.delete(kill);
      kill();
      resolve({ code: late ? undefined : code, output, late });
    };
    child.on('error', (error) => {
      output += error.message;
      end(undefined);
    });
    // What it left may hold its streams open: its own end counts.
    child.on('exit', (code) => setTimeout(() => end(code ?? undefined), 50));
  });
}

/** Of an interrupted matrix. */
export function endAllCommands(): void {
  for (const kill of running) kill();
}

function endGroup(group: number | undefined, mark: string): void {
  if (group === undefined || process.platform === 'win32') return;
  end(-group);
  for (const pid of marked(mark)) end(pid);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** Processes that carry the mark, where the system tells. */
function marked(mark: string): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => carries(pid, mark));
}

function carries(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`${MARK}=${mark}`);
  } catch {
    return false;
  }
}
