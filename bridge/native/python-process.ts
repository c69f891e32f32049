/**
 * A Python child in a process group of its own, so that whatever it starts ends with it. A guard, a shell that waits for
 * the end of its input, kills the group when node is gone, however it went. Output goes to a nameless file rather than
 * a pipe: nobody reads a pipe while node waits in a call, and a full one would stop the child.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const TAIL = 8192;

/** Ended when node exits: it would wait for ever for its own reads from a peer that lives. */
const living = new Set<PythonProcess>();

function endAll(): void {
  for (const child of living) child.end();
}

export class PythonProcess {
  readonly #child: ChildProcess;
  readonly #log: number;
  #guard: ChildProcess | undefined;
  /** Rejects when the child could not be started; resolves when it has ended. */
  readonly exited: Promise<void>;

  constructor(
    readonly python: string,
    args: readonly string[],
    folder: string,
    env: Readonly<Record<string, string>>,
  ) {
    const path = join(folder, 'log');
    this.#log = openSync(path, 'a+');
    rmSync(path);
    this.#child = spawn(python, args, {
      stdio: ['ignore', this.#log, this.#log],
      detached: true,
      env: { ...process.env, ...env },
    });
    this.#child.unref();
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', () => {
        this.end();
        resolve();
      });
    });
    this.exited.catch(() => {});
    if (this.pid === undefined) return;
    if (living.size === 0) process.once('exit', endAll);
    living.add(this);
    this.#startGuard(this.pid);
  }

  #startGuard(pid: number): void {
    const guard = spawn('/bin/sh', ['-c', 'read -r line; kill -KILL "-$0" 2>/dev/null', String(pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    guard.on('error', () => {});
    guard.stdin.on('error', () => {});
    guard.unref();
    (guard.stdin as unknown as { unref(): void }).unref();
    this.#guard = guard;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get log(): number {
    return this.#log;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The last of what it printed. */
  tail(): string {
    try {
      const { size } = fstatSync(this.#log);
      const data = Buffer.alloc(Math.min(size, TAIL));
      readSync(this.#log, data, 0, data.length, size - data.length);
      return data.toString();
    } catch {
      return '';
    }
  }

  /** How it ended; `undefined` while it lives. Node hears of an exit in a turn of its own, the kernel's word is quicker. */
  how(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (signalCode !== null) return `was killed by ${signalCode}`;
    if (exitCode !== null) return `ended with exit code ${String(exitCode)}`;
    if (process.platform !== 'linux') return undefined;
    for (let i = 0; i < 100; i++) {
      const status = zombieStatus(this.pid ?? 0);
      if (status !== undefined) {
        const signal = status & 0x7f;
        return signal === 0 ? `ended with exit code ${String(status >> 8)}` : `was killed by signal ${String(signal)}`;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
    }
    return undefined;
  }

  /** Kills whatever is left of the process group. */
  end(): void {
    if (this.pid !== undefined) {
      try {
        process.kill(-this.pid, 'SIGKILL');
      } catch {
        // None left.
      }
    }
    // Only when all is killed: the guard is what makes sure of it.
    this.#guard?.kill('SIGKILL');
    this.#guard = undefined;
    living.delete(this);
    if (living.size === 0) process.off('exit', endAll);
  }

  /** Ends it and waits for its end. */
  async close(): Promise<void> {
    this.#child.ref();
    this.end();
    await this.exited.catch(() => {});
    try {
      closeSync(this.#log);
    } catch {
      // Closed already.
    }
  }
}

/** The wait status of a child that has ended and has not been waited for. */
function zombieStatus(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? Number(fields[fields.length - 1]) : undefined;
  } catch {
    return undefined;
  }
}
