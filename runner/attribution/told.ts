/** Which clauses the words of a failure accuse by themselves, whatever the test uses. */
import type { ClauseId } from '../../spec';
import {
  DUE_GROUNDS,
  DUE_TIMERS,
  ENDING_GROUNDS,
  ENDPOINT_GROUND,
  EXIT_GROUND,
  EXIT_REPORT_GROUNDS,
  GROUNDS,
  HELD_UP_GROUND,
  OPTION_GROUNDS,
  ORDER_GROUND,
  OUTLIVED_GROUNDS,
  PIPE_GROUND,
  REACHED_GROUND,
  REFUSED_GROUNDS,
  RUNNING_GROUND,
  SOCKETS_GROUND,
  TASK_GROUND,
  WORDED_GROUNDS,
  type WordedGround,
} from '../../spec/grounds';
import type { ByClause, FailedTest, Said } from './failed-test';
import {
  exitOutlived,
  isClosedBelow,
  isDueTimerMissed,
  isExit,
  isExitReport,
  isHang,
  isNoTask,
  isNotRunningLoop,
  isNotThere,
  isOfAnotherClass,
  isOutOfOrder,
  isPipeLeftOpen,
  isPortless,
  isReport,
  isSocketless,
  isTimerLate,
  isUnreached,
  missingAttribute,
  missingMethod,
  optionsRefused,
  reportsTheSame,
} from './evidence';

/** Of a failed test, whether its words are such. */
export function saysOf(what: (said: Said) => boolean): (test: FailedTest) => boolean {
  return ({ error }) => error !== undefined && what(error);
}

/** Of the clauses that tell one fault: others, which show it on their way, would accuse them and they these. */
export function standsAlone(test: FailedTest, failed: ByClause): boolean {
  const { clause } = test;
  return (
    (clause === EXIT_GROUND && saysOf(isExit)(test)) ||
    outlivedGround(test) === clause ||
    (clause === REACHED_GROUND && saysOf(isUnreached)(test)) ||
    (clause === RUNNING_GROUND && saysOf(isNotRunningLoop)(test)) ||
    (clause === SOCKETS_GROUND && saysOf(isSocketless)(test)) ||
    (clause === HELD_UP_GROUND && saysOf(isTimerLate)(test)) ||
    (clause === TASK_GROUND && saysOf(isOfAnotherClass)(test) && [...failed.values()].flat().some(saysOf(isNoTask))) ||
    isOfWordedGround(test, failed) ||
    (clause === ORDER_GROUND && failed.get(clause)?.some(saysOf(isOutOfOrder)) === true)
  );
}

/** The grounds, among those that failed, that the words of a failure tell by themselves. */
export function toldGrounds(test: FailedTest, failed: ByClause): readonly ClauseId[] {
  return [
    ...groundWhere(isExit, EXIT_GROUND, test, failed),
    ...outlivedGrounds(test, failed),
    ...groundWhere(isUnreached, REACHED_GROUND, test, failed),
    ...groundWhere(isSocketless, SOCKETS_GROUND, test, failed),
    ...endpointGrounds(test, failed),
    ...pipeGrounds(test, failed),
    ...heldUpGrounds(test, failed),
    ...taskGrounds(test, failed),
    ...attributeGrounds(test, failed),
    ...optionGrounds(test, failed),
    ...notThereGrounds(test, failed),
    ...endingGrounds(test, failed),
    ...exitReportGrounds(test, failed),
    ...wordedGrounds(test, failed),
  ];
}

/** One fault of the loop is told once: by its clause, where that failed so, too. */
function groundWhere(
  what: (said: Said) => boolean,
  ground: ClauseId,
  test: FailedTest,
  failed: ByClause,
): readonly ClauseId[] {
  const isSuch = saysOf(what);
  return test.clause !== ground && isSuch(test) && failed.get(ground)?.some(isSuch) === true ? [ground] : [];
}

/** The ground of a clause that says by its words that it was not the one to fail. */
function wordedGrounds({ clause, error }: FailedTest, failed: ByClause): readonly ClauseId[] {
  if (error === undefined) return [];
  return wordedOf(clause).flatMap(({ ground, words, groundWords }) =>
    matches(words)(error) && failed.get(ground)?.some(saysOf(matches(groundWords))) === true ? [ground] : [],
  );
}

/** A test of such a ground, in such words, where it blocks another. */
export function isOfWordedGround(test: FailedTest, failed: ByClause): boolean {
  return (Object.keys(WORDED_GROUNDS) as ClauseId[]).some((clause) =>
    wordedOf(clause).some(
      ({ ground, words, groundWords }) =>
        ground === test.clause &&
        saysOf(matches(groundWords))(test) &&
        failed.get(clause)?.some(saysOf(matches(words))) === true,
    ),
  );
}

function wordedOf(clause: ClauseId): readonly WordedGround[] {
  return [WORDED_GROUNDS[clause] ?? []].flat();
}

function matches(words: RegExp): (said: Said) => boolean {
  return ({ name, message }) => words.test(`${name}: ${message}`);
}

/** An exit request that a run outlives is told by the clause of its class. */
function outlivedGrounds(test: FailedTest, failed: ByClause): readonly ClauseId[] {
  const ground = outlivedGround(test);
  if (ground === undefined || ground === test.clause) return [];
  return failed.get(ground)?.some((other) => outlivedGround(other) === ground) === true ? [ground] : [];
}

function outlivedGround({ error }: FailedTest): ClauseId | undefined {
  const request = error === undefined ? undefined : exitOutlived(error);
  return request === undefined ? undefined : OUTLIVED_GROUNDS[request];
}

/** Whatever address an endpoint tells instead of its own, nobody sends to it. */
function endpointGrounds(test: FailedTest, failed: ByClause): readonly ClauseId[] {
  const isMissed = test.clause !== ENDPOINT_GROUND && saysOf(isPortless)(test);
  return isMissed && failed.has(ENDPOINT_GROUND) ? [ENDPOINT_GROUND] : [];
}

/** A pipe that a transport leaves open is one fault, whether a test sees it or only fails to close the pipe. */
function pipeGrounds(test: FailedTest, failed: ByClause): readonly ClauseId[] {
  const isOther = test.clause.startsWith('pipe.') && test.clause !== PIPE_GROUND;
  const isSuch = isOther && saysOf((said) => isPipeLeftOpen(said) || isClosedBelow(said))(test);
  return isSuch && failed.get(PIPE_GROUND)?.some(saysOf(isPipeLeftOpen)) === true ? [PIPE_GROUND] : [];
}

/** Of a test with a timer that is due: what tells that such a timer is late. */
export function dueGrounds(
  { clause, error }: FailedTest,
  used: ReadonlySet<string>,
  failed: ByClause,
): readonly ClauseId[] {
  const usesTimer = used.has('loop.call_later') || used.has('loop.call_at');
  if (error?.name !== 'AssertionError' || !usesTimer || !DUE_TIMERS.includes(clause)) return [];
  const at = DUE_GROUNDS.indexOf(clause);
  const grounds = at < 0 ? DUE_GROUNDS : DUE_GROUNDS.slice(0, at);
  return grounds.filter((ground) => failed.get(ground)?.some(saysOf(isDueTimerMissed)));
}

/** What tells that a timer is late is not explained by what waits for such a timer. */
export function isDueGround(test: FailedTest): boolean {
  return DUE_GROUNDS.includes(test.clause) && saysOf(isDueTimerMissed)(test);
}

/** The executor's threads wait for a thread that waits for them. */
function heldUpGrounds(test: FailedTest, failed: ByClause): readonly ClauseId[] {
  const isHeldUp = test.clause.startsWith('executor.') && test.clause !== HELD_UP_GROUND && saysOf(isHang)(test);
  return isHeldUp && failed.get(HELD_UP_GROUND)?.some(saysOf(isTimerLate)) === true ? [HELD_UP_GROUND] : [];
}

/** What lacks the methods of tasks is no task: that is told by the clause of what is returned. */
function taskGrounds(test: FailedTest, failed: ByClause): readonly ClauseId[] {
  if (test.clause === TASK_GROUND || !saysOf(isNoTask)(test)) return [];
  return failed.get(TASK_GROUND)?.some(saysOf(isOfAnotherClass)) === true ? [TASK_GROUND] : [];
}

/** What an object does not have is told by the ground of its name, also where Python's own helpers missed it. */
function attributeGrounds({ clause, error }: FailedTest, failed: ByClause): readonly ClauseId[] {
  const name = error === undefined ? undefined : missingAttribute(error);
  if (name === undefined) return [];
  const lacksIt = saysOf((said) => (missingMethod(said) ?? missingAttribute(said)) === name);
  return spellings(`?.${name}`)
    .flatMap((spelling) => GROUNDS[spelling] ?? [])
    .filter((ground) => ground !== clause && failed.get(ground)?.every(lacksIt) === true);
}

/** An option that a method does not take at all is told by the clause that tries each. */
function optionGrounds({ clause, error }: FailedTest, failed: ByClause): readonly ClauseId[] {
  if (error === undefined || OPTION_GROUNDS.includes(clause)) return [];
  const refused = optionsRefused(error);
  const tellsIt = saysOf((said) => optionsRefused(said).some((option) => refused.includes(option)));
  return OPTION_GROUNDS.filter((ground) => failed.get(ground)?.some(tellsIt));
}

/** A method that is not there has no options: the plain case tells it. */
function notThereGrounds({ clause, error }: FailedTest, failed: ByClause): readonly ClauseId[] {
  if (error === undefined || !OPTION_GROUNDS.includes(clause)) return [];
  const methods = optionsRefused(error).map((option) => `loop.${option.slice(0, option.indexOf('('))}`);
  const plain = methods.flatMap((method) => REFUSED_GROUNDS[method] ?? []);
  return plain.filter((ground) => failed.get(ground)?.every(saysOf(isNotThere)) === true);
}

/** What is reported of an exit request is told by the clauses that forbid to report it, or to keep it. */
function exitReportGrounds({ clause, error }: FailedTest, failed: ByClause): readonly ClauseId[] {
  if (error === undefined || !isExitReport(error)) return [];
  return EXIT_REPORT_GROUNDS.filter((ground) => ground !== clause && failed.has(ground));
}

/** What a loop reports of the end of a transport, it reports in every test that ends one. */
function endingGrounds({ clause, error }: FailedTest, failed: ByClause): readonly ClauseId[] {
  if (error === undefined || !isReport(error)) return [];
  // Among these themselves the earlier tell what is reported in the later.
  const at = ENDING_GROUNDS.indexOf(clause);
  return (at < 0 ? ENDING_GROUNDS : ENDING_GROUNDS.slice(0, at)).filter((ground) =>
    failed.get(ground)?.some(saysOf((said) => reportsTheSame(said, error))),
  );
}

/** Tasks are futures; in Python text nobody knows what a method is called on. */
export function spellings(name: string): readonly string[] {
  const at = name.indexOf('.');
  const rest = name.slice(at + 1);
  if (name.startsWith('?.')) return ['loop', 'handle', 'future', 'task'].map((prefix) => `${prefix}.${rest}`);
  return [name];
}
