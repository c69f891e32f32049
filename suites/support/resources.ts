/**
 * What a test of the network must not leave: descriptors, children, socket files. A snapshot is taken before the loop is made
 * and one when all is closed; what is new fails the test that left it.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Coroutine, PythonHost, Subject } from '../../spec';
import { Environment } from './environment';
import type { Patience } from './patience';
import type { World } from './world';

/** What is open: descriptors with what they lead to, children with their state. */
export type Resources = ReadonlySet<string>;

const TELLING = /^(socket|pipe|anon_inode):/;

/** @returns `undefined` where the platform cannot tell. */
export function resourcesOf(python: PythonHost | undefined): Resources | undefined {
  if (process.platform !== 'linux') return undefined;
  return new Set(python === undefined ? resourcesHere() : (python.exec(LISTING) as readonly string[]));
}

/** So many of each kind of descriptor. */
export type Leak = ReadonlyMap<string, number>;

const NO_LEAK: Leak = new Map();
const leaks = new WeakMap<Subject, Leak>();

/**
 * What is open now and was not then. A closed end is told a turn later to the other: so asked again, for a while. What
 * each of so many `loops` leaves that only runs is no doing of the test's: a clause of its own judges it.
 */
export async function leftOpen(
  before: Resources,
  subject: Subject,
  patience: Patience,
  loops: number,
): Promise<readonly string[]> {
  const left = await leftBeside(leaks.get(subject) ?? NO_LEAK, before, subject.python, patience, loops);
  if (left.length === 0 || subject.python === undefined || leaks.has(subject)) return left;
  const leak = await leakOf(subject, patience);
  leaks.set(subject, leak);
  // The loop that was measured has left its own by now.
  return leak.size === 0 ? left : leftBeside(leak, before, subject.python, patience, loops + 1);
}

/** Gives the loop turns, for a while, until it has no further children: it may collect the exit of one that it killed later. */
export function* untilChildless({ asyncio, subject, env }: World, before: Resources): Coroutine<void> {
  const isNew = (resource: string): boolean => resource.startsWith('child ') && !before.has(resource);
  const deadline = performance.now() + env.patience.silence * 10_000;
  while ([...(resourcesOf(subject.python) ?? [])].some(isNew) && performance.now() < deadline) {
    yield* asyncio.sleep(env.patience.silence / 10);
  }
}

/** What a loop leaves that runs one iteration and is closed. */
async function leakOf(subject: Subject, patience: Patience): Promise<Leak> {
  const before = resourcesOf(subject.python) ?? new Set();
  const loop = await subject.newEventLoop();
  try {
    await new Environment(subject, loop).spin();
    loop.close();
  } catch {
    return NO_LEAK;
  }
  const leak = new Map<string, number>();
  for (const resource of await leftBeside(NO_LEAK, before, subject.python, patience, 1)) {
    leak.set(kindOf(resource), (leak.get(kindOf(resource)) ?? 0) + 1);
  }
  return leak;
}

/** The descriptor's number, and that of its inode, are another each time. */
function kindOf(resource: string): string {
  return resource.replace(/\d+/g, '');
}

async function leftBeside(
  leak: Leak,
  before: Resources,
  python: PythonHost | undefined,
  patience: Patience,
  loops: number,
): Promise<readonly string[]> {
  const deadline = performance.now() + patience.silence * 2000;
  for (;;) {
    const excused = new Map([...leak].map(([kind, count]) => [kind, count * loops]));
    const left = [...(resourcesOf(python) ?? [])].filter((resource) => {
      if (before.has(resource)) return false;
      const kind = kindOf(resource);
      const more = excused.get(kind) ?? 0;
      excused.set(kind, more - 1);
      return more <= 0;
    });
    if (left.length === 0 || performance.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function resourcesHere(): readonly string[] {
  return [...descriptors(), ...children()];
}

function* descriptors(): Iterable<string> {
  for (const fd of readdirSync('/proc/self/fd')) {
    let target: string;
    try {
      target = readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // The one that lists them.
      continue;
    }
    if (TELLING.test(target)) yield `descriptor ${fd} (${target})`;
  }
}

function* children(): Iterable<string> {
  for (const thread of readdirSync('/proc/self/task')) {
    let list: string;
    try {
      list = readFileSync(`/proc/self/task/${thread}/children`, 'latin1');
    } catch {
      continue;
    }
    for (const pid of list.split(' ')) if (pid !== '') yield `child ${pid}`;
  }
}

/** One call. A child is known by its number, dead or alive: one that a test before left may end at any moment. */
const LISTING = `
  found = []
  for fd in os.listdir('/proc/self/fd'):
      try:
          target = os.readlink('/proc/self/fd/' + fd)
      except OSError:
          continue
      if target.startswith(('socket:', 'pipe:', 'anon_inode:')):
          found.append('descriptor %s (%s)' % (fd, target))
  for thread in os.listdir('/proc/self/task'):
      try:
          with open('/proc/self/task/%s/children' % thread, 'rb', 0) as listed:
              found.extend('child ' + pid.decode() for pid in listed.read().split())
      except OSError:
          continue
  return found
  `;
