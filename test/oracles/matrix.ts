/** The matrix of oracles as data: how each clause fared on each of CPython's own loops. */
import type { ClauseRecord, RunRecord } from '../../runner';

/** One letter a clause: how an oracle answers it. */
export const LETTERS = {
  p: 'pass',
  n: 'does not apply to this version',
  s: 'skipped: the platform or the interpreter lacks what it needs',
  u: 'no test',
  k: 'fails: a known fault of this release',
  f: 'fails',
} as const;
export type Letter = keyof typeof LETTERS;

export interface Oracle {
  /** As the command line calls it. */
  readonly subject: string;
  readonly runtime: string;
  /** How many clauses of the level `must`, and of the rest, have each letter. */
  readonly must: Readonly<Record<Letter, number>>;
  readonly other: Readonly<Record<Letter, number>>;
  readonly failures: readonly {
    readonly clause: string;
    readonly status: string;
    readonly error: string;
    readonly known?: string;
  }[];
}

export interface Matrix {
  /** Of the clauses' text: tells whether the matrix is of this edition. */
  readonly digest: string;
  readonly letters: typeof LETTERS;
  readonly oracles: readonly Oracle[];
  /** A letter an oracle, in their order. */
  readonly clauses: Readonly<Record<string, string>>;
}

export function letterOf(clause: ClauseRecord): Letter {
  if (clause.status === 'pass') return 'p';
  if (clause.status === 'untested') return 'u';
  if (clause.status === 'skip') return clause.reason?.startsWith('holds ') === true ? 'n' : 's';
  return clause.deviation === undefined ? 'f' : 'k';
}

export function oracleOf(subject: string, record: RunRecord): Oracle {
  const failing = record.clauses.filter((clause) => 'fk'.includes(letterOf(clause)));
  return {
    subject,
    runtime: record.subject.runtime,
    must: count(record.clauses.filter(({ level }) => level === 'must')),
    other: count(record.clauses.filter(({ level }) => level !== 'must')),
    failures: failing.map((clause) => {
      const test = clause.tests.find(({ status }) => status === clause.status);
      const error = `${test?.title ?? ''}: ${test?.error?.message.split('\n')[0]?.slice(0, 200) ?? test?.reason ?? ''}`;
      const known = clause.deviation?.reason;
      return { clause: clause.id, status: clause.status, error, ...(known === undefined ? {} : { known }) };
    }),
  };
}

function count(clauses: readonly ClauseRecord[]): Record<Letter, number> {
  const counts: Record<Letter, number> = { p: 0, n: 0, s: 0, u: 0, k: 0, f: 0 };
  for (const clause of clauses) counts[letterOf(clause)] += 1;
  return counts;
}

export function matrixOf(runs: readonly { readonly subject: string; readonly record: RunRecord }[]): Matrix {
  const ids = runs[0]?.record.clauses.map(({ id }) => id) ?? [];
  const letters = runs.map(({ record }) => new Map(record.clauses.map((clause) => [clause.id, letterOf(clause)])));
  return {
    digest: runs[0]?.record.spec.digest ?? '',
    letters: LETTERS,
    oracles: runs.map(({ subject, record }) => oracleOf(subject, record)),
    clauses: Object.fromEntries(ids.map((id) => [id, letters.map((of) => of.get(id) ?? 'u').join('')])),
  };
}

/** `matrix` with each oracle of `fresh` in the place of the one of its name. */
export function renewed(matrix: Matrix, fresh: Matrix): Matrix {
  if (matrix.digest !== fresh.digest) throw new Error('matrix.json is of other clauses: run all oracles');
  const places = matrix.oracles.map(({ subject }) => fresh.oracles.findIndex((oracle) => oracle.subject === subject));
  return {
    ...matrix,
    oracles: matrix.oracles.map((oracle, i) => fresh.oracles[places[i] ?? -1] ?? oracle),
    clauses: Object.fromEntries(
      Object.entries(matrix.clauses).map(([id, letters]) => {
        const now = fresh.clauses[id] ?? '';
        return [id, Array.from(letters, (letter, i) => now[places[i] ?? -1] ?? letter).join('')];
      }),
    ),
  };
}
