/** Saboteurs of what is around them: the output, the file system, other processes, the runner itself. */
import { CONTROL, VICTIM, type Saboteur } from './saboteur';

const harmless = (name: string, more: Partial<Saboteur> = {}): Saboteur => ({
  name,
  exit: 0,
  status: 'pass',
  says: /"verdict":"conformant"/,
  ...more,
});

/** What a test of the network leaves fails it; the tests of other chapters are not looked at. */
const leaking = (name: string, clause: string, says: RegExp): Saboteur => ({
  name,
  exit: 1,
  status: 'fail',
  says,
  clauses: [clause, VICTIM, CONTROL],
  needs: 'linux',
});

export const SURROUNDINGS: readonly Saboteur[] = [
  harmless('floods-output'),
  harmless('leaves-children', { needs: 'linux' }),
  harmless('leaves-files'),
  harmless('changes-directory'),
  harmless('sets-exit-code'),
  harmless('deletes-report'),
  leaking('leaks-descriptors', 'connection.result.pair', /LeftBehind.*the test left open: descriptor \d+ \(socket:/),
  leaking('leaks-children', 'subprocess.exec.result', /LeftBehind.*the test left open: child \d+/),
  leaking('leaks-socket-files', 'unix.server.basic', /LeftBehind.*the test left a file behind: [^"]*\.old/),
  { name: 'writes-report', exit: 1, status: 'fail', says: /AssertionError/ },
  { name: 'blocks-report', exit: 3, says: /^loopcert: .* cannot be written: / },
  { name: 'kills-runner', exit: 3, status: 'notRun', says: /"reason":"the run was interrupted"/ },
];
