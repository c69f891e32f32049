/** Saboteurs that hang, end or fill the process they run in, or throw what nobody can print. */
import type { Saboteur } from './saboteur';

const hung = (name: string, says = /still (running|busy) after 2 s/): Saboteur => ({
  name,
  exit: 1,
  status: 'hang',
  says,
  args: ['--timeout', '2'],
});
const crashed = (name: string, says: RegExp, more: Partial<Saboteur> = {}): Saboteur => ({
  name,
  exit: 1,
  status: 'crash',
  says,
  ...more,
});

export const RUNNING: readonly Saboteur[] = [
  hung('hangs'),
  hung('waits-for-ever'),
  hung('answers-late'),
  hung('stops-itself'),
  crashed('aborts', /killed by SIGABRT/),
  crashed('segfaults', /killed by SIGSEGV/),
  crashed('exits', /exited with code 0/),
  crashed('exits-afterwards', /exited with code 0, after the test/),
  crashed('kills-itself', /killed by SIGKILL/),
  crashed('removes-listeners', /exited with code [17]/),
  crashed('unrefs-everything', /exited with code/),
  crashed('exhausts-heap', /SIGABRT|code 134/, { env: { LOOPCERT_WORKER_HEAP_MB: '128' }, args: ['--timeout', '20'] }),
  crashed('exhausts-memory', /MB of memory, more than the 640 MB it may/, {
    env: { LOOPCERT_WORKER_HEAP_MB: '128' },
    args: ['--timeout', '20'],
    needs: 'linux',
  }),
  { name: 'throws-nonsense', exit: 1, status: 'fail', says: /cannot even be printed|"null"|a string/ },
  { name: 'throws-megabytes', exit: 1, status: 'fail', says: /all work and no play/ },
  { name: 'throws-escapes', exit: 1, status: 'fail', says: /\\\\x1b\[2J\\\\x1b\]0;owned\\\\x07\\\\x9b1m\\\\x00 fine/ },
];
