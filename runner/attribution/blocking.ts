/**
 * Which failures accuse another clause than their own. A test that failed relies on the grounds of the names it uses; where
 * one of these failed too, and does not in turn rely on the test's own clause, the test is blocked by it.
 */
import { FURTHER_GROUNDS, GROUNDS, NETWORK_GROUNDS, REFUSED_GROUNDS } from '../../spec/grounds';
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
import type { Reliance } from './record';

/** A test that did not pass. */
export interface FailedTest {
  readonly id: string;
  readonly clause: ClauseId;
  /** Clauses it is known to rely on besides: of what it left behind, the one that forbids it. */
  readonly relies?: readonly ClauseId[];
  readonly error?: Pick<Failure, 'name' | 'message'>;
}

/** By the id of each blocked test, the clause that blocks it. */
export function blockedBy(failed: readonly FailedTest[], reliance: Reliance): ReadonlyMap<string, ClauseId> {
  const clauses = new Map(failed.map(({ clause }) => [clause, failed.filter((test) => test.clause === clause)]));
  const groundsOf = new Map(failed.map((test) => [test.id, failedGrounds(test, reliance, clauses)]));
  const edges = new Map<ClauseId, Set<ClauseId>>();
  for (const { id, clause } of failed) {
    const known = edges.get(clause) ?? new Set();
    for (const ground of groundsOf.get(id) ?? []) known.add(ground);
    edges.set(clause, known);
  }
  const reach = new Map([...clauses.keys()].map((clause) => [clause, reachable(clause, edges)]));
  const isAbove = (clause: ClauseId, ground: ClauseId): boolean => reach.get(ground)?.has(clause) !== true;
  const causes = new Map<string, ClauseId>();
  for (const { id, clause } of failed) {
    const ground = (groundsOf.get(id) ?? []).find((other) => isAbove(clause, other));
    if (ground !== undefined) causes.set(id, ground);
  }
  // A clause of which some test fails by itself fails; one that is blocked passes on what blocks it.
  const own = new Set(failed.filter(({ id }) => !causes.has(id)).map(({ clause }) => clause));
  const result = new Map<string, ClauseId>();
  for (const [id, ground] of causes) {
    const root = own.has(ground) ? ground : [...(reach.get(ground) ?? [])].find((other) => own.has(other));
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
function failedGrounds(
  test: FailedTest,
  reliance: Reliance,
  failed: ReadonlyMap<ClauseId, readonly FailedTest[]>,
): readonly ClauseId[] {
  const used = new Set(reliance.get(test.id));
  const isAbout = ({ id }: FailedTest): boolean =>
    (reliance.get(id) ?? []).every((name) => !name.startsWith('loop.') || EVERYWHERE.has(name) || used.has(name));
  const own = new Set(test.relies);
  const refused = refusedGrounds(test, reliance).filter((ground) => failed.get(ground)?.some(refusesLike(test)));
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
  return [...new Set([...others, ...refused, ...below])];
}

/** The clauses by which a call that the test makes would be refused. */
function refusedGrounds({ id, clause }: FailedTest, reliance: Reliance): readonly ClauseId[] {
  const names = (reliance.get(id) ?? []).flatMap(spellings);
  return names.flatMap((name) => REFUSED_GROUNDS[name] ?? []).filter((ground) => ground !== clause);
}

/** Of a clause of the network, save those themselves. */
function networkGrounds({ clause }: FailedTest): readonly ClauseId[] {
  const isAbove = findClause(clause)?.profile !== 'fd' && NETWORK.has(clause.split('.')[0] ?? '');
  return isAbove ? NETWORK_GROUNDS : [];
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
  const method = missingMethod(error);
  if (method !== undefined) {
    const isIts = (id: ClauseId): boolean => findClause(id)?.api.some((name) => name.endsWith(`.${method}`)) === true;
    return !isIts(clause) && isIts(ground);
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
  return names.flatMap(spellings).flatMap((name) => GROUNDS[name] ?? []);
}

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

/** Tasks are futures; in Python text nobody knows what a method is called on. */
function spellings(name: string): readonly string[] {
  const at = name.indexOf('.');
  const rest = name.slice(at + 1);
  if (name.startsWith('?.')) return ['loop', 'handle', 'future', 'task'].map((prefix) => `${prefix}.${rest}`);
  return [name];
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

/** Clauses whose tests are to run first: others stand on them. */
export const GROUND_CLAUSES: ReadonlySet<string> = new Set(
  [...Object.values(GROUNDS), ...Object.values(FURTHER_GROUNDS)].flat(),
);
