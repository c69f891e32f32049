/** What a person reads in the terminal: bars by chapter, each failure with its clause, and the verdict last. */
import pc from 'picocolors';
import { CHAPTERS, findClause, LEVELS } from '../../spec';
import { describeBaseline } from '../baseline/describe';
import type { ClauseRecord, RunRecord, Status, TestRecord } from '../results/record';

type Colors = ReturnType<typeof pc.createColors>;
const WIDTH = 24;
const BAD: readonly Status[] = ['fail', 'hang', 'crash', 'flaky', 'notRun'];

export function terminal(record: RunRecord, color: boolean): string {
  const c = pc.createColors(color);
  const { subject, spec } = record;
  const title = subject.title === subject.name ? '' : ` (${subject.title})`;
  const lines = [
    '',
    `${c.bold(subject.name)}${title} ${subject.version}, ${subject.runtime}, contract ${spec.contract}`,
    '',
    ...bars(record, c),
    ...failures(record, c),
    '',
    ...summary(record, c),
  ];
  return `${lines.join('\n')}\n`;
}

function bars(record: RunRecord, c: Colors): readonly string[] {
  return CHAPTERS.flatMap(({ id }) => {
    const clauses = record.clauses.filter((clause) => clause.id.startsWith(`${id}.`));
    const ran = clauses.filter(({ status }) => status !== 'skip' && status !== 'untested');
    if (clauses.length === 0) return [];
    const passed = ran.filter(({ status }) => status === 'pass').length;
    const full = ran.length === 0 ? 0 : Math.floor((WIDTH * passed) / ran.length);
    const bar = c.green('█'.repeat(full)) + c.dim('░'.repeat(WIDTH - full));
    const rest = clauses.length - ran.length;
    const skipped = rest === 0 ? '' : c.dim(`, ${rest} not applicable`);
    return [`  ${id.padEnd(12)} ${bar} ${passed} of ${ran.length}${skipped}`];
  });
}

function failures(record: RunRecord, c: Colors): readonly string[] {
  const bad = record.clauses.filter(({ status }) => BAD.includes(status));
  return bad.flatMap((clause) => ['', ...describeClause(record, clause, c)]);
}

function describeClause(record: RunRecord, clause: ClauseRecord, c: Colors): readonly string[] {
  const mark = clause.level === 'must' ? c.red('✗') : c.yellow('!');
  const statement = findClause(clause.id)?.statement ?? '';
  return [
    `${mark} ${c.bold(clause.id)} [${clause.level}] ${clause.status}`,
    `  ${statement}`,
    ...clause.tests.filter(({ status }) => BAD.includes(status)).flatMap((test) => describeTest(test, c)),
    ...(clause.deviation === undefined
      ? []
      : [
          `  known: ${clause.deviation.reason}${clause.deviation.link === undefined ? '' : ` (${clause.deviation.link})`}`,
        ]),
    ...(clause.oracle === undefined
      ? []
      : [
          clause.oracle === 'suspect' ? "  suspect: CPython's own loop fails it too" : "  CPython's own loop passes it",
        ]),
    c.dim(`  loopcert run ${quote(record.subject.name)} --clause ${clause.id}`),
  ];
}

function describeTest(test: TestRecord, c: Colors): readonly string[] {
  const { error } = test;
  const first = error?.stack?.split('\n')[0];
  return [
    `    ${test.title}: ${test.status}${test.attempts === undefined ? '' : ` (${test.attempts.join(', ')})`}`,
    ...(error === undefined ? [] : [`      ${error.name}: ${error.message.split('\n').join('\n      ')}`]),
    ...(error?.expected === undefined
      ? []
      : [`      expected ${error.expected}`, `      actual   ${error.actual ?? ''}`]),
    ...(first === undefined ? [] : [c.dim(`      ${first}`)]),
    ...(error?.stderr === undefined
      ? []
      : [c.dim(`      stderr: ${error.stderr.trim().split('\n').slice(-3).join('\n              ')}`)]),
    ...(test.reason === undefined ? [] : [`      ${test.reason}`]),
  ];
}

function summary(record: RunRecord, c: Colors): readonly string[] {
  const counts = LEVELS.map((level) => {
    const tally = record.summary[level];
    const parts = Object.entries(tally).filter(([, n]) => n > 0);
    return `  ${level.padEnd(6)} ${parts.map(([status, n]) => `${n} ${status}`).join(', ') || 'none'}`;
  });
  const tests = record.clauses.flatMap((clause) => clause.tests).filter(({ status }) => status !== 'skip');
  const seconds = (record.durationMs / 1000).toFixed(1);
  const color = record.verdict === 'conformant' ? c.green : record.verdict === 'nonconformant' ? c.red : c.yellow;
  const lacking = record.profiles.filter(({ claimed }) => !claimed).map(({ id }) => id);
  const partial = Object.keys(record.selection).length > 0 ? ' (of a selection of clauses)' : '';
  return [
    ...counts,
    `  ${tests.length} tests, ${record.assertions} assertions, ${record.canaries.caught} of ${record.canaries.run} canaries caught, seed ${record.seed}, ${seconds} s`,
    ...(lacking.length === 0 ? [] : [`  not claimed: ${lacking.join(', ')}`]),
    ...describeBaseline(record).map((line) => `  ${line}`),
    `${c.bold(color(record.verdict))}${partial}${record.reason === undefined ? '' : `: ${record.reason}`}`,
  ];
}

function quote(text: string): string {
  return /^[\w./:#=-]+$/.test(text) ? text : `'${text}'`;
}
