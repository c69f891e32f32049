/** What changed between two records, clause by clause. */
import type { ClauseId, Level } from '../../spec';
import type { ClauseRecord, RunRecord, Status } from '../results/record';

export interface Change {
  readonly id: ClauseId;
  readonly level: Level;
  /** Left out where the clause is new, or removed. */
  readonly before?: Status;
  readonly after?: Status;
}

/** `lost` passed and does not any more, `gained` the other way round; `changed` passed neither time. */
export const KINDS = ['lost', 'gained', 'changed', 'new', 'removed'] as const;
export type Kind = (typeof KINDS)[number];

export interface Difference extends Readonly<Record<Kind, readonly Change[]>> {
  readonly old: Summary;
  readonly now: Summary;
  /** Why the two may not be worth comparing. */
  readonly warnings: readonly string[];
}
export type Summary = Pick<RunRecord, 'subject' | 'kit' | 'spec' | 'host' | 'startedAt' | 'verdict'>;

export function diffRecords(old: RunRecord, now: RunRecord): Difference {
  const before = new Map(old.clauses.map((clause) => [clause.id, clause]));
  const after = new Map(now.clauses.map((clause) => [clause.id, clause]));
  const changes: Record<Kind, Change[]> = { lost: [], gained: [], changed: [], new: [], removed: [] };
  for (const clause of now.clauses) {
    const earlier = before.get(clause.id);
    const kind = kindOf(earlier, clause);
    if (kind === undefined) continue;
    changes[kind].push({
      id: clause.id,
      level: clause.level,
      ...(earlier === undefined ? {} : { before: earlier.status }),
      after: clause.status,
    });
  }
  for (const { id, level, status } of old.clauses) {
    if (!after.has(id)) changes.removed.push({ id, level, before: status });
  }
  return { ...changes, old: summaryOf(old), now: summaryOf(now), warnings: warningsOf(old, now) };
}

/** Whether a must was lost: what makes a change of a loop a step back. */
export function isWorse({ lost }: Difference): boolean {
  return lost.some(({ level }) => level === 'must');
}

function kindOf(before: ClauseRecord | undefined, after: ClauseRecord): Kind | undefined {
  if (before === undefined) return 'new';
  if (before.status === after.status) return undefined;
  if (before.status === 'pass') return 'lost';
  return after.status === 'pass' ? 'gained' : 'changed';
}

function summaryOf({ subject, kit, spec, host, startedAt, verdict }: RunRecord): Summary {
  return { subject, kit, spec, host, startedAt, verdict };
}

function warningsOf(old: RunRecord, now: RunRecord): readonly string[] {
  const facts: Readonly<Record<string, (record: RunRecord) => string>> = {
    subjects: ({ subject }) => subject.name,
    contracts: ({ spec }) => spec.contract,
    platforms: ({ host }) => host.platform,
    'versions of loopcert': ({ kit }) => kit.version,
    selections: ({ selection }) => JSON.stringify(selection),
  };
  const differing = Object.entries(facts)
    .filter(([, fact]) => fact(old) !== fact(now))
    .map(([name, fact]) => `different ${name}: ${fact(old)} and ${fact(now)}`);
  const unfinished = [old, now]
    .filter(({ verdict }) => verdict === 'incomplete')
    .map(
      ({ subject, startedAt, reason }) => `the run of ${subject.name} at ${startedAt} is incomplete: ${String(reason)}`,
    );
  return [...differing, ...unfinished];
}
