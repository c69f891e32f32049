/** Koffi, which calls the C library: optional, and loaded with the first call that needs it. */
import { NotImplementedError } from '../../spec';

/** A watch of a descriptor by node's own loop; one that nothing refers to is collected and goes silent. */
export interface PollHandle {
  close(): void;
}

/** As much of koffi as is used: its own types are not there when it is not. */
interface Koffi {
  load(path: null): { func(definition: string): (...args: never[]) => unknown };
  errno(): number;
  address(memory: Uint8Array): bigint;
  readonly node: {
    poll(fd: number, options: { readonly readable: boolean }, callback: () => void): PollHandle;
  };
}

let loaded: Koffi | null = null;

/** Why there are no sockets here, or `null` when there are. */
export function socketsMissing(): string | null {
  if (process.platform !== 'linux')
    return `sockets of the kit are for Linux only so far, and this is ${process.platform}`;
  try {
    require.resolve('koffi');
    return null;
  } catch {
    return 'koffi is not installed: npm install koffi';
  }
}

/** @throws NotImplementedError where it is not installed. */
export function koffi(): Koffi {
  return (loaded ??= load());
}

/** @throws NotImplementedError with the reason why it is missing. */
export function load(missing: string | null = socketsMissing()): Koffi {
  if (missing !== null) throw new NotImplementedError(missing);
  return require('koffi') as Koffi;
}

/** Where `memory` begins. It stays there as long as it is held. */
export function addressOf(memory: Uint8Array): number {
  return Number(koffi().address(memory));
}
