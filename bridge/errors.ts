/** Errors of the bridge itself, and the table that maps Python's error classes to the contract's. */
import * as contract from '../spec/contract/errors';

/** Something is wrong with the interpreter, the module or the factory: the user's to mend. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';
  constructor(
    readonly code: 'no-interpreter' | 'too-old' | 'no-handshake' | 'import' | 'factory' | 'declaration' | 'platform',
    message: string,
  ) {
    super(message);
  }
}

/** The Python process ended, or can no longer be reached. */
export class PeerDied extends Error {
  override readonly name = 'PeerDied';
  constructor(how: string, stderr: string) {
    super(`the Python process ${how}${stderr.trim() === '' ? '' : `; its last words:\n${stderr.trimEnd()}`}`);
  }
}

// Any error class may stand here, whatever its constructor takes.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type ErrorConstructorLike = new (...args: any[]) => Error;

const table = new Map<string, ErrorConstructorLike>([
  ['TypeError', TypeError],
  ['BaseExceptionGroup', contract.ExceptionGroup],
]);
for (const [name, value] of Object.entries(contract)) {
  if (typeof value === 'function' && value.prototype instanceof Error) table.set(name, value);
}
/** Classes that bear another name there. */
const ALIASES: Readonly<Record<string, string>> = { gaierror: 'GaiError' };
for (const [theirs, ours] of Object.entries(ALIASES)) {
  const value = table.get(ours);
  if (value !== undefined) table.set(theirs, value);
}

/** The contract's class for the nearest known one of a Python class and its bases. */
export function nearestClass(
  names: readonly string[],
  own: ReadonlyMap<string, ErrorConstructorLike>,
): ErrorConstructorLike {
  for (const name of names) {
    const found = own.get(name) ?? table.get(name);
    if (found !== undefined) return found;
  }
  return contract.Exception;
}

/** The names of an error's class and its bases, nearest first. */
export function classNames(constructor: unknown): string[] {
  const names: string[] = [];
  for (
    let at: unknown = constructor;
    typeof at === 'function' && at !== Function.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    if (at.name !== '') names.push(at.name);
  }
  return names;
}
