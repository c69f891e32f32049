/**
 * What a worker's subject leaves behind. Its processes are in the worker's process group; those that left it are known
 * by an environment variable, which children inherit. On Linux only: elsewhere the group has to do.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';

export const MARK = 'LOOPCERT_WORKER';

export function killGroup(pid: number): void {
  kill(-pid);
}

/** Kills whoever carries the mark, save this process. */
export function killMarked(mark: string): void {
  // While one is killed another may be born.
  for (let round = 0; round < 5; round++) {
    const marked = processesWith(mark);
    if (marked.length === 0) return;
    for (const pid of marked) kill(pid);
  }
}

export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
  } catch {
    // Not ours any more; it is a temporary folder.
  }
}

/** Living processes whose environment carries the mark, save this one. */
export function processesWith(mark: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  const wanted = `${MARK}=${mark}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(wanted));
}

/** Empty for a process that has ended, or is another user's. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/** Bytes that the process and its descendants keep in memory; 0 where that is not known. */
export function memoryOf(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
    const inherited = children === '' ? [] : children.split(' ').map(Number);
    return inherited.reduce((sum, child) => sum + memoryOf(child), pages * 4096);
  } catch {
    return 0;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
