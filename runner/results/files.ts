/** Records on disk: written whole or not at all, read with a clear word about what is wrong. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../errors';
import { checker } from '../schemas/schema';
import { KIT } from './kit';
import type { RunRecord } from './record';

export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

export function writeRecord(path: string, record: RunRecord): void {
  writeWhole(path, `${JSON.stringify(record, null, 2)}\n`);
}

const REMEDY = 'give the JSON record that a run wrote with --out';
const check = checker(() => require('./record.schema.json') as object);

/** @throws UsageError for anything but a whole record that the schema accepts. */
export function readRecord(path: string): RunRecord {
  const value = readJson(path);
  if (typeof value !== 'object' || value === null || !('clauses' in value) || !('verdict' in value)) {
    throw new UsageError(`${path} is not a record of loopcert`, REMEDY);
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

function readJson(path: string): unknown {
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}`, REMEDY);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`, REMEDY);
  }
}
