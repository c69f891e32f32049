/** Saboteurs of what is around them: the output, the file system, other processes, the runner itself. */
import type { Saboteur } from './saboteur';

const harmless = (name: string, more: Partial<Saboteur> = {}): Saboteur => ({
  name,
  exit: 0,
  status: 'pass',
  says: /"verdict":"conformant"/,
  ...more,
});

export const SURROUNDINGS: readonly Saboteur[] = [
  harmless('floods-output'),
  harmless('leaves-children', { needs: 'linux' }),
  harmless('leaves-files'),
  harmless('changes-directory'),
  harmless('sets-exit-code'),
  harmless('deletes-report'),
  { name: 'writes-report', exit: 1, status: 'fail', says: /AssertionError/ },
  { name: 'blocks-report', exit: 3, says: /^loopcert: .* cannot be written: / },
  { name: 'kills-runner', exit: 3, status: 'notRun', says: /"reason":"the run was interrupted"/ },
];
