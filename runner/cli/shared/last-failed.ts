/** `--last-failed` and `--from`: the clauses that did not pass in an earlier record are the selection. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors';
import { readRecord } from '../../results/files';
import type { RunRecord } from '../../results/record';
import { isBad } from '../../reports/words';

/** Beside the record of the whole, which a run of some clauses must not replace. */
export const AGAIN = '.last-failed.json';

/** The clauses to run again. @throws UsageError where there is no record, or nothing in it failed. */
export function lastFailed(files: readonly string[]): readonly string[] {
  const found = files.filter((file) => existsSync(file));
  if (found.length === 0)
    throw new UsageError(
      `there is no record ${files.join(' or ')}`,
      'run once with --out, or name a record with --from',
    );
  const records = found.map((file) => ({ file, record: readRecord(file) }));
  const clauses = [...new Set(records.flatMap(({ record }) => failedIn(record)))];
  if (clauses.length > 0) return clauses;
  throw new UsageError(`nothing failed in ${found.join(', ')}`, 'run all of it, without --last-failed');
}

/** The record of the last run of a subject: of all of it, or of what had failed. */
export function lastRecord(out: string, slug: string): string {
  const [whole, again] = [join(out, `${slug}.json`), join(out, `${slug}${AGAIN}`)];
  const time = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return time(again) > time(whole) ? again : whole;
}

/** Also what was not run, and what was blocked: the next run is to tell. */
function failedIn({ clauses }: RunRecord): readonly string[] {
  return clauses.filter(({ status }) => isBad(status)).map(({ id }) => id);
}
