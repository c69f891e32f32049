/**
 * What the pytest plugin shows, as JSON: an outcome in pytest's words for each clause and for the run as a whole, with the text
 * of it. What is known, in the baseline or by the author's own word, is expected to fail, strictly.
 */
import pc from 'picocolors';
import type { ClauseRecord, RunRecord } from '../results/record';
import { isFalse, isSuspect } from '../results/verdict';
import { warnings } from './about';
import { describeClause, type Paper } from './terminal-clause';
import { declarationWords, isBad, knownFailure, STATUS_WORDS, verdictWords } from './words';

/** `xpassed` is a failure: what passes is listed as failing. */
type Outcome = 'passed' | 'failed' | 'skipped' | 'xfailed' | 'xpassed';

interface Ended {
  readonly outcome: Outcome;
  /** Why, in a line. */
  readonly reason: string;
}

/** Wide enough for most of a message, and narrow enough for two windows beside one another. */
const WIDTH = 100;

export function pytest(record: RunRecord): string {
  const paper = { c: pc.createColors(false), width: WIDTH };
  const { title, version, runtime } = record.subject;
  const clauses = Object.fromEntries(
    record.clauses.map((clause) => [
      clause.id,
      {
        ...ended(record, clause),
        durationMs: clause.tests.reduce((sum, { durationMs }) => sum + durationMs, 0),
        text: isBad(clause.status) ? textOf(record, clause, paper) : '',
      },
    ]),
  );
  const summary = [
    `${title} ${version}, ${runtime}: ${verdictWords(record)}`,
    ...warnings(record).map((warning) => `warning: ${warning}`),
  ];
  return `${JSON.stringify({ summary, verdict: whole(record), clauses }, null, 1)}\n`;
}

/** The first line says it all, since pytest shows no more of a blocked clause in its summary. */
function textOf(record: RunRecord, clause: ClauseRecord, paper: Paper): string {
  const [head = '', ...rest] = describeClause(record, clause, paper);
  const by = clause.blockedBy === undefined ? '' : ` by ${clause.blockedBy}, which does not hold: mend that first`;
  return [head + by, ...rest].join('\n');
}

function ended(record: RunRecord, clause: ClauseRecord): Ended {
  const { id, level, status, reason = '', blockedBy } = clause;
  if (record.baseline?.passes.includes(id) === true) return { outcome: 'xpassed', reason: 'the baseline lists it' };
  if (status === 'skip' || status === 'untested') return { outcome: 'skipped', reason };
  const excuse = excuseOf(record, id);
  if (!isBad(status)) {
    // An entry of the baseline that still counts, though the clause passes, is of what fails at times.
    const listed = excuse !== undefined && knownFailure(record, id) === undefined;
    return listed ? { outcome: 'xpassed', reason: excuse } : { outcome: 'passed', reason: '' };
  }
  if (excuse !== undefined) return { outcome: 'xfailed', reason: excuse };
  const { word } = STATUS_WORDS[status];
  if (blockedBy !== undefined) {
    const what = `${word} by ${blockedBy}`;
    const known = excuseOf(record, blockedBy);
    if (known !== undefined) return { outcome: 'xfailed', reason: `${what}: ${known}` };
    return level === 'must'
      ? { outcome: 'failed', reason: what }
      : { outcome: 'xfailed', reason: breaksNoRun(level, what) };
  }
  if (level !== 'must') return { outcome: 'xfailed', reason: breaksNoRun(level, word) };
  if (isSuspect(clause)) return { outcome: 'xfailed', reason: "not counted: CPython's own loop fails it too" };
  return { outcome: 'failed', reason: word };
}

function breaksNoRun(level: string, what: string): string {
  return `${level}, which breaks no run: ${what}`;
}

/** Why a clause is expected to fail. What the kit itself knows of a loop explains its failures, and excuses none. */
function excuseOf(record: RunRecord, id: string): string | undefined {
  const known = knownFailure(record, id);
  if (known !== undefined) return `known failure: ${known.reason}`;
  const deviation = record.subject.deviations?.find(({ clause }) => clause === id);
  return deviation === undefined ? undefined : `deviation: ${deviation.reason}`;
}

/** What no clause says: that the run came to its end, and that what the loop is said to lack it lacks. */
function whole(record: RunRecord): Ended {
  const falsely = record.profiles.filter(({ declaration }) => isFalse(declaration)).map(declarationWords);
  if (falsely.length > 0) return { outcome: 'failed', reason: `declared falsely: ${falsely.join('; ')}` };
  if (record.verdict === 'incomplete') return { outcome: 'failed', reason: `incomplete: ${record.reason ?? ''}` };
  return { outcome: 'passed', reason: '' };
}
