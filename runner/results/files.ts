/** Records on disk: written whole or not at all, read with a clear word about what is wrong. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../errors';
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

export function readRecord(path: string): RunRecord {
  if (!existsSync(path))
    throw new UsageError(`there is no file ${path}`, 'give the JSON record that a run wrote with --out');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `${path} is not JSON: ${(error as Error).message}`,
      'give the JSON record that a run wrote with --out',
    );
  }
  if (typeof value !== 'object' || value === null || !('clauses' in value) || !('verdict' in value)) {
    throw new UsageError(`${path} is not a record of loopcert`, 'give the JSON record that a run wrote with --out');
  }
  return value as RunRecord;
}
