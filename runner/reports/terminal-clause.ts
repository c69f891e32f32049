/** A clause that does not pass, as the terminal shows it: what it says, what was seen, why that may be known. */
import type pc from 'picocolors';
import { findClause } from '../../spec';
import { testId } from '../../suites';
import type { ClauseRecord, Failure, RunRecord, TestRecord } from '../results/record';
import { failedLine, testSource } from '../plan/test-sources';
import { comparisonOf } from './comparison';
import { subjectFrame } from './frames';
import { aloneWords, attemptWords, isBad, knownFailure, plain, reproduceCommand, STATUS_WORDS } from './words';
import { atMost, wrap } from './wrap';

export interface Paper {
  readonly c: ReturnType<typeof pc.createColors>;
  readonly width: number;
}

/** Of a message, of each value, of what came on standard error. */
const MOST_LINES = 12;
/** Of a traceback of Python's; each is two lines. */
const FRAMES = 3;

export function describeClause(record: RunRecord, clause: ClauseRecord, paper: Paper): readonly string[] {
  const { c, width } = paper;
  const { sign, word } = STATUS_WORDS[clause.status];
  const mark = clause.level === 'must' ? c.red(sign) : c.yellow(sign);
  const { deviation } = clause;
  const known = knownFailure(record, clause.id);
  const note = (label: string, reason: string, link?: string): readonly string[] =>
    wrap(`${label}: ${plain(reason)}${link === undefined ? '' : ` (${plain(link)})`}`, '  ', width, '    ');
  return [
    ...(clause.id.length + clause.level.length + word.length + 6 <= width
      ? [`${mark} ${c.bold(plain(clause.id))} [${clause.level}] ${word}`]
      : [`${mark} ${c.bold(plain(clause.id))}`, `  [${clause.level}] ${word}`]),
    ...wrap(findClause(clause.id)?.statement ?? 'unknown to this version of the kit', '  ', width),
    ...clause.tests.filter(({ status }) => isBad(status)).flatMap((test) => describeTest(clause, test, paper)),
    ...(deviation === undefined ? [] : note('known deviation', deviation.reason, deviation.link)),
    ...(known === undefined ? [] : note('known failure', known.reason, known.link)),
    ...(clause.oracle === undefined
      ? []
      : [
          clause.oracle === 'suspect'
            ? "  suspect: CPython's own loop fails it too, so it does not count"
            : "  CPython's own loop passes it",
        ]),
    // In one line, to be copied.
    c.dim(`  ${plain(reproduceCommand(record, clause.id))}`),
  ];
}

function describeTest(clause: ClauseRecord, test: TestRecord, { c, width }: Paper): readonly string[] {
  const { error } = test;
  const ended = `${STATUS_WORDS[test.status].word}${attemptWords(test)}${aloneWords(test)}`;
  const inside = '      ';
  return [
    ...wrap(`${plain(test.title)}: ${ended}`, '    ', width, inside),
    ...(error === undefined ? [] : describeError(error, inside, width)),
    ...(test.reason === undefined ? [] : wrap(plain(test.reason), inside, width)),
    ...[
      ...subjectFrame(error?.stack).flatMap((frame) => wrap(frame, inside, width)),
      ...testPlaces(clause, test, width),
    ].map((line) => c.dim(line)),
    ...[...inPython(error?.traceback), ...atMost(lines(error?.stacks), 3 * MOST_LINES, inside)].map((line) =>
      c.dim(`${inside}${line}`),
    ),
    ...(error?.stderr === undefined ? [] : stderr(error.stderr, inside, width).map((line) => c.dim(line))),
  ];
}

function describeError(error: Failure, indent: string, width: number): readonly string[] {
  const { words, expected, actual } = comparisonOf(error);
  const value = (label: string, text: string | undefined): readonly string[] =>
    text === undefined
      ? []
      : atMost(wrap(`${label}${plain(text)}`, indent, width, `${indent}         `), MOST_LINES, `${indent}         `);
  const before = words === '' && expected !== undefined ? [] : said(error.name, words, indent, width);
  return [...before, ...value('expected ', expected), ...value('actual   ', actual)];
}

function said(name: string, message: string, indent: string, width: number): readonly string[] {
  const text = message === '' ? plain(name) : `${plain(name)}: ${plain(message)}`;
  return atMost(wrap(text, indent, width, `${indent}  `), MOST_LINES, `${indent}  `);
}

/** A line of source is not wrapped: it would be another. */
function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1).trimEnd()}…`;
}

/** The line that failed, with its text; where no frame tells it, the line where the test begins. */
function testPlaces(clause: ClauseRecord, { title, error }: TestRecord, width: number): readonly string[] {
  const id = testId({ clause: clause.id, title });
  const failed = failedLine(id, error?.stack);
  const place = failed ?? testSource(id);
  if (place === undefined) return [];
  const text = failed?.text;
  return [
    ...wrap(`test at ${place.file}:${place.line}`, '      ', width),
    ...(text === undefined ? [] : [cut(`          ${plain(text)}`, width)]),
  ];
}

function lines(text: string | undefined): readonly string[] {
  return text === undefined ? [] : plain(text).split('\n');
}

/** The innermost frames of a traceback: what raised the error is among them. */
function inPython(traceback: string | undefined): readonly string[] {
  return lines(traceback).slice(-2 * FRAMES);
}

function stderr(text: string, indent: string, width: number): readonly string[] {
  const last = plain(text).trim().split('\n').slice(-3).join('\n');
  return wrap(`stderr: ${last}`, indent, width, `${indent}        `);
}
