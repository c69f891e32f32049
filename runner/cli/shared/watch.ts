/** `--watch`: runs again whenever a file changes near the subject. */
import { watch, type FSWatcher } from 'node:fs';
import { dirname, extname } from 'node:path';
import { UsageError } from '../../errors';
import type { SubjectSpec } from '../../subjects/subject-spec';

const CODE = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.py', '.pyx', '.so', '.toml']);
/** Of editors and builds, and of runs themselves. */
const ELSEWHERE = /(^|[/\\])(node_modules|\.git|__pycache__|\.venv)([/\\]|$)/;
/** An editor writes a file in several steps, a build many files. */
const CALM_MS = 300;

/** The folders that a change is to be seen in. @throws UsageError where there is none. */
export function foldersOf(specs: readonly SubjectSpec[]): readonly string[] {
  const folders = specs.flatMap((spec) =>
    spec.kind === 'module' ? [dirname(spec.path)] : spec.kind === 'python' ? spec.pythonPath : [],
  );
  if (folders.length > 0) return [...new Set(folders)];
  throw new UsageError('there is nothing to watch', 'name a module by its path, or a folder with --python-path');
}

/** Whether a change of that file may change what a subject does. */
export function isWatched(file: string, out: string | undefined): boolean {
  return CODE.has(extname(file)) && !ELSEWHERE.test(file) && (out === undefined || !file.includes(out));
}

/** Resolves with the name of a file once one has changed and nothing more does; undefined when the signal is aborted. */
export function nextChange(
  folders: readonly string[],
  out: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const watchers: FSWatcher[] = [];
    const end = (file: string | undefined): void => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      resolve(file);
    };
    if (signal.aborted) {
      end(undefined);
      return;
    }
    signal.addEventListener('abort', () => end(undefined), { once: true });
    for (const folder of folders) {
      const watcher = watch(folder, { recursive: true }, (_event, file) => {
        if (file === null || !isWatched(file, out)) return;
        clearTimeout(timer);
        timer = setTimeout(() => end(file), CALM_MS);
      });
      // A folder that goes away is no change to run for.
      watcher.on('error', () => {});
      watchers.push(watcher);
    }
  });
}
