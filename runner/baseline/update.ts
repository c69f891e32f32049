/** What an update changes in a baseline: failures that no entry lists are added, entries that only pass are dropped. */
import { LEVELS, type ClauseId, type Level } from '../../spec';
import type { ClauseRecord, RunRecord } from '../results/record';
import { PLACEHOLDER, type Baseline, type BaselineEntry } from './baseline';
import { isExpired, isFailure } from './compare';
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
      .filter((clause) => clause.status === 'pass' || isFailure(clause));
  const levels = LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  const ids = new Set(
    records.flatMap(({ clauses }) => clauses.filter((c) => levels.includes(c.level)).map(({ id }) => id)),
  );
  return {
    added: [...ids].flatMap((id) => addition(id, baseline, records)),
    dropped: baseline.failures.filter((entry) => seen(entry).length > 0 && !seen(entry).some(isFailure)),
    expired: baseline.failures.filter((entry) => isExpired(entry, today) && seen(entry).some(isFailure)),
  };
}

function addition(id: ClauseId, { failures }: Baseline, records: readonly RunRecord[]): readonly BaselineEntry[] {
  const of = (record: RunRecord): ClauseRecord | undefined => record.clauses.find((clause) => clause.id === id);
  const isListed = (record: RunRecord): boolean => failures.some((e) => e.clause === id && counts(e, record));
  const failing = records.filter((record) => isFailure(of(record)) && !isListed(record));
  const passing = records.filter((record) => of(record)?.status === 'pass');
  if (failing.length === 0) return [];
  // What is known of the loop already is its reason.
  const deviation = failing.map((record) => of(record)?.deviation).find((known) => known !== undefined);
  return [{ clause: id, reason: PLACEHOLDER, ...deviation, ...distinction(failing, passing) }];
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
