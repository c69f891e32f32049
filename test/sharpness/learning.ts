/** What the tests say on loops that are broken in one clause: the digests that runs compare with. */
import { digestOf, Likeness, type Learnt } from '../../runner/attribution/likeness';
import type { Measured } from './kept';

/** A loop on which more clauses fail tells of none of them. */
const MOST_CLAUSES = 200;
const FOLDS = 10;

export const NOTHING_LEARNT = new Likeness({});

export function learn(all: readonly Measured[]): Learnt {
  const learnt = new Map<string, string[]>();
  for (const { breaks, failed } of all) {
    const said = new Map<string, Set<string>>();
    for (const { clause, error } of failed) {
      if (error !== undefined) said.set(clause, (said.get(clause) ?? new Set()).add(digestOf(error)));
    }
    if (said.size > MOST_CLAUSES || !said.has(breaks)) continue;
    const parts = [...said].map(([clause, digests]) => [clause, ...[...digests].sort()].join(' '));
    learnt.set(breaks, [...(learnt.get(breaks) ?? []), parts.sort().join(', ')]);
  }
  return Object.fromEntries(
    [...learnt].map(([breaks, lines]) => [breaks, lines.sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** For each loop what the loops of other clauses taught: how a fault is judged that nobody has met. */
export function heldOut(all: readonly Measured[]): (measured: Measured) => Likeness {
  const clauses = [...new Set(all.map(({ breaks }) => breaks))].sort();
  const foldOf = new Map(clauses.map((clause, i) => [clause, i % FOLDS]));
  const folds = Array.from(
    { length: FOLDS },
    (_, fold) => new Likeness(learn(all.filter(({ breaks }) => foldOf.get(breaks) !== fold))),
  );
  return ({ breaks }) => folds[foldOf.get(breaks) ?? 0] ?? NOTHING_LEARNT;
}
