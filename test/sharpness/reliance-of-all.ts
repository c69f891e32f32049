/** What tests rely on, learnt once, by a few processes at a time. */
import type { ClauseId } from '../../spec';
import { SUITES, testId } from '../../suites';
import { groundsOfTest } from '../../runner/attribution/failed-grounds';
import { recordReliance, type Reliance } from '../../runner/attribution/record';

const ALL = SUITES.flatMap((suite) => suite.tests).map((test) => ({ id: testId(test), clause: test.clause }));

export function relianceOfAll(jobs = 3): Promise<Reliance> {
  return relianceOf(
    ALL.map(({ id }) => id),
    jobs,
  );
}

/** Of the tests of `clauses`, of the clauses that they stand on, and so on: for a few clauses that is a part of all. */
export async function relianceBelow(clauses: Iterable<ClauseId>, jobs = 2): Promise<Reliance> {
  const known = new Map<string, readonly string[]>();
  const seen = new Set(clauses);
  for (let next = new Set(seen); next.size > 0;) {
    const tests = ALL.filter(({ clause }) => next.has(clause));
    const ids = tests.map(({ id }) => id);
    for (const [id, names] of await relianceOf(ids, jobs)) known.set(id, names);
    next = new Set(tests.flatMap((test) => groundsOfTest(test, known)).filter((clause) => !seen.has(clause)));
    for (const clause of next) seen.add(clause);
  }
  return known;
}

async function relianceOf(ids: readonly string[], jobs: number): Promise<Reliance> {
  const parts = Array.from({ length: jobs }, (_, part) => ids.filter((_id, i) => i % jobs === part));
  const found = await Promise.all(parts.map((part) => recordReliance(part, 300)));
  return new Map(found.flatMap((one) => [...one]));
}
