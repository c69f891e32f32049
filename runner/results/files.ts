/** Records on disk: written whole or not at all, read with a clear word about what is wrong. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../errors';
import { checker } from '../schema';
import { COMPACT_SCHEMA, expanded, type CompactRecord } from './compact';
import { withDigest } from './digest';
import { KIT } from './kit';
import type { RunRecord } from './record';

/** A file that cannot be written: the run itself may be sound, its result is lost. */
export class WriteError extends Error {
  override readonly name = 'WriteError';
}

export function writeWhole(path: string, text: string): void {
  // Nobody who guesses the name can have put something else there.
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    remove(draft);
    throw new WriteError(`${path} cannot be written: ${(error as Error).message}`);
  }
}

/** Removes what a run that was killed while it wrote `path` left of it. */
export function removeDrafts(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return;
  const draft = /^\.[0-9a-f]{12}\.tmp$/;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(basename(path)) && draft.test(name.slice(basename(path).length))) {
      remove(join(folder, name));
    }
  }
}

/** A loop under test may have put a folder in the place of the file. What cannot be removed stays: there is something worse to tell. */
function remove(draft: string): void {
  try {
    rmSync(draft, { recursive: true, force: true });
  } catch {
    // It is the next run's to remove.
  }
}

export function writeRecord(path: string, record: RunRecord): void {
  writeWhole(path, `${JSON.stringify(withDigest(record), null, 2)}\n`);
}

const REMEDY = 'give the JSON record that a run wrote with --out';
const SCHEMA = (): object => require('./record.schema.json') as object;
const check = checker(SCHEMA);
const checkCompact = checker(() => require('./compact-record.schema.json') as object, SCHEMA);

/** One that is laid out compactly is expanded. @throws UsageError for anything but a whole record that the schema accepts. */
export function readRecord(path: string): RunRecord {
  const value = readJson(path);
  if (isCompact(value)) return whole(value, path);
  if (typeof value !== 'object' || value === null || !('clauses' in value) || !('verdict' in value)) {
    throw new NoRecord(`${path} is not a record of loopcert`, REMEDY);
  }
  const fault = check(value);
  if (fault === undefined) return value as RunRecord;
  const version = (value as Partial<RunRecord>).kit?.version;
  const other = version !== undefined && version !== KIT.version;
  throw new UsageError(
    `${path} is not a record as this kit writes it: ${fault.message}`,
    other ? `loopcert ${version} wrote it: use that version` : (fault.remedy ?? REMEDY),
  );
}

function isCompact(value: unknown): value is CompactRecord {
  return (value as Partial<CompactRecord> | null)?.$schema === COMPACT_SCHEMA;
}

function whole(value: CompactRecord, path: string): RunRecord {
  const fault = checkCompact(value);
  if (fault !== undefined) {
    throw new UsageError(`${path} is not a compact record: ${fault.message}`, fault.remedy ?? REMEDY);
  }
  try {
    return expanded(value);
  } catch (error) {
    throw new UsageError(`${path} is not a compact record: ${(error as Error).message}`, REMEDY);
  }
}

/** A file that is JSON or no file of ours at all, which a glob such as `out/*.json` may well name. */
export class NoRecord extends UsageError {}

/**
 * The records among the files, and a word for each that is none. A record that is damaged, or of another version, is an error
 * as ever. @throws UsageError where there is no record at all.
 */
export function readRecords(paths: readonly string[], say: (words: string) => void): readonly RunRecord[] {
  const found = paths.flatMap((path) => {
    try {
      return [readRecord(path)];
    } catch (error) {
      if (!(error instanceof NoRecord) || paths.length === 1) throw error;
      say(`${error.message}: passed over`);
      return [];
    }
  });
  if (found.length === 0) throw new UsageError('there is no record among the files', REMEDY);
  // A compact record stands beside the one that it was made of.
  const whole = new Set(found.map(({ digest }) => digest));
  return found.filter(({ reduced }) => reduced === undefined || !whole.has(reduced.of));
}

function readJson(path: string): unknown {
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}`, REMEDY);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`, REMEDY);
  }
}
