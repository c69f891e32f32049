/** The first screen: what is behind the failures, one entry a cause; then what that blocks, and what was not run, as counts. */
import { LEVELS, type Level } from '../../spec';
import type { ClauseRecord, RunRecord } from '../results/record';
import { levelOf, ofLevel, type Cause, type Causes, type Group } from './causes';
import type { Paper } from './terminal-clause';
import { count, plain, STATUS_WORDS } from './words';
import { wrap } from './wrap';

/** Names under a cause of several clauses, where nothing says how wide the window is. */
const WIDE = 100;
/** A line of its own for so many causes of should and of may clauses; the rest is a count. */
const MOST_LESSER = 12;
const MOST_GROUPS = 5;
/** And for so many of must clauses, so that the first screen names all; the words of the rest are in the report below. */
const MOST_MUST = 25;
const FEW = 3;
/** With less room than this words say nothing. */
const LEAST = 20;
/** So many clauses of one cause have a line for their names. */
const MANY = 5;

export function causeLines(record: RunRecord, causes: Causes, paper: Paper): readonly string[] {
  return [
    ...LEVELS.flatMap((level) => ofOneLevel(causes, level, paper)),
    ...blockedLines(causes.blocked, paper),
    ...notRunLines(causes.notRun, paper),
    ...asideLines(record, causes, paper),
    ...notOffered(causes, paper),
  ];
}

/** Who makes a loop for a purpose need not have all of asyncio, and does not know that this may be said. */
function notOffered({ own }: Causes, { width }: Paper): readonly string[] {
  const refused = own.filter(({ words }) => /\bNotImplementedError\b/.test(words)).flatMap(({ clauses }) => clauses);
  const profiles = [...new Set(refused.map(({ profile }) => profile))].filter((profile) => profile !== 'core');
  if (profiles.length === 0) return [];
  const text = `NotImplementedError in ${profiles.join(', ')}: what a loop does not offer it may declare (\`lacks\`), and is not judged by it`;
  return wrap(text, '    ', width, '      ');
}

/** Once more at the end, for who sees only the last lines. */
export function briefly({ own }: Causes, most: number, paper: Paper): readonly string[] {
  const must = own.filter((cause) => levelOf(cause.clauses) === 'must');
  const rest = must.length - most;
  return [
    ...must.slice(0, most).flatMap((cause) => shortly(cause, paper)),
    ...(rest > 0
      ? wrap(`and ${count(rest, 'cause')} more of must clauses that fail, at the top`, '    ', paper.width)
      : []),
  ];
}

function ofOneLevel({ own }: Causes, level: Level, paper: Paper): readonly string[] {
  const causes = own.filter((cause) => levelOf(cause.clauses) === level);
  if (causes.length === 0) return [];
  const n = own.reduce((sum, { clauses }) => sum + ofLevel(clauses, level).length, 0);
  const most = level !== 'must' ? MOST_LESSER : causes.length > MOST_MUST + FEW ? MOST_MUST : Infinity;
  const rest = causes.slice(most);
  return [
    paper.c.bold(`${count(n, `${level} clause`)} ${n === 1 ? 'fails' : 'fail'}, of ${count(causes.length, 'cause')}`),
    ...causes.slice(0, most).flatMap((cause) => [...shortly(cause, paper), ...namesOf(cause.clauses, paper)]),
    ...restLines(rest, level, paper),
  ];
}

/** What the first screen has no more room for: of must clauses the names. */
function restLines(rest: readonly Cause[], level: Level, paper: Paper): readonly string[] {
  if (rest.length === 0) return [];
  const more = `and ${count(rest.length, 'cause')} more`;
  if (level !== 'must') return [`    ${more}`];
  const names = rest.map(({ clauses: [first, ...others] }) =>
    others.length === 0 ? plain(first?.id ?? '') : `${plain(first?.id ?? '')} +${others.length}`,
  );
  return wrap(`${more}: ${names.join(', ')}`, '    ', Math.min(paper.width, WIDE), '      ');
}

/**
 * `✗ callbacks.call_soon.fifo  expected [ 'b' ] to equal [ 'a' ]`; of several clauses, how many. In a window that has no room
 * for the words beside the name they have a line of their own.
 */
function shortly({ clauses, words }: Cause, { c, width }: Paper): readonly string[] {
  const [first] = clauses;
  const sign = STATUS_WORDS[first?.status ?? 'fail'].sign;
  const id = plain(first?.id ?? '');
  const others = clauses.length - 1;
  const name = clauses.length >= MANY ? `${clauses.length} clauses` : others === 0 ? id : `${id} +${others}`;
  const color = levelOf(clauses) === 'must' ? c.red : c.yellow;
  const head = `  ${color(sign)} ${c.bold(name)}`;
  const text = cut(plain(words), width - name.length - 6);
  if (text !== '') return [`${head}  ${text}`];
  const below = cut(plain(words), width - 6);
  return below === '' ? [head] : [head, `      ${below}`];
}

/** Of many clauses some names, in one line. */
function namesOf(clauses: readonly ClauseRecord[], { c, width }: Paper): readonly string[] {
  if (clauses.length < MANY) return [];
  const room = Math.min(width, WIDE) - 18;
  let line = '';
  for (const [index, { id }] of clauses.entries()) {
    const next = index === 0 ? plain(id) : `${line}, ${plain(id)}`;
    if (index > 0 && next.length > room) return [c.dim(`      ${line} and ${clauses.length - index} more`)];
    line = next;
  }
  return [c.dim(`      ${line}`)];
}

function blockedLines(groups: readonly Group[], { c, width }: Paper): readonly string[] {
  if (groups.length === 0) return [];
  const n = groups.reduce((sum, { clauses }) => sum + clauses.length, 0);
  const by = groups.slice(0, MOST_GROUPS).map(({ words, clauses }) => `${plain(words)} (${clauses.length})`);
  const rest = groups.length - MOST_GROUPS;
  const text = `${count(n, 'clause')} blocked by these, and not to be judged before they hold: ${by.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return wrap(text, `  ${STATUS_WORDS.blocked.sign} `, width, '      ').map((line) => c.yellow(line));
}

function notRunLines(groups: readonly Group[], { c, width }: Paper): readonly string[] {
  return groups.flatMap(({ words, clauses }) =>
    wrap(
      `${count(clauses.length, 'clause')} not run: ${plain(words)}`,
      `  ${STATUS_WORDS.notRun.sign} `,
      width,
      '      ',
    ).map((line) => c.yellow(line)),
  );
}

function asideLines({ baseline }: RunRecord, { known, suspect }: Causes, { width }: Paper): readonly string[] {
  const lines = [
    ...(known.length === 0 ? [] : [`${count(known.length, 'known failure')}, in ${baseline?.file ?? 'the baseline'}`]),
    ...(suspect.length === 0
      ? []
      : [`${count(suspect.length, 'clause')} not counted: CPython's own loop fails there too (suspect)`]),
  ];
  return lines.flatMap((line) => wrap(plain(line), '    ', width, '      '));
}

/** What does not fit is left out; the whole stands further down. */
function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  return room < LEAST ? '' : `${text.slice(0, room - 1).trimEnd()}…`;
}
