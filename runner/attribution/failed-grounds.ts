/** The grounds of a test that failed: the clauses that state what it uses, as far as they failed too and may explain it. */
import {
  DUE_TIMERS,
  FURTHER_GROUNDS,
  GROUNDS,
  INNER_GROUNDS,
  LEFT_BY_GROUNDS,
  NETWORK_GROUNDS,
  PART_GROUNDS,
  RAISED_GROUNDS,
  REFUSED_GROUNDS,
  TRANSPORT_GROUNDS,
} from '../../spec/grounds';
import type { ClauseId } from '../../spec';
import { findClause } from '../../spec';
import {
  isAbsent,
  isCallRefused,
  isHang,
  isInVain,
  isNotRefused,
  isNotReturned,
  isNothing,
  isReset,
  missingMethod,
  raisedIn,
  refusalIn,
  saysTheSame,
} from './evidence';
import type { ByClause, FailedTest, Said } from './failed-test';
import type { Reliance } from './record';
import { dueGrounds, isDueGround, saysOf, spellings, standsAlone, toldGrounds } from './told';

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
export function failedGrounds(test: FailedTest, reliance: Reliance, failed: ByClause): readonly ClauseId[] {
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
  const late = dueGrounds(test, used, failed);
  const found = [...new Set([...toldGrounds(test, failed), ...late, ...others, ...refused, ...below])];
  return isDueGround(test) ? found.filter((ground) => late.includes(ground) || !DUE_TIMERS.includes(ground)) : found;
}

/** Of a failed test, whether it calls no method of the loop that is not among those used. */
function isAboutAmong(used: ReadonlySet<string>, reliance: Reliance): (other: FailedTest) => boolean {
  return ({ id }) =>
    (reliance.get(id) ?? []).every((name) => !name.startsWith('loop.') || EVERYWHERE.has(name) || used.has(name));
}

/** The grounds, among those that failed, of the calls that a loop makes by itself in the test. */
export function failedInnerGrounds(test: FailedTest, reliance: Reliance, failed: ByClause): readonly ClauseId[] {
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
export function failedTransportGrounds(test: FailedTest, reliance: Reliance, failed: ByClause): readonly ClauseId[] {
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
function refusedGrounds({ id, clause, error }: FailedTest, reliance: Reliance): readonly ClauseId[] {
  const names = (reliance.get(id) ?? []).flatMap(spellings);
  // A method of the loop that is not supported says so by itself, and says nothing of the transports of others.
  const isRefusal = error !== undefined && refusalIn(error) !== undefined;
  const able = isRefusal ? names.filter((name) => name.startsWith('loop.')) : names;
  const grounds = able.flatMap((name) => [...(REFUSED_GROUNDS[name] ?? []), ...(RAISED_GROUNDS[name] ?? [])]);
  // A method that is not there has no options: the plain case tells it.
  const plain = names.filter((name) => REFUSED_GROUNDS[name]?.includes(clause));
  const options = Object.keys(REFUSED_GROUNDS).filter((name) => plain.some((method) => name.startsWith(`${method}(`)));
  const later = options.flatMap((name) => REFUSED_GROUNDS[name] ?? []);
  return grounds.filter((ground) => ground !== clause && !later.includes(ground));
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
  const raised = error === undefined ? undefined : raisedIn(error);
  return (other) => raised !== undefined && other.error !== undefined && raisedIn(other.error) === raised;
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
  const named = namedGrounds({ id, clause }, reliance, `.${method}`);
  // Where the test's own clause is such a ground itself, the earlier tells it.
  const at = named.indexOf(clause);
  return alike && (at < 0 ? named : named.slice(0, at)).includes(ground);
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
  // What fails now and then, maybe of a busy machine, explains only what says the same.
  if (tests.every(({ flaky }) => flaky === true))
    return tests.some((other) => other.error !== undefined && saysTheSame(other.error, error));
  // A call that holds everything up brings nobody to another answer.
  if (tests.every(saysOf(isHang)) && !isNotReturned(error)) return false;
  // One client that is dropped instead of refused says nothing of what else goes wrong with servers.
  if (tests.every(saysOf(isReset))) return isReset(error);
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
