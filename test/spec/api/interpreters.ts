/** Asks the interpreters of this machine what asyncio offers. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { findPythons } from '../../../bridge';
import { API, compareVersions, OLDEST_CONTRACT } from '../../../spec';
import type { Names } from './pinned';

export interface Interpreter {
  readonly version: string;
  readonly path: string;
}

/** One CPython a version, from the oldest of the contract up. */
export async function interpreters(): Promise<readonly Interpreter[]> {
  const found = new Map<string, Interpreter>();
  for (const { path, version, implementation } of await findPythons()) {
    if (implementation !== 'CPython' || compareVersions(version, OLDEST_CONTRACT) < 0) continue;
    if (!found.has(version)) found.set(version, { version, path });
  }
  return [...found.values()].sort((a, b) => compareVersions(a.version, b.version));
}

/** Runs `script` of this folder with `input` as JSON on its standard input, and reads JSON from its output. */
export function ask(path: string, script: string, input: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      path,
      ['-W', 'ignore', join(__dirname, script)],
      { maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error === null) resolve(JSON.parse(stdout));
        else reject(new Error(`${path} ${script} failed: ${stderr}`, { cause: error }));
      },
    );
    child.stdin?.end(JSON.stringify(input));
  });
}

/** Every name of the vocabulary and every public name of the contract's classes that the interpreter has. */
export async function namesIn(path: string): Promise<Names> {
  const answer = (await ask(path, 'probe.py', Object.keys(API))) as { readonly names: Names };
  return answer.names;
}
