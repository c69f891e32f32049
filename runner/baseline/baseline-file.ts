/** Baselines on disk, in JSON or YAML; what is wrong in one is said with the clause it is about. */
import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { CLAUSES, findClause, formerId } from '../../spec';
import { SUITES } from '../../suites';
import { suggestion, UsageError } from '../errors';
import { checker } from '../schema';
import { yaml } from '../yaml';
import { isPlaceholder, type Baseline, type BaselineEntry } from './baseline';

const check = checker(() => require('./baseline.schema.json') as object);

/** A baseline that a run may rely on. @throws UsageError where it may not. */
export function readBaseline(path: string): Baseline {
  const baseline = readDraft(path);
  for (const { clause, reason } of baseline.failures) {
    if (isPlaceholder(reason)) {
      throw new UsageError(
        `${path}: the failure of ${clause} has no reason yet`,
        `say why it fails in place of "${reason}"`,
      );
    }
  }
  return baseline;
}

/** The same, but some reasons may still be missing. */
export function readDraft(path: string): Baseline {
  if (!existsSync(path))
    throw new UsageError(
      `there is no file ${path}`,
      'make one with: loopcert baseline update <record> --baseline <file>',
    );
  const value = parsed(path, readFileSync(path, 'utf8'));
  const clause = clauseWithoutReason(value);
  if (clause !== undefined) throw new UsageError(`${path}: the failure of ${clause} has no reason`, 'say why it fails');
  const fault = check(value);
  if (fault !== undefined) throw new UsageError(`${path}: ${fault.message}`, fault.remedy);
  const failures = (value as Baseline).failures;
  for (const [i, entry] of failures.entries()) checkEntry(entry, failures.slice(0, i), path);
  return { ...(value as Baseline), failures: underCurrentIds(failures) };
}

export function isJson(path: string): boolean {
  return extname(path) === '.json';
}

function parsed(path: string, text: string): unknown {
  try {
    return isJson(path) ? JSON.parse(text) : yaml().parse(text);
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    throw new UsageError(`${path} is not ${isJson(path) ? 'JSON' : 'YAML'}: ${String(line)}`);
  }
}

function clauseWithoutReason(value: unknown): string | undefined {
  const failures: unknown = (value as Partial<Baseline> | null)?.failures;
  if (!Array.isArray(failures)) return undefined;
  const found = (failures as readonly (Partial<BaselineEntry> | null)[]).find(
    (entry) => entry !== null && (entry.reason ?? '') === '',
  );
  return typeof found?.clause === 'string' ? found.clause : undefined;
}

/** Entries of clauses that have another id by now count for that one, unless it has an entry of its own. */
function underCurrentIds(failures: readonly BaselineEntry[]): readonly BaselineEntry[] {
  const same = (one: BaselineEntry, other: BaselineEntry): boolean =>
    one.clause === other.clause && conditions(one) === conditions(other);
  const kept: BaselineEntry[] = failures.filter(({ clause }) => formerId(clause) === undefined);
  for (const entry of failures) {
    for (const clause of formerId(entry.clause)?.now ?? []) {
      const renamed = { ...entry, clause };
      if (!kept.some((other) => same(other, renamed))) kept.push(renamed);
    }
  }
  return kept;
}

function checkEntry(entry: BaselineEntry, before: readonly BaselineEntry[], path: string): void {
  const { clause, test, expires } = entry;
  if (findClause(clause) === undefined && formerId(clause) === undefined) {
    const ids = CLAUSES.map(({ id }) => id);
    throw new UsageError(
      `${path}: there is no clause "${clause}"`,
      suggestion(clause, ids, '`loopcert list clauses` shows them all'),
    );
  }
  const titles = SUITES.flatMap(({ tests }) => tests).filter((one) => one.clause === clause);
  if (test !== undefined && formerId(clause) === undefined && !titles.some(({ title }) => title === test)) {
    throw new UsageError(
      `${path}: ${clause} has no test "${test}"`,
      suggestion(
        test,
        titles.map(({ title }) => title),
        `\`loopcert explain ${clause}\` shows them all`,
      ),
    );
  }
  if (expires !== undefined && !isDay(expires)) {
    throw new UsageError(`${path}: ${clause} expires on ${expires}, which is no day`, 'write it as 2030-12-31');
  }
  if (before.some((other) => other.clause === clause && conditions(other) === conditions(entry))) {
    throw new UsageError(`${path}: ${clause} is listed twice`, 'keep one entry, or give them conditions that differ');
  }
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function conditions({ test, platforms, pythonVersions, subjects, subjectVersions }: BaselineEntry): string {
  return JSON.stringify([test, platforms, pythonVersions, subjects, subjectVersions]);
}
