/** Errors of node's, as the contract's: by their code. */
import { constants } from 'node:os';
import * as spec from '../../spec';

const CLASSES: Readonly<Record<string, new (...args: readonly unknown[]) => spec.OSError>> = {
  ECONNREFUSED: spec.ConnectionRefusedError,
  ECONNRESET: spec.ConnectionResetError,
  ECONNABORTED: spec.ConnectionAbortedError,
  EPIPE: spec.BrokenPipeError,
  ESHUTDOWN: spec.BrokenPipeError,
  EAGAIN: spec.BlockingIOError,
  EALREADY: spec.BlockingIOError,
  EINPROGRESS: spec.BlockingIOError,
  ENOENT: spec.FileNotFoundError,
  ESRCH: spec.ProcessLookupError,
  EACCES: spec.PermissionError,
  EPERM: spec.PermissionError,
};

/** An OSError of the class that goes with the code, with `errno`, `code` and a text that names the address. */
export function osError(error: unknown): spec.OSError {
  if (error instanceof spec.OSError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const numbers: Readonly<Record<string, number | undefined>> = constants.errno;
  const errno = numbers[code];
  const made = new (CLASSES[code] ?? spec.OSError)(errno, message);
  // With two arguments the text is the second, as in Python.
  made.message = errno === undefined ? message : `[Errno ${String(errno)}] ${message}`;
  return Object.assign(made, { errno, code });
}
