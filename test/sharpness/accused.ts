/**
 * Whether the clause that a broken loop breaks is accused, and not blocked by another: its tests are run, and those of the
 * clauses it stands on, however far below.
 */
import type { ClauseId } from '../../spec';
import { blockedBy } from '../../runner/attribution/blocking';
import { groundsOfTest } from '../../runner/attribution/failed-grounds';
import type { Reliance } from '../../runner/attribution/record';
import { SUITES, testId } from '../../suites';
import { BROKEN_LOOPS } from '../broken-loops';
import { failuresOn } from './pool';

/** Seconds. */
const PATIENCE = 3;

const testsOf = new Map<string, string[]>();
for (const test of SUITES.flatMap((suite) => suite.tests)) {
  testsOf.set(test.clause, [...(testsOf.get(test.clause) ?? []), testId(test)]);
}

/** Why the loop's clause is not accused; nothing where it is. */
export async function whyNotAccused(index: number, reliance: Reliance, python?: string): Promise<string | undefined> {
  const broken = BROKEN_LOOPS[index];
  if (broken === undefined) return `there is no broken loop ${index}`;
  const tested = new Set(standsOn(broken.breaks, reliance));
  const tests = [...tested].flatMap((clause) => testsOf.get(clause) ?? []);
  const { failed } = await failuresOn({
    index,
    tests,
    patience: PATIENCE,
    ...(python === undefined ? {} : { python }),
  });
  const own = failed.filter(({ clause }) => clause === broken.breaks);
  if (own.length === 0) return 'no test of its clause fails';
  const blocked = blockedBy(failed, reliance, { tested });
  if (own.some(({ id }) => !blocked.has(id))) return undefined;
  const by = [...new Set(own.map(({ id }) => blocked.get(id)))].join(', ');
  return `blocked by ${by}: where that fails with this fault, say in spec/grounds.ts that it cannot be seen without ${broken.breaks}`;
}

/** The clause itself first, then what its tests rely on, and so on. */
export function standsOn(clause: ClauseId, reliance: Reliance): readonly ClauseId[] {
  const seen = new Set<ClauseId>([clause]);
  for (const next of seen) {
    for (const id of testsOf.get(next) ?? [])
      for (const ground of groundsOfTest({ id, clause: next }, reliance)) seen.add(ground);
  }
  return [...seen];
}
