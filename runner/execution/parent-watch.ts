/**
 * A runner that was killed cannot kill its workers. A thread of each sees to it, even while the worker's own hangs.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { killGroup, MARK } from './leftovers';

export interface Inheritance {
  /** The runner's process. */
  readonly parent: number;
  readonly mark: string;
  readonly folder: string;
}

/** Ends this process, what it started and its files, now that nobody will. */
export function endAsOrphan({ mark, folder }: Inheritance): never {
  const { [MARK]: _own, ...env } = process.env;
  const reaper = [join(__dirname, 'reaper.js'), String(process.pid), mark, folder];
  spawn(process.execPath, reaper, { detached: true, stdio: 'ignore', env, cwd: '/' }).unref();
  killGroup(process.pid);
  // Alone in no group of its own.
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

export function watchParent(inheritance: Inheritance): void {
  new Worker(__filename, { workerData: { watched: inheritance }, stdout: true, stderr: true }).unref();
}

const { watched } = (workerData ?? {}) as { readonly watched?: Inheritance };
if (!isMainThread && watched !== undefined) {
  setInterval(() => {
    if (process.ppid !== watched.parent) endAsOrphan(watched);
  }, 300);
}
