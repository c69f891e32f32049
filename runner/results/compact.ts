/**
 * A record laid out for keeping in a repository, where a line that changes is something that changed. What it says is what the reduced
 * record says, to the digest: a clause that has no test to tell of is a word, in a line with its neighbours.
 *
 *     "core callbacks.call_soon: fifo exactly_once returns_handle? repr~"
 *     "core callbacks.call_soon #2: late_binding"
 *
 * A line has the profile, the beginning of the ids, and the ends of them: plain for a must, with `?` for a should and `~` for a may.
 * All of them hold, or they are as `alike` says under the number. A clause with tests is an object of its own.
 */
import { PROFILES, type ClauseId, type Level, type Profile } from '../../spec';
import { STATUSES, type ClauseRecord, type LevelTallies, type RunRecord, type Tally, type TestRecord } from './record';
import { RECORD_SCHEMA } from './record';

/** The `$id` of `runner/results/compact-record.schema.json`. */
export const COMPACT_SCHEMA = 'urn:loopcert:compact-record:1';

/** What clauses without tests have in common. */
type Alike = Omit<ClauseRecord, 'id' | 'level' | 'profile' | 'tests'>;
/** Without what is nought. */
type CompactTest = Omit<TestRecord, 'durationMs' | 'assertions'> & Partial<TestRecord>;
type CompactClause = Omit<ClauseRecord, 'tests'> & { readonly tests: readonly CompactTest[] };
type CompactTallies = { readonly [L in Level]: Partial<Tally> };

/** A record as it stands in such a file. */
export interface CompactRecord extends Omit<RunRecord, '$schema' | 'summary' | 'profiles' | 'clauses'> {
  readonly $schema: typeof COMPACT_SCHEMA;
  readonly summary: CompactTallies;
  readonly profiles: readonly (Omit<RunRecord['profiles'][number], Level> & CompactTallies)[];
  readonly alike: readonly Alike[];
  readonly clauses: readonly (string | CompactClause)[];
}

const MARKS = { must: '', should: '?', may: '~' } as const satisfies Record<Level, string>;
const KNOWN: ReadonlySet<string> = new Set(PROFILES);
const LINE = /^(?<profile>[\w.]+) (?<prefix>[\w.]+)(?: #(?<alike>\d+))?: (?<ends>.+)$/;

/** Loses nothing: `expanded` gives the same record again. */
export function compacted(record: RunRecord): CompactRecord {
  const { $schema: _, summary, profiles, clauses, ...rest } = record;
  const { alike, entries } = entriesOf(clauses);
  return {
    $schema: COMPACT_SCHEMA,
    ...rest,
    summary: withoutNoughts(summary),
    profiles: profiles.map((profile) => ({ ...profile, ...withoutNoughts(profile) })),
    alike,
    clauses: entries,
  };
}

/** The record that was laid out. @throws Error for a line of another form, or a number that `alike` has not */
export function expanded({ $schema: _, summary, profiles, alike, clauses, ...rest }: CompactRecord): RunRecord {
  return {
    $schema: RECORD_SCHEMA,
    ...rest,
    summary: withNoughts(summary),
    profiles: profiles.map((profile) => ({ ...profile, ...withNoughts(profile) })),
    clauses: clauses.flatMap((entry) => (typeof entry === 'string' ? clausesIn(entry, alike) : wholeClause(entry))),
  };
}

/** JSON with a line a clause that differs, and a line for neighbours that do not. */
export function compactText(record: RunRecord): string {
  const members = Object.entries(compacted(record)).map(([name, value]: [string, unknown]) => {
    const lines = Array.isArray(value) && value.length > 0 && ['profiles', 'alike', 'clauses', 'faults'].includes(name);
    const text = lines
      ? `[\n${(value as readonly unknown[]).map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}

function entriesOf(clauses: readonly ClauseRecord[]): Pick<CompactRecord, 'alike'> & {
  readonly entries: CompactRecord['clauses'];
} {
  const numbers = new Map<string, number>();
  const alike: Alike[] = [];
  const entries: (string | CompactClause)[] = [];
  let open = '';
  for (const clause of clauses) {
    const { id, level, profile, tests, ...others } = clause;
    if (tests.length > 0) {
      entries.push({ ...clause, tests: tests.map(compactTest) });
      open = '';
      continue;
    }
    const [prefix, end] = parts(id);
    const head = `${profile} ${prefix}${numbered(others, alike, numbers)}:`;
    const word = ` ${end}${MARKS[level]}`;
    if (head === open) entries.push(`${String(entries.pop())}${word}`);
    else entries.push(head + word);
    open = head;
  }
  return { alike, entries };
}

/** Nothing for what holds and has no more to tell. */
function numbered(others: Alike, alike: Alike[], numbers: Map<string, number>): string {
  const text = JSON.stringify(others);
  if (text === '{"status":"pass"}') return '';
  const known = numbers.get(text) ?? alike.push(others) - 1;
  numbers.set(text, known);
  return ` #${known}`;
}

function parts(id: string): readonly [prefix: string, end: string] {
  const dot = id.lastIndexOf('.');
  return [id.slice(0, dot), id.slice(dot + 1)];
}

function clausesIn(line: string, alike: readonly Alike[]): readonly ClauseRecord[] {
  const { profile, prefix, alike: number, ends } = LINE.exec(line)?.groups ?? {};
  if (ends === undefined) throw new Error(`"${line}" is no line of clauses`);
  if (!KNOWN.has(String(profile))) throw new Error(`"${String(profile)}" is no profile`);
  const others: Alike | undefined = number === undefined ? { status: 'pass' } : alike[Number(number)];
  if (others === undefined) throw new Error(`"${line}" names what "alike" has not`);
  return ends.split(' ').map((word) => {
    const level: Level = word.endsWith('?') ? 'should' : word.endsWith('~') ? 'may' : 'must';
    const id = `${String(prefix)}.${level === 'must' ? word : word.slice(0, -1)}` as ClauseId;
    return { id, level, profile: profile as Profile, ...others, tests: [] };
  });
}

function wholeClause(clause: CompactClause): ClauseRecord {
  return { ...clause, tests: clause.tests.map((test) => ({ ...test, durationMs: 0, assertions: 0, ...test })) };
}

function compactTest({ durationMs, assertions, ...test }: TestRecord): CompactTest {
  return { ...test, ...(durationMs === 0 ? {} : { durationMs }), ...(assertions === 0 ? {} : { assertions }) };
}

function withoutNoughts({ must, should, may }: LevelTallies): CompactTallies {
  const few = (tally: Tally): Partial<Tally> => Object.fromEntries(Object.entries(tally).filter(([, n]) => n > 0));
  return { must: few(must), should: few(should), may: few(may) };
}

function withNoughts({ must, should, may }: CompactTallies): LevelTallies {
  const whole = (tally: Partial<Tally>): Tally =>
    Object.fromEntries(STATUSES.map((status) => [status, tally[status] ?? 0])) as Tally;
  return { must: whole(must), should: whole(should), may: whole(may) };
}
