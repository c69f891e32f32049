/**
 * Clears what is left of a worker whose runner was killed. A process of its own, for until the worker is gone it may make more:
 * another interpreter in place of one that was killed, a file in the folder that was removed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { killGroup, killMarked, processesWith, removeFolder } from './leftovers';

/** Times that nothing must be found one after the other: a process between fork and exec has no environment to be known by. */
const QUIET = 3;
const ROUNDS = 100;
/** Milliseconds. */
const INTERVAL = 20;

export async function reap(worker: number, mark: string, folder: string): Promise<void> {
  killGroup(worker);
  for (let round = 0, quiet = 0; round < ROUNDS && quiet < QUIET; round++) {
    killMarked(mark);
    await pause(INTERVAL);
    quiet = processesWith(mark).length === 0 ? quiet + 1 : 0;
  }
  removeFolder(folder);
}

if (require.main === module) {
  const [worker = '', mark = '', folder = ''] = process.argv.slice(2);
  reap(Number(worker), mark, folder).catch(() => process.exit(1));
}
