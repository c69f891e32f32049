/** The interpreters of this machine by version, those that `npm run setup:oracles` unpacked among them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findPythons } from '../bridge';
import { compareVersions } from '../spec';
import { ROOT } from './folders';

const UNPACKED = join(ROOT, '.oracles', 'root', 'usr', 'bin');
let known: Promise<ReadonlyMap<string, string>> | undefined;

/** The path of the newest CPython of a version such as `3.13`. */
export async function interpreterFor(version: string): Promise<string | undefined> {
  return (await all()).get(version);
}

/** The paths of all of them, the newest version first. */
export async function interpreters(): Promise<readonly string[]> {
  const newestFirst = [...(await all())].sort(([one], [other]) => compareVersions(other, one));
  return newestFirst.map(([, path]) => path);
}

function all(): Promise<ReadonlyMap<string, string>> {
  return (known ??= findAll());
}

async function findAll(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const name of unpacked()) found.set(name.replace('python', ''), join(UNPACKED, name));
  // Oldest first; an environment of somebody's has packages of its own. What is installed is set up better than what is unpacked.
  for (const { version, path, implementation } of await findPythons()) {
    const minor = /^3\.\d+/.exec(version)?.[0];
    if (implementation === 'CPython' && minor !== undefined && !/[/\\]\.?v?env/.test(path)) found.set(minor, path);
  }
  return found;
}

function unpacked(): readonly string[] {
  try {
    return readdirSync(UNPACKED).filter((name) => /^python3\.\d+$/.test(name));
  } catch {
    return [];
  }
}
