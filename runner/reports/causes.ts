/**
 * What stands behind the failures of a record. Tests that failed with the same error have one cause, also where the words
 * differ in a number, an address or the call that met it; what is blocked or was not run is told of apart.
 */
import { LEVELS, type Level } from '../../spec';
import type { ClauseRecord, Failure, RunRecord, TestRecord } from '../results/record';
import { isBad, knownFailure } from './words';

/** Clauses that fail for the same reason, the must clauses first. */
export interface Cause {
  /** The error, in one line. */
  readonly words: string;
  readonly clauses: readonly ClauseRecord[];
  /** The first clause's test that shows it. */
  readonly test: TestRecord | undefined;
}

/** Clauses for which a reason is given by another clause, or by the run. */
export interface Group {
  readonly words: string;
  readonly clauses: readonly ClauseRecord[];
}

export interface Causes {
  /** What fails by itself, the cause behind the most must clauses first. */
  readonly own: readonly Cause[];
  /** By the clause that blocks them. */
  readonly blocked: readonly Group[];
  /** By the reason why they were not run. */
  readonly notRun: readonly Group[];
  /** Failures that a baseline lists. */
  readonly known: readonly ClauseRecord[];
  /** Failures that do not count, since CPython's own loop fails there too. */
  readonly suspect: readonly ClauseRecord[];
}

export function causesOf(record: RunRecord): Causes {
  const bad = record.clauses.filter(({ status }) => isBad(status));
  const notRun = bad.filter(({ status }) => status === 'notRun');
  const ran = bad.filter(({ status }) => status !== 'notRun');
  const known = ran.filter(({ id, blockedBy }) =>
    [id, blockedBy].some((one) => one !== undefined && knownFailure(record, one) !== undefined),
  );
  const suspect = ran.filter((clause) => clause.oracle === 'suspect' && !known.includes(clause));
  const rest = ran.filter((clause) => !known.includes(clause) && !suspect.includes(clause));
  return {
    own: ownCauses(rest.filter(({ status }) => status !== 'blocked')),
    blocked: groups(
      rest.filter(({ status }) => status === 'blocked'),
      ({ blockedBy }) => blockedBy ?? 'another clause',
    ),
    notRun: groups(notRun, whyNotRun),
    known,
    suspect,
  };
}

/** A test of it that does not apply has a reason of its own, which is not why the clause was not run. */
export function whyNotRun({ reason, tests }: ClauseRecord): string {
  return reason ?? tests.find(({ status, reason: why }) => status === 'notRun' && why !== undefined)?.reason ?? '';
}

/** The clauses of a level among these. */
export function ofLevel(clauses: readonly ClauseRecord[], level: Level): readonly ClauseRecord[] {
  return clauses.filter((clause) => clause.level === level);
}

/** The strictest level among them. */
export function levelOf(clauses: readonly ClauseRecord[]): Level {
  return LEVELS.find((level) => ofLevel(clauses, level).length > 0) ?? 'may';
}

function ownCauses(clauses: readonly ClauseRecord[]): readonly Cause[] {
  const byKey = new Map<string, { readonly clause: ClauseRecord; readonly test: TestRecord | undefined }[]>();
  for (const clause of sorted(clauses)) {
    const tests = clause.tests.filter(({ status }) => isBad(status) && status !== 'blocked' && status !== 'notRun');
    // A clause whose tests fail in several ways goes with the first that other clauses share.
    const keys = tests.map(keyOf);
    const key = keys.find((one) => byKey.has(one)) ?? keys[0] ?? clause.id;
    const found = { clause, test: tests.find((test) => keyOf(test) === key) };
    byKey.set(key, [...(byKey.get(key) ?? []), found]);
  }
  const causes = [...byKey.values()].map((found): Cause => ({
    words: withAllNames(
      wordsOf(found[0]?.test, found.length > 1),
      found.map(({ test }) => wordsOf(test, true)),
    ),
    clauses: found.map(({ clause }) => clause),
    test: found[0]?.test,
  }));
  return byDeviation(causes).sort((a, b) => weight(b) - weight(a));
}

/** What one known deviation explains is one cause, however it shows. */
function byDeviation(causes: readonly Cause[]): Cause[] {
  const merged = new Map<string | Cause, Cause>();
  for (const cause of causes) {
    const [reason, ...others] = new Set(cause.clauses.map(({ deviation }) => deviation?.reason));
    const key = reason === undefined || others.length > 0 ? cause : reason;
    const met = merged.get(key);
    if (met === undefined) merged.set(key, cause);
    else merged.set(key, { ...met, words: reason ?? met.words, clauses: sorted([...met.clauses, ...cause.clauses]) });
  }
  return [...merged.values()];
}

/** A must clause outweighs any number of others. */
function weight({ clauses }: Pick<Cause, 'clauses'>): number {
  return LEVELS.reduce((sum, level) => sum * 10_000 + ofLevel(clauses, level).length, 0);
}

function groups(clauses: readonly ClauseRecord[], keyOf: (clause: ClauseRecord) => string): readonly Group[] {
  const byKey = new Map<string, ClauseRecord[]>();
  for (const clause of sorted(clauses)) {
    const key = keyOf(clause);
    byKey.set(key, [...(byKey.get(key) ?? []), clause]);
  }
  return [...byKey].map(([words, of]) => ({ words, clauses: of })).sort((a, b) => weight(b) - weight(a));
}

function sorted(clauses: readonly ClauseRecord[]): readonly ClauseRecord[] {
  return LEVELS.flatMap((level) => ofLevel(clauses, level));
}

/** A comparison is of its own clause: the same two values mean nothing elsewhere, unless both are said to be of the same thing. */
function keyOf(test: TestRecord): string {
  const { error, status, reason } = test;
  if (error === undefined) return `${status} ${reason ?? test.title}`;
  const words = normalised(withoutName(essence(error)));
  const compares = error.name === 'AssertionError' && error.expected !== undefined;
  return compares && /^(Assertion\w+: )?expected /.test(words) ? `${words} ${placeOf(error.stack)}` : words;
}

/** The line of a suite that made the comparison. */
function placeOf(stack = ''): string {
  return /[\w-]+\.suite\.js:\d+/.exec(stack)?.[0] ?? stack;
}

/** What went wrong, without the call that met it. */
function essence(error: Failure): string {
  const { name, message } = error;
  const line = firstLine(message);
  if (name === 'AssertionError') {
    // `x() raised TypeError: no instead of ValueError`: the TypeError is what happened.
    const [, raised] = / raised ([A-Za-z_]+: .*?)(?: instead of [A-Za-z_.]+)?$/.exec(line) ?? [];
    if (raised !== undefined)
      return bare(raised).replace(/^Exception: (?=[A-Za-z_]+(Error|Exception|Exit|Interrupt)\b)/, '');
    const [, wanted] = / returned .* instead of raising ([A-Za-z_.]+)$/.exec(line) ?? [];
    if (wanted !== undefined) return `nothing is raised instead of ${wanted}`;
  }
  if (name === 'Hang') return 'Hang: still running';
  return named(name, line);
}

/** What is missing, in an error that several tests meet with different names: methods of one object, arguments of one function. */
const MISSING: readonly RegExp[] = [
  /(?<= got an unexpected keyword argument )'\w+'$/,
  /(?<= unexpected kwargs: ).+$/,
  /(?<= object has no attribute )'\w+'$/,
  /(?<=TypeError: \w+)(?:\.\w+|\[\w+\])(?= is not a function$)/,
];
const MOST_NAMES = 4;

function withoutName(text: string): string {
  return MISSING.reduce((rest, name) => rest.replace(name, '…'), text);
}

/** With the names that the others lack. */
function withAllNames(words: string, all: readonly string[]): string {
  const name = MISSING.find((one) => one.test(words));
  if (name === undefined) return words;
  const names = [...new Set(all.flatMap((one) => name.exec(one)?.[0] ?? []))];
  const more = names.length > MOST_NAMES ? ', …' : '';
  return words.replace(name, () => names.slice(0, MOST_NAMES).join(', ') + more);
}

/** Without what differs from one run to the next. */
function normalised(text: string): string {
  return text
    .replace(/0x[0-9a-f…]+/gi, '0x…')
    .replace(/\b\d+(\.\d+)?(e-?\d+)?\b/g, 'N')
    .replace(/\b(run_forever|run_until_complete|runForever|runUntilComplete)\(\)/g, 'the run');
}

/** In one line; where several clauses share it, without the call of one of them. */
function wordsOf(test: TestRecord | undefined, shared: boolean): string {
  if (test === undefined) return 'no test says why';
  const { error, reason, status } = test;
  if (error === undefined) return reason ?? status;
  const { name, message, expected } = error;
  if (shared && (name !== 'AssertionError' || expected === undefined)) return essence(error);
  const line = firstLine(message);
  return name === 'AssertionError' && line !== '' ? line : named(name, line);
}

/** `NotImplementedError: ` of an error without words. */
function bare(text: string): string {
  return text.replace(/:\s*$/, '');
}

function named(name: string, line: string): string {
  return line === '' ? name : `${name}: ${line}`;
}

/** Of several lines the first, without the announcement of those that follow. */
function firstLine(text: string): string {
  const line = text.split('\n', 1)[0]?.trim() ?? '';
  return line.replace(/; its last words:$/, '');
}
