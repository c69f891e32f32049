/** Saboteurs in Python: the loop, and with it the bridge's Python side, is in a process of the worker's. */
import type { Saboteur } from './saboteur';

const python = (name: string, rest: Omit<Saboteur, 'name' | 'needs'>): Saboteur => ({ name, ...rest, needs: 'python' });

export const PYTHON: readonly Saboteur[] = [
  python('python:absent:make', { exit: 2, says: /cannot import absent/ }),
  python('python:saboteurs:absent', { exit: 2, says: /has no attribute 'absent'/ }),
  python('python:broken_syntax:make', { exit: 2, says: /SyntaxError/ }),
  python('python:leaves_while_imported:make', { exit: 2, says: /exit code 5|closed its channel/ }),
  python('python:saboteurs:no_loop', { exit: 2, says: /no method|no loop|returned/ }),
  python('python:saboteurs:raising', { exit: 2, says: /LookupError|no loop today/ }),
  python('python:saboteurs:lying', { exit: 1, status: 'fail', says: /AssertionError/ }),
  python('python:saboteurs:patching', { exit: 1, status: 'fail', says: /AssertionError/ }),
  python('python:saboteurs:killing_parent', { exit: 1, status: 'crash', says: /killed by SIGKILL/ }),
  python('python:saboteurs:exhausting', {
    exit: 1,
    status: 'crash',
    says: /MB of memory/,
    env: { LOOPCERT_WORKER_HEAP_MB: '128' },
    args: ['--timeout', '20'],
  }),
  python('python:saboteurs:daemonizing', { exit: 0, status: 'pass', says: /"verdict":"conformant"/ }),
  python('python:saboteurs:spoiling', {
    exit: 3,
    status: 'notRun',
    says: /"reason":"an error of the kit's own in .*an error of the kit's own: .*"faults":\[\{.*"times":3,"mended":false/,
  }),
  python('python:saboteurs:spoiling_once', {
    exit: 0,
    status: 'pass',
    says: /"verdict":"conformant".*"faults":\[\{.*"times":1,"mended":true/,
  }),
  python('python:saboteurs:sleeping', {
    exit: 1,
    status: 'hang',
    says: /still running after 2 s/,
    args: ['--timeout', '2'],
  }),
];
