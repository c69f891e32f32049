/**
 * What the reference needs of its host: a clock, turns, timers, and a few words with the world outside. The rest of it is the
 * language's own, but for `console`, which every host has. `node/` and `web/` implement this; nothing else reaches a host.
 */
import type { AbstractEventLoop, Executor } from '../../spec';

/** What a loop waits with. */
export interface HostTimers {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Calls `action` in a turn of its own, once the host has looked for I/O. */
  afterPoll(action: () => void): void;
  /** Calls `action` after `milliseconds`, at most 2 ** 31 - 1. Returns what clearTimer() takes. */
  setTimer(action: () => void, milliseconds: number): unknown;
  clearTimer(timer: unknown): void;
}

/** Looking up names; each promise rejects with what the look-up failed with. */
export interface NameService {
  /** The addresses of `host`; `family` is 4 or 6, or 0 for both. */
  lookup(host: string, family: 0 | 4 | 6): PromiseLike<readonly string[]>;
  /** The host's name and the service's, for an address and a port. */
  lookupService(address: string, port: number): PromiseLike<readonly [string, string]>;
}

/** What a loop needs of the host it runs on. */
export interface Host extends HostTimers {
  /** Calls `action` in a turn of its own, unless the host ends before: nothing is kept alive for it. */
  eventually(action: () => void): void;
  /** Whether loops begin in debug mode. Source: PYTHONASYNCIODEBUG. */
  readonly debug: boolean;
  /** The operating system as node names it: `linux`, `darwin`, `win32`; decides about numbers such as AF_INET6. */
  readonly platform: string;
  /** Python's `warnings.warn()`. */
  warn(message: string, category: string): void;
  /** Writes to what is stderr in Python. */
  writeError(text: string): void;
  /** Whether a line of a stack trace lies in the host's own code. */
  isInternalFrame(frame: string): boolean;
  /** Calls `listener` for each SIGINT until the function it returns is called; a program that listens itself is left alone. */
  onInterrupt(listener: () => void): () => void;
  readonly names: NameService;
  newEventLoop(): AbstractEventLoop;
  /** An executor for a loop that was given none. */
  newExecutor(): Executor;
}
