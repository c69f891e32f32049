/** What a clause is. Clauses are data; the suites say how they are observed. */
import type { ApiReference } from './api';

/** How binding a clause is, the strictest first: see CONFORMANCE.md. */
export const LEVELS = ['must', 'should', 'may'] as const;
/** must: decides the verdict. should: reported. may: offered or not. */
export type Level = (typeof LEVELS)[number];

/** The profiles of a loop that reaches the world outside its process. */
export const NETWORK_PROFILES = [
  'net.tcp',
  'net.unix',
  'net.udp',
  'net.tls',
  'server',
  'transport',
  'protocol',
  'dns',
  'sendfile',
  'sock',
  'fd',
  'pipe',
  'subprocess',
] as const;

/** The parts of the contract a loop can claim one by one. */
export const PROFILES = [
  'core',
  'task',
  'lifetime',
  'time',
  'context',
  'debug',
  'executor',
  'signal',
  'private',
  'policy',
  ...NETWORK_PROFILES,
] as const;
/** A part of the contract that a loop may offer or not. */
export type Profile = (typeof PROFILES)[number];

/** The declaration of a loop without a network, for `lacks` of a subject. */
export function lacksNetwork(reason: string): Readonly<Partial<Record<Profile, string>>> {
  return Object.fromEntries(NETWORK_PROFILES.map((profile) => [profile, reason]));
}

/**
 * What a clause's observation needs of the environment.
 * thread: calls from outside the loop (a host timer; over a bridge a thread of its own); real_thread: code of the test
 * on a second thread; thread_pool: a working ThreadPoolExecutor; gc: collecting garbage at will; cpu_clock: a clock of processor time;
 * host_clock: a loop whose time passes as the host's does, which that of a virtual clock does not; second_loop: two loops at once;
 * stub_loop, subclass_loop: a loop class of the test's own; socket: sockets and pipes that the test makes; bind: binding a
 * socket apart from listening on it; unix_dgram: AF_UNIX datagram sockets; hangup: a writer learns, without writing, that its
 * reader is gone; the rest is what the platform offers.
 */
export const NEEDS = [
  'thread',
  'real_thread',
  'thread_pool',
  'gc',
  'cpu_clock',
  'host_clock',
  'second_loop',
  'stub_loop',
  'subclass_loop',
  'unix',
  'signal',
  'fd',
  'subprocess',
  'fork',
  'pipe',
  'socket',
  'bind',
  'unix_dgram',
  'hangup',
  'tls',
  'ipv6',
  'linux',
  'abstract_unix',
  'reuse_port',
  'fifo',
  'pty',
] as const;
/** What a test may ask of its surroundings. */
export type Need = (typeof NEEDS)[number];

/** A version of the contract, which is Python's: `3.8`, `3.13.3`. */
export type ContractVersion = `3.${number}` | `3.${number}.${number}`;

/** One sentence of the contract, and all that a program needs to know of it. */
export interface Clause {
  /** Stable for ever: `area.subject.fact`. */
  readonly id: string;
  readonly level: Level;
  readonly profile: Profile;
  /** What holds, in one plain normative sentence. */
  readonly statement: string;
  /** The names it binds, and parameters of them, as spec/api.ts spells them. */
  readonly api: readonly ApiReference[];
  /** Document and section, or the CPython test that pins it. */
  readonly source: string;
  /** The first version it holds for. */
  readonly since: ContractVersion;
  /** The first version it no longer holds for. */
  readonly until?: ContractVersion;
  readonly needs?: readonly Need[];
  /** Why it binds Python loops only; its tests then use the subject's Python interpreter. */
  readonly pythonOnly?: string;
  /** Why no test can observe it. Such a clause has no test and is counted as untested. */
  readonly untested?: string;
  /** What a reader should know besides: the intent, a quirk of a release. */
  readonly note?: string;
}
