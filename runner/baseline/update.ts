/** What an update changes in a baseline: failures that no entry lists are added, entries that only pass are dropped. */
import { LEVELS, type ClauseId, type Level } from '../../spec';
import type { ClauseRecord, RunRecord } from '../results/record';
import { PLACEHOLDER, type Baseline, type BaselineEntry } from './baseline';
import { failsIn, isCovered, isExpired, isFailure, passesIn } from './compare';
import { counts, pythonOf } from './conditions';

export interface Changes {
  readonly added: readonly BaselineEntry[];
  /** Entries of the baseline, by identity. */
  readonly dropped: readonly BaselineEntry[];
  /** Entries that still fail, but whose day is over: nobody but their author can give them another. */
  readonly expired: readonly BaselineEntry[];
}

export function changes(
  baseline: Baseline,
  records: readonly RunRecord[],
  level: Level = 'must',
  today: Date = new Date(),
): Changes {
  const seen = (entry: BaselineEntry): readonly ClauseRecord[] =>
    records
      .filter((record) => counts(entry, record))
      .flatMap(({ clauses }) => clauses.filter(({ id }) => id === entry.clause))
      .filter((clause) => passesIn(clause, entry) || failsIn(clause, entry));
  const levels = LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  const ids = new Set(
    records.flatMap(({ clauses }) => clauses.filter((c) => levels.includes(c.level)).map(({ id }) => id)),
  );
  return {
    added: [...ids].flatMap((id) => addition(id, baseline, records)),
    dropped: baseline.failures.filter(
      (entry) => seen(entry).length > 0 && !seen(entry).some((clause) => failsIn(clause, entry)),
    ),
    expired: baseline.failures.filter(
      (entry) => isExpired(entry, today) && seen(entry).some((clause) => failsIn(clause, entry)),
    ),
  };
}

function addition(id: ClauseId, { failures }: Baseline, records: readonly RunRecord[]): readonly BaselineEntry[] {
  const of = (record: RunRecord): ClauseRecord | undefined => record.clauses.find((clause) => clause.id === id);
  const isListed = (record: RunRecord): boolean => {
    const clause = of(record);
    return (
      clause !== undefined &&
      isCovered(
        clause,
        failures.filter((entry) => counts(entry, record)),
      )
    );
  };
  const failing = records.filter((record) => isFailure(of(record)) && !isListed(record));
  const passing = records.filter((record) => of(record)?.status === 'pass');
  if (failing.length === 0) return [];
  // What is known of the loop already is its reason.
  const deviation = failing.map((record) => of(record)?.deviation).find((known) => known !== undefined);
  const entry = { clause: id, reason: PLACEHOLDER, ...deviation, ...distinction(failing, passing) };
  // Where somebody wrote tests down one by one, what is new goes beside them.
  if (!failures.some((one) => one.clause === id && one.test !== undefined)) return [entry];
  const tests = failing
    .flatMap((record) => of(record)?.tests ?? [])
    .filter(({ status }) => !['pass', 'skip'].includes(status));
  return [...new Set(tests.map(({ title }) => title))]
    .filter((test) => !failures.some((one) => one.clause === id && one.test === test))
    .map((test) => ({ ...entry, test }));
}

/** The condition that tells the runs that fail from those that pass, if one does: the entry would break the others. */
function distinction(failing: readonly RunRecord[], passing: readonly RunRecord[]): Partial<BaselineEntry> {
  if (passing.length === 0) return {};
  const facts: Readonly<Record<string, (record: RunRecord) => string>> = {
    subjects: ({ subject }) => subject.name,
    pythonVersions: (record) => pythonOf(record).split('.').slice(0, 2).join('.'),
    platforms: ({ host }) => host.platform,
    subjectVersions: ({ subject }) => subject.version,
  };
  for (const [name, fact] of Object.entries(facts)) {
    const values = new Set(failing.map(fact));
    if (!passing.some((record) => values.has(fact(record)))) return { [name]: [...values] };
  }
  return {};
}
