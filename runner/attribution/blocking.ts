/**
 * Which failures accuse another clause than their own. A test that failed relies on the grounds of the names it uses; where
 * one of these failed too, and does not in turn rely on the test's own clause, the test is blocked by it.
 */
import {
  ENDING_GROUNDS,
  EXIT_GROUND,
  EXIT_REPORT_GROUNDS,
  FURTHER_GROUNDS,
  GROUNDS,
  HELD_UP_GROUND,
  INNER_GROUNDS,
  LEFT_BY_GROUNDS,
  NETWORK_GROUNDS,
  OPTION_GROUNDS,
  ORDER_GROUND,
  PART_GROUNDS,
  REACHED_GROUND,
  REFUSED_GROUNDS,
  SOCKETS_GROUND,
  TASK_GROUND,
  TRANSPORT_GROUNDS,
} from '../../spec/grounds';
import type { ClauseId } from '../../spec';
import { findClause } from '../../spec';
import type { Failure } from '../results/record';
import {
  isAbsent,
  isCallRefused,
  isInVain,
  isNotRefused,
  isNotReturned,
  isRaised,
  isNothing,
  missingMethod,
  refusalIn,
  saysTheSame,
} from './evidence';
import { shippedLikeness, type Likeness } from './likeness';
import type { Reliance } from './record';
import { saysOf, spellings, standsAlone, toldGrounds } from './told';

/** A test that did not pass. */
export interface FailedTest {
  readonly id: string;
  readonly clause: ClauseId;
  /** Clauses it is known to rely on besides: of what it left behind, the one that forbids it. */
  readonly relies?: readonly ClauseId[];
  readonly error?: Said;
}

export type Said = Pick<Failure, 'name' | 'message'>;

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
  const passes: readonly Pass[] = [
    (test, clauses) => alike(test).filter((ground) => ground !== test.clause && clauses.has(ground)),
    (test, clauses) => failedGrounds(test, reliance, clauses),
    (test, clauses) => failedInnerGrounds(test, reliance, clauses),
    (test, clauses) => failedTransportGrounds(test, reliance, clauses),
  ];
  const all = testsByClause(failed);
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

export type ByClause = ReadonlyMap<ClauseId, readonly FailedTest[]>;

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

/** The clauses that are the grounds of what the test uses. */
export function groundsOfTest({ id, clause, relies = [] }: FailedTest, reliance: Reliance): readonly ClauseId[] {
  const names = (reliance.get(id) ?? []).flatMap(spellings);
  const grounds = [...relies, ...(FURTHER_GROUNDS[clause] ?? []), ...names.flatMap((name) => GROUNDS[name] ?? [])];
  return [...new Set(grounds)].filter((ground) => ground !== clause);
}

/**
 * The grounds that failed in a test that says something about this one: it calls no method of the loop that this one does
 * not, save those that every test needs. (A handle of call_soon_threadsafe() may be none where one of call_soon() is.)
 */
function failedGrounds(test: FailedTest, reliance: Reliance, failed: ByClause): readonly ClauseId[] {
  if (standsAlone(test, failed)) return [];
  const used = new Set(reliance.get(test.id));
  const isAbout = isAboutAmong(used, reliance);
  const own = new Set(test.relies);
  const alike = [refusesLike(test), broughtDownLike(test)];
  const refused = refusedGrounds(test, reliance).filter((ground) =>
    failed.get(ground)?.some((other) => alike.some((is) => is(other))),
  );
  const others = groundsOfTest(test, reliance).filter((ground) => {
    const tests = failed.get(ground);
    if (tests === undefined) return false;
    if (own.has(ground)) return true;
    if (lacksTheSame(test, ground, tests, reliance)) return true;
    const further = isFurther(test.clause, ground);
    if (!mayExplain(test, ground, tests, further, reliance)) return false;
    return further || tests.some(isAbout);
  });
  const below = networkGrounds(test).filter((ground) => failed.get(ground)?.some(broughtDownLike(test)));
  return [...new Set([...toldGrounds(test, failed), ...others, ...refused, ...below])];
}

/** Of a failed test, whether it calls no method of the loop that is not among those used. */
function isAboutAmong(used: ReadonlySet<string>, reliance: Reliance): (other: FailedTest) => boolean {
  return ({ id }) =>
    (reliance.get(id) ?? []).every((name) => !name.startsWith('loop.') || EVERYWHERE.has(name) || used.has(name));
}

/** The grounds, among those that failed, of the calls that a loop makes by itself in the test. */
function failedInnerGrounds(test: FailedTest, reliance: Reliance, failed: ByClause): readonly ClauseId[] {
  if (isOfNetwork(test.clause) || standsAlone(test, failed)) return [];
  const names = (reliance.get(test.id) ?? []).filter((name) => INNER_CALL.test(name));
  const calls = names.map((name) => name.slice(INNER.length));
  const grounds = calls.flatMap((name) => [...(INNER_GROUNDS[name] ?? []), ...(GROUNDS[name] ?? [])]);
  return [...new Set(grounds)].filter((ground) => {
    const tests = failed.get(ground);
    return ground !== test.clause && tests !== undefined && mayExplain(test, ground, tests, false, reliance);
  });
}

/** The grounds, among those that failed, of what a test of the network asks loops, transports and servers for. */
function failedTransportGrounds(test: FailedTest, reliance: Reliance, failed: ByClause): readonly ClauseId[] {
  const used = new Set(reliance.get(test.id));
  const names = [...used].flatMap(spellings);
  const grounds = names.flatMap((name) => [...(TRANSPORT_GROUNDS[name] ?? []), ...(REFUSED_GROUNDS[name] ?? [])]);
  const parts = saysOf(isNotReturned)(test)
    ? names.flatMap((name) => PART_GROUNDS[name] ?? []).filter((part) => failed.get(part)?.some(saysOf(isNotReturned)))
    : [];
  const others = [...new Set(grounds)].filter((ground) => {
    const tests = failed.get(ground) ?? [];
    if (ground === test.clause || tests.length === 0) return false;
    if (lacksTheSame(test, ground, tests, reliance)) return true;
    return tests.some(isAboutAmong(used, reliance)) && mayExplain(test, ground, tests, false, reliance);
  });
  return [...new Set([...parts, ...others])].filter((ground) => ground !== test.clause);
}

/** The clauses by which a call that the test makes would be refused. */
function refusedGrounds({ id, clause }: FailedTest, reliance: Reliance): readonly ClauseId[] {
  const names = (reliance.get(id) ?? []).flatMap(spellings);
  return names.flatMap((name) => REFUSED_GROUNDS[name] ?? []).filter((ground) => ground !== clause);
}

/** Of a clause of the network or of descriptors, save those themselves. */
function networkGrounds({ clause }: FailedTest): readonly ClauseId[] {
  if (NETWORK_GROUNDS.includes(clause)) return [];
  return findClause(clause)?.profile === 'fd' || isOfNetwork(clause) ? NETWORK_GROUNDS : [];
}

function isOfNetwork(clause: ClauseId): boolean {
  return NETWORK.has(clause.split('.')[0] ?? '');
}

function broughtDownLike({ error }: FailedTest): (other: FailedTest) => boolean {
  return (other) =>
    error !== undefined && other.error !== undefined && isRaised(error) && saysTheSame(error, other.error);
}

function refusesLike({ error }: FailedTest): (other: FailedTest) => boolean {
  const said = error === undefined ? undefined : refusalIn(error);
  return (other) => said !== undefined && other.error !== undefined && refusalIn(other.error) === said;
}

/** A method that objects do not have at all is told once: by the ground of its name. */
function lacksTheSame(
  { id, clause, error }: FailedTest,
  ground: ClauseId,
  tests: readonly FailedTest[],
  reliance: Reliance,
): boolean {
  const method = error === undefined ? undefined : missingMethod(error);
  if (method === undefined) return false;
  const alike = tests.every((other) => other.error !== undefined && missingMethod(other.error) === method);
  return alike && namedGrounds({ id, clause }, reliance, `.${method}`).includes(ground);
}

/** Whether what the test said may come of the ground's fault. */
function mayExplain(
  test: FailedTest,
  ground: ClauseId,
  tests: readonly FailedTest[],
  further: boolean,
  reliance: Reliance,
): boolean {
  const { error, clause } = test;
  // What was not seen explains nothing.
  if (tests.every((other) => other.error !== undefined && isInVain(other.error))) return false;
  if (error === undefined) return true;
  // What was left behind is explained by what left the same, or must leave such things, and nothing else is.
  const leaves = (said: Said): boolean => said.name === 'LeftBehind';
  if (leaves(error) && LEFT_BY_GROUNDS[ground]?.test(error.message) === true) return true;
  if (leaves(error) || tests.every((other) => other.error !== undefined && leaves(other.error)))
    return tests.some((other) => other.error !== undefined && saysTheSame(other.error, error));
  const method = missingMethod(error);
  if (method !== undefined) {
    const isIts = (id: ClauseId): boolean => findClause(id)?.api.some((name) => name.endsWith(`.${method}`)) === true;
    return !isIts(clause) && (further || isIts(ground));
  }
  if (isAbsent(error)) return false;
  if (isNotRefused(error)) return further;
  if (isNothing(error)) return further || namedGrounds(test, reliance, '()').includes(ground);
  if (isNotReturned(error) && ground.startsWith('errors.')) return false;
  if (isCallRefused(error)) {
    // Of those that say the same each would explain the other: the names that the tests use tell which comes first.
    const back = further && tests.some((other) => namedGrounds(other, reliance).includes(clause));
    return !back && tests.some((other) => other.error !== undefined && saysTheSame(other.error, error));
  }
  return true;
}

/** Of the names that a test uses, those that end so. */
function namedGrounds({ id }: FailedTest, reliance: Reliance, end = ''): readonly ClauseId[] {
  const names = (reliance.get(id) ?? []).filter((name) => name.endsWith(end));
  return names.flatMap(spellings).flatMap((name) => [...(GROUNDS[name] ?? []), ...(TRANSPORT_GROUNDS[name] ?? [])]);
}

const INNER = 'inner ';

/** What every loop does with futures and tasks, be they the module's: how it runs and looks at its clock is its own affair. */
const INNER_CALL = /^inner (?:(?:future|task)\.\w+|loop\.call_soon)$/;

/** The chapters of the network. */
const NETWORK: ReadonlySet<string> = new Set(
  'connection server unix accepted transport protocol buffered tls start_tls datagram sendfile sock pipe subprocess'.split(
    ' ',
  ),
);

const EVERYWHERE: ReadonlySet<string> = new Set(
  ['call_soon', 'stop', 'run_forever', 'run_until_complete', 'create_future', 'create_task', 'time', 'close']
    .flatMap((name) => [`loop.${name}`, `loop.${name}()`])
    .concat(
      'loop.call_soon(args)',
      'loop.call_exception_handler',
      'loop.default_exception_handler',
      'loop.is_running',
      'loop.is_closed',
      'loop.call_later',
      'loop.set_exception_handler',
      'loop.stop in time',
    ),
);

function isFurther(clause: ClauseId, ground: ClauseId): boolean {
  return FURTHER_GROUNDS[clause]?.includes(ground) === true;
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

/** Clauses whose tests are to run first: others stand on them. Of what was not run nobody knows that it is not there at all. */
export const GROUND_CLAUSES: ReadonlySet<string> = new Set([
  ...[GROUNDS, FURTHER_GROUNDS, INNER_GROUNDS, PART_GROUNDS, REFUSED_GROUNDS, TRANSPORT_GROUNDS].flatMap((grounds) =>
    Object.values(grounds).flat(),
  ),
  ...NETWORK_GROUNDS,
  ...ENDING_GROUNDS,
  ...OPTION_GROUNDS,
  ...EXIT_REPORT_GROUNDS,
  REACHED_GROUND,
  SOCKETS_GROUND,
  HELD_UP_GROUND,
  ORDER_GROUND,
  EXIT_GROUND,
  TASK_GROUND,
]);
