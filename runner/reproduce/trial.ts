/** Runs a script as its reader will: in a process of its own, with nothing of the kit but what it names. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ended {
  /** `hung`: it had to be killed. */
  readonly how: 'passed' | 'failed' | 'hung';
  /** What it says of the failure: the line of the error. */
  readonly message: string;
}

const KIT = join(__dirname, '..', '..', '..');
/** Longer than the scripts themselves wait. */
const PATIENCE = 25_000;

/** A folder for trials, in which `loopcert` can be required. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'loopcert-reproduce-'));

  constructor() {
    mkdirSync(join(this.#folder, 'node_modules'));
    symlinkSync(KIT, join(this.#folder, 'node_modules', 'loopcert'), 'junction');
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  node(lines: readonly string[], isModule = false): Promise<Ended> {
    return this.#run(process.execPath, [this.#write(isModule ? 'trial.mjs' : 'trial.cjs', lines)]);
  }

  /** In the current folder, from which Python imports last. */
  python(interpreter: string, lines: readonly string[]): Promise<Ended> {
    return this.#run(interpreter, [this.#write('trial.py', lines)], { PYTHONPATH: join(process.cwd(), '.') });
  }

  #serial = 0;

  #write(name: string, lines: readonly string[]): string {
    const path = join(this.#folder, `${String(++this.#serial)}-${name}`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  }

  #run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return new Promise((resolve, reject) => {
      // In a group of its own: a test about signals may reach all of it, and what it leaves behind ends with it.
      const child = spawn(program, args, {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, ...env },
        detached: process.platform !== 'win32',
      });
      let stderr = '';
      let hung = false;
      const timer = setTimeout(() => {
        hung = true;
        end(child);
      }, PATIENCE);
      child.stderr.on('data', (chunk: Buffer) => {
        if (stderr.length < 1e6) stderr += chunk.toString();
      });
      child.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      child.once('close', (code) => {
        clearTimeout(timer);
        end(child);
        const how = hung ? 'hung' : code === 0 ? 'passed' : 'failed';
        resolve({ how, message: how === 'hung' ? 'it hangs' : messageOf(stderr) });
      });
    });
  }
}

/** It and what it started. */
function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // None of them is left.
  }
}

/** The line that names the error, in what node or Python prints. */
function messageOf(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  if (lines.some((line) => /^Timeout \(\d/.test(line) || line === 'it hangs')) return 'it hangs';
  const named = lines.filter((line) => /^(\w+\.)*\w*(Error|Exception|Interrupt|Exit|Invalid\w*)(\b|\s\[)/.test(line));
  // Python ends with the error, node begins with it.
  const found = /^Traceback/m.test(stderr) ? named.at(-1) : named[0];
  const said = found ?? lines.find((line) => line !== '') ?? 'it ended with no word';
  return said.replace(' [ERR_ASSERTION]', '').replace(/:$/, '').slice(0, 160);
}
