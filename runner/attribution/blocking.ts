/**
 * Which failures accuse another clause than their own. A test that failed relies on the grounds of the names it uses; where
 * one of these failed too, and does not in turn rely on the test's own clause, the test is blocked by it.
 */
import type { ClauseId } from '../../spec';
import { failedGrounds, failedInnerGrounds, failedTransportGrounds } from './failed-grounds';
import type { ByClause, FailedTest } from './failed-test';
import { shippedLikeness, type Likeness } from './likeness';
import type { Reliance } from './record';
import { isOfWordedGround } from './told';

export interface Circumstances {
  readonly likeness?: Likeness;
  /** The clauses of which tests were run; all, when left out. */
  readonly tested?: ReadonlySet<ClauseId>;
}

/** By the id of each blocked test, the clause that blocks it. */
export function blockedBy(
  failed: readonly FailedTest[],
  reliance: Reliance,
  { likeness = shippedLikeness(), tested }: Circumstances = {},
): ReadonlyMap<string, ClauseId> {
  const alike = likeness.among(failed, tested);
  const all = testsByClause(failed);
  const passes: readonly Pass[] = [
    // What tells by its words that it is the cause is like what it causes.
    (test, clauses) =>
      isOfWordedGround(test, all) ? [] : alike(test).filter((ground) => ground !== test.clause && clauses.has(ground)),
    (test, clauses) => failedGrounds(test, reliance, clauses),
    (test, clauses) => failedInnerGrounds(test, reliance, clauses),
    (test, clauses) => failedTransportGrounds(test, reliance, clauses),
  ];
  // A clause of which a test fails and stands on nothing else that failed is broken in any case: it closes no circle.
  const broken = new Set(
    failed.filter((test) => passes.every((pass) => pass(test, all).length === 0)).map(({ clause }) => clause),
  );
  const causes = new Map<string, ClauseId>();
  let edges: Edges = new Map(failed.map(({ clause }) => [clause, new Set()]));
  // What is surer comes first; what is less sure adds to it, and never makes a circle of it.
  for (const pass of passes) {
    const standing = failed.filter(({ id }) => !causes.has(id));
    const clauses = testsByClause(standing);
    const groundsOf = new Map(standing.map((test) => [test.id, pass(test, clauses)]));
    const leaning = standing.filter(({ clause }) => !broken.has(clause));
    edges = edgesOf(leaning, groundsOf, edges);
    for (const [id, ground] of causesIn(standing, groundsOf, edges)) causes.set(id, ground);
  }
  return rootsOf(failed, causes, edges);
}

/** The clauses among those that failed by which a test may be blocked. */
type Pass = (test: FailedTest, failed: ByClause) => readonly ClauseId[];

function testsByClause(failed: readonly FailedTest[]): ByClause {
  const found = new Map<ClauseId, FailedTest[]>();
  for (const test of failed) found.set(test.clause, [...(found.get(test.clause) ?? []), test]);
  return found;
}

type Edges = Map<ClauseId, Set<ClauseId>>;

function edgesOf(
  failed: readonly FailedTest[],
  groundsOf: ReadonlyMap<string, readonly ClauseId[]>,
  others: Edges,
): Edges {
  const edges: Edges = new Map([...others].map(([clause, grounds]) => [clause, new Set(grounds)]));
  for (const { id, clause } of failed) {
    const known = edges.get(clause) ?? new Set();
    for (const ground of groundsOf.get(id) ?? []) known.add(ground);
    edges.set(clause, known);
  }
  return edges;
}

/** For each test a ground that does not in turn rely on the test's clause. */
function causesIn(
  failed: readonly FailedTest[],
  groundsOf: ReadonlyMap<string, readonly ClauseId[]>,
  edges: Edges,
): ReadonlyMap<string, ClauseId> {
  const reach = new Map([...edges.keys()].map((clause) => [clause, reachable(clause, edges)]));
  const isAbove = (clause: ClauseId, ground: ClauseId): boolean => reach.get(ground)?.has(clause) !== true;
  const causes = new Map<string, ClauseId>();
  for (const { id, clause } of failed) {
    const ground = (groundsOf.get(id) ?? []).find((other) => isAbove(clause, other));
    if (ground !== undefined) causes.set(id, ground);
  }
  return causes;
}

/** A clause of which some test fails by itself fails; one that is blocked passes on what blocks it. */
function rootsOf(
  failed: readonly FailedTest[],
  causes: ReadonlyMap<string, ClauseId>,
  edges: Edges,
): ReadonlyMap<string, ClauseId> {
  const own = new Set(failed.filter(({ id }) => !causes.has(id)).map(({ clause }) => clause));
  const result = new Map<string, ClauseId>();
  for (const [id, ground] of causes) {
    const root = own.has(ground) ? ground : [...reachable(ground, edges)].find((other) => own.has(other));
    if (root !== undefined) result.set(id, root);
  }
  return result;
}

function reachable(from: ClauseId, edges: ReadonlyMap<ClauseId, ReadonlySet<ClauseId>>): ReadonlySet<ClauseId> {
  const seen = new Set<ClauseId>();
  const open = [...(edges.get(from) ?? [])];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(edges.get(next) ?? []));
  }
  return seen;
}
