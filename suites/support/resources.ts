/**
 * What a test of the network must not leave: descriptors, children, socket files. A snapshot is taken before the loop is made
 * and one when all is closed; what is new fails the test that left it.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { PythonHost } from '../../spec';
import type { Patience } from './patience';

/** What is open: descriptors with what they lead to, children with their state. */
export type Resources = ReadonlySet<string>;

const TELLING = /^(socket|pipe|anon_inode):/;

/** @returns `undefined` where the platform cannot tell. */
export function resourcesOf(python: PythonHost | undefined): Resources | undefined {
  if (process.platform !== 'linux') return undefined;
  return new Set(python === undefined ? resourcesHere() : (python.exec(LISTING) as readonly string[]));
}

/** What is open now and was not then. A closed end is told a turn later to the other: so asked again, for a while. */
export async function leftOpen(
  before: Resources,
  python: PythonHost | undefined,
  patience: Patience,
): Promise<readonly string[]> {
  const deadline = performance.now() + patience.silence * 2000;
  for (;;) {
    const left = [...(resourcesOf(python) ?? [])].filter((resource) => !before.has(resource));
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

/** One call. The children, those that are dead and not waited for included, are told by the kernel without being waited for. */
const LISTING = `
  found = []
  for fd in os.listdir('/proc/self/fd'):
      try:
          target = os.readlink('/proc/self/fd/' + fd)
      except OSError:
          continue
      if target.startswith(('socket:', 'pipe:', 'anon_inode:')):
          found.append('descriptor %s (%s)' % (fd, target))
  try:
      child = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
      found.append('child %s' % (child.si_pid if child else 'that runs'))
  except ChildProcessError:
      pass
  return found
  `;
