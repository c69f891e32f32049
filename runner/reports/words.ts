/** What all reports say alike: a sign and a word for every status, counts, and text of a subject's made harmless. */
import { LEVELS } from '../../spec';
import { shellQuote } from '../subjects/subject-spec';
import type {
  ClauseRecord,
  KnownFailure,
  ProfileRecord,
  RunRecord,
  Status,
  Tally,
  TestRecord,
} from '../results/record';

/** `absent`: another record of the same report has the clause, this one does not. */
export type CellStatus = Status | 'absent';

/** Never told by colour alone: each has a sign of its own and a word. */
export const STATUS_WORDS = {
  pass: { sign: '✓', word: 'pass', about: 'every test of the clause that applies passed, and at least one ran' },
  fail: { sign: '✗', word: 'fail', about: 'a test saw that it does not hold' },
  flaky: { sign: '≈', word: 'flaky', about: 'a test failed, and passed when it was repeated; that is no pass' },
  hang: { sign: '∞', word: 'hang', about: 'a test did not come to its end and was stopped' },
  crash: { sign: '!', word: 'crash', about: 'the process of the subject ended during a test' },
  blocked: { sign: '⊘', word: 'blocked', about: 'a test failed that relies on another clause, which failed too' },
  notRun: { sign: '?', word: 'not run', about: 'planned, and without a result' },
  skip: {
    sign: '–',
    word: 'skipped',
    about: 'does not apply to this subject here, or is not claimed; the reason is given',
  },
  untested: { sign: '∅', word: 'untested', about: 'no test can observe it' },
  absent: { sign: '·', word: 'absent', about: 'not in the record of this subject' },
} as const satisfies Record<CellStatus, { readonly sign: string; readonly word: string; readonly about: string }>;

const BAD: readonly CellStatus[] = ['fail', 'hang', 'crash', 'flaky', 'blocked', 'notRun'];

/** Neither passed nor excused. */
export function isBad(status: CellStatus): boolean {
  return BAD.includes(status);
}

/** Everything that applies and can be tested; what was skipped is no part of it. */
export function applicable(tally: Tally): number {
  const all = Object.values(tally).reduce((sum, n) => sum + n, 0);
  return all - tally.skip - tally.untested;
}

/** Rounded down: 100% is said of nothing less. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${Math.floor((100 * part) / whole)}%`;
}

/** The counts of a tally in words, nothing left out: `412 pass, 14 fail, 76 skipped`. */
export function tallyWords(tally: Tally): string {
  const parts = Object.entries(tally).filter(([, n]) => n > 0);
  return parts.map(([status, n]) => `${n} ${STATUS_WORDS[status as Status].word}`).join(', ') || 'none';
}

/** What fails, the worst level first. */
export function badClauses(record: RunRecord): readonly ClauseRecord[] {
  const bad = record.clauses.filter(({ status }) => isBad(status));
  return LEVELS.flatMap((level) => bad.filter((clause) => clause.level === level));
}

export function isSelection(record: RunRecord): boolean {
  return Object.keys(record.selection).length > 0;
}

/** The verdict, and that it is of a part only where it is. */
export function verdictWords(record: RunRecord): string {
  return `${record.verdict}${isSelection(record) ? ' (of a selection of clauses)' : ''}`;
}

/** So many attempts are told one by one; of more, those that ended alike are told together. */
const FEW_ATTEMPTS = 5;
/** So many seeds are named of those that ended alike. */
const FEW_SEEDS = 3;

/** Whether a test that was run more than once fails always, and how the attempts ended; nothing for a single one. */
export function attemptWords({ attempts, seeds = [], status }: TestRecord): string {
  if (attempts === undefined) return '';
  const failed = attempts.filter((one) => one !== 'pass').length;
  const kind = status === 'flaky' ? `${failed} of ${attempts.length} times` : 'every time, deterministic';
  const ended = attempts.map((one, index) => ({ word: STATUS_WORDS[one].word, seed: seeds[index] }));
  if (ended.length > FEW_ATTEMPTS) return `, ${kind}: ${together(ended).join(', ')}`;
  return `, ${kind}: ${ended.map(({ word, seed }) => `${word}${seed === undefined ? '' : ` with seed ${seed}`}`).join(', ')}`;
}

/** `pass with seeds 1, 2, 3 and 44 others`: the way that the fewest ended comes first, since it is what one looks for. */
function together(ended: readonly { readonly word: string; readonly seed: number | undefined }[]): readonly string[] {
  const words = [...new Set(ended.map(({ word }) => word))];
  const ways = words.map((word) => ({ word, seeds: ended.filter((one) => one.word === word).map(({ seed }) => seed) }));
  return ways
    .sort((a, b) => a.seeds.length - b.seeds.length)
    .map(({ word, seeds }) => {
      const named = seeds.filter((seed) => seed !== undefined).slice(0, FEW_SEEDS);
      const more = seeds.length - named.length;
      if (named.length === 0) return `${word} ${count(more, 'time')}`;
      const rest = more === 0 ? '' : ` and ${more} ${more === 1 ? 'other' : 'others'}`;
      return `${word} with ${seeds.length === 1 ? 'seed' : 'seeds'} ${named.join(', ')}${rest}`;
    });
}

/** What came of running it alone, where that was done. */
export function aloneWords({ alone, likewise }: TestRecord): string {
  if (likewise !== undefined)
    return `, as ${count(likewise.length, 'other test')} that ${likewise.length === 1 ? 'was' : 'were'} run alone`;
  if (alone === undefined) return '';
  return `, alone: ${alone.map((one) => STATUS_WORDS[one].word).join(', ')}`;
}

/** For each profile that is not claimed: why, and whether that is true. */
export function declarationWords({ id, declaration }: ProfileRecord): string {
  if (declaration === undefined) return id;
  const { reason, status, problems = [] } = declaration;
  const answer = {
    polite: 'it refuses politely',
    unprobed: 'nothing to call',
    offered: 'which is false',
    impolite: 'which it does not say politely',
  }[status];
  return `${id}: ${reason} (${[answer, ...problems].join('; ')})`;
}

/** What could not be judged for want of something that tests need, the same reason once: `66 tests that need socket: ...`. */
export function leftOut(record: RunRecord): readonly string[] {
  const byReason = new Map<string, { tests: number; readonly needs: Set<string> }>();
  for (const { status, reason = '' } of record.clauses.flatMap(({ tests }) => tests)) {
    const [, need = '', why = ''] = /^needs (\w+): (.*)$/s.exec(reason) ?? [];
    if (status !== 'skip' || need === '') continue;
    const entry = byReason.get(why) ?? { tests: 0, needs: new Set() };
    byReason.set(why, entry);
    entry.tests += 1;
    entry.needs.add(need);
  }
  return [...byReason].map(([why, { tests, needs }]) => {
    const list = [...needs].join(', ');
    return `${count(tests, 'test')} that ${tests === 1 ? 'needs' : 'need'} ${list}: ${why}`;
  });
}

export function unclaimed(record: RunRecord): readonly string[] {
  return record.profiles.filter(({ claimed }) => !claimed).map(({ id }) => id);
}

/** What the baseline of the run says of a clause that fails. */
export function knownFailure(record: RunRecord, clause: string): KnownFailure | undefined {
  const { baseline } = record;
  // Of some of its tests only: what fails beside them is new.
  if (baseline?.unknown.some((id) => id === clause) === true) return undefined;
  return baseline?.known.find((entry) => entry.clause === clause);
}

/** `1 test`, `2 tests`. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** With the flags and the seed of the run, so that it comes out alike. */
export function reproduceCommand(record: RunRecord, clause: string): string {
  return `loopcert run ${subjectWords(record)} --clause ${shellQuote(clause)} --seed ${record.seed}`;
}

/** The same without the kit, for who makes the loop. */
export function scriptCommand(record: RunRecord, clause: string): string {
  return `loopcert reproduce ${shellQuote(clause)} ${subjectWords(record)}`;
}

/** The subject as a shell takes it, with the flags that it needs. */
function subjectWords({ subject }: RunRecord): string {
  return [subject.name, ...(subject.flags ?? [])].map(shellQuote).join(' ');
}

/** Characters that move a cursor, colour a terminal or turn the direction of the text, spelled out; \n and \t stay. */
export function plain(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- these are what it is about
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A link from a record, where it is one to follow: a subject wrote it. */
export function safeLink(link: string | undefined): string | undefined {
  return link !== undefined && /^https?:\/\/[^\s<>"'()]+$/.test(link) ? link : undefined;
}
