/** The compiled modules in a folder, in an order that is the same everywhere. */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export interface CompiledFile {
  readonly path: string;
  /** Relative to the folder, with slashes. */
  readonly file: string;
}

export function filesOf(folder: string): readonly CompiledFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort()
    .map((file) => ({ path: join(folder, file), file }));
}
