/** System calls that fail when a test says so: in ways that no peer can bring about. */
import { koffi } from '../../reference/sockets/koffi';
import { syscalls, type Syscalls } from '../../reference/sockets/syscalls';

/** One that a test puts in the place of koffi's knows koffi's own: where two overlap, each puts back that, and no other. */
type Errno = (() => number) & { readonly own?: () => number };

/**
 * The next calls end as told: with a number of the system's, by throwing what is no failure of the system, or, for `null`, as
 * they do. Afterwards all is as it was. Returns what puts the call back earlier.
 */
export function failing(name: keyof Syscalls, ...ends: readonly (number | Error | null)[]): () => void {
  const calls = syscalls() as unknown as Record<string, (...given: unknown[]) => unknown>;
  const library = koffi() as { errno: Errno };
  const { [name]: own } = calls;
  const errno = library.errno.own ?? library.errno;
  const left = [...ends];
  const restore = (): void => {
    library.errno = errno;
    if (own !== undefined) calls[name] = own;
  };
  calls[name] = (...given) => {
    const end = left.shift();
    library.errno = errno;
    if (end === undefined) restore();
    if (end === undefined || end === null) return own?.(...given);
    if (typeof end !== 'number') throw end;
    library.errno = Object.assign(() => end, { own: errno });
    return -1;
  };
  return restore;
}
