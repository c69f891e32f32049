/** Failed system calls as the contract's errors. */
import { constants } from 'node:os';
import type { OSError } from '../../spec';
import { osError } from '../node/os-errors';
import { errno, retried, syscalls } from './syscalls';

export const { EAGAIN, EBADF, EINPROGRESS, EINVAL, EISCONN, ENOENT, EINTR, EPERM } = constants.errno;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).map(([name, number]) => [number, name]),
);

/** The error for a number, of the class that goes with it. `what` is added to its text. */
export function systemError(number: number, what = ''): OSError {
  const text = syscalls().strerror(number);
  const code = number === EAGAIN ? 'EAGAIN' : (NAMES.get(number) ?? '');
  return osError({ code, message: what === '' ? text : `${text}: ${what}` });
}

/** The result of `call`, repeated while signals interrupt it. @throws OSError */
export function checked(call: () => number): number {
  const result = retried(call);
  if (result < 0) throw systemError(errno());
  return result;
}
