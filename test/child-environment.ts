/** The environment of child processes in which faulty loops run: they are killed at any moment, and nothing of theirs may stay. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** Temporary files of children go into a folder that goes with this process. */
function temporary(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'children-'));
    folder = made;
    process.once('exit', () => {
      rmSync(made, { recursive: true, force: true });
    });
  }
  return folder;
}

export function childEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, TMPDIR: temporary() };
}

/** Without what a coverage tool passes on to children: it would rewrite the mutants' source. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const drop = /^(NYC_|NODE_OPTIONS$|NODE_V8_COVERAGE$)/;
  return Object.fromEntries(Object.entries(childEnvironment()).filter(([name]) => !drop.test(name)));
}
