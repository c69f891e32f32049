/**
 * JUnit XML as Jenkins' schema and the readers of other servers take it: a suite a subject, a class a chapter. What does not
 * break a run is no failure of the build: should and may clauses that fail, and known failures, are skipped with their words.
 */
import type { ClauseRecord, RunRecord, TestRecord } from '../results/record';
import { isSuspect } from '../results/verdict';
import { scopeWords, warnings } from './about';
import { withoutKit } from './frames';
import { isBad, knownFailure, plain, reproduceCommand, STATUS_WORDS, verdictWords } from './words';

type Kind = 'pass' | 'failure' | 'error' | 'skipped';

export function junit(record: RunRecord): string {
  const { subject } = record;
  const cases = record.clauses.flatMap((clause) =>
    clause.tests.map((test) => ({ clause, test, ...ended(record, clause, test) })),
  );
  const of = (kind: Kind): number => cases.filter((one) => one.kind === kind).length;
  const counts = attributes({
    tests: cases.length,
    failures: of('failure'),
    errors: of('error'),
    time: seconds(record.durationMs),
  });
  const name = attributes({ name: `${subject.name} ${subject.version}` });
  const facts = {
    verdict: verdictWords(record),
    scope: scopeWords(record),
    runtime: subject.runtime,
    contract: record.spec.contract,
    kit: `${record.kit.name} ${record.kit.version}`,
    seed: record.seed,
    ...(record.reason === undefined ? {} : { reason: record.reason }),
  };
  const notes = warnings(record)
    .map((warning) => `warning: ${warning}`)
    .join('\n');
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite ${name} ${counts} skipped="${of('skipped')}" timestamp=${quoted(record.startedAt.slice(0, 19))}>`,
    '    <properties>',
    ...Object.entries(facts).map(([key, value]) => `      <property ${attributes({ name: key, value })}/>`),
    '    </properties>',
    ...cases.flatMap(({ clause, test, kind, words }) => testcase(record, clause, test, kind, words)),
    ...(notes === '' ? [] : [`    <system-out>${escape(notes)}</system-out>`]),
    '  </testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

/** How a build is to take it, and why where that is not plain. */
function ended(
  record: RunRecord,
  clause: ClauseRecord,
  test: TestRecord,
): { readonly kind: Kind; readonly words: string } {
  const { status, reason = '' } = test;
  if (status === 'pass') return { kind: 'pass', words: '' };
  if (status === 'skip' || status === 'untested') return { kind: 'skipped', words: reason };
  if (!isBad(status)) return { kind: 'skipped', words: reason };
  const what = `${STATUS_WORDS[status].word}: ${summaryOf(test)}`;
  const known = knownFailure(record, clause.id) ?? (clause.blockedBy && knownFailure(record, clause.blockedBy));
  if (known) return { kind: 'skipped', words: `known failure: ${known.reason}; ${what}` };
  if (clause.level !== 'must') return { kind: 'skipped', words: `${clause.level}, which breaks no run; ${what}` };
  if (isSuspect(clause)) return { kind: 'skipped', words: `suspect: CPython's own loop fails it too; ${what}` };
  return { kind: status === 'crash' || status === 'notRun' ? 'error' : 'failure', words: summaryOf(test) };
}

function testcase(
  record: RunRecord,
  clause: ClauseRecord,
  test: TestRecord,
  kind: Kind,
  words: string,
): readonly string[] {
  const head = attributes({
    classname: `loopcert.${clause.id.split('.')[0] ?? ''}`,
    name: `${clause.id} [${clause.level}] ${test.title}`,
    time: seconds(test.durationMs),
  });
  if (kind === 'pass') return [`    <testcase ${head}/>`];
  const message = attributes({ message: words });
  const inner =
    kind === 'skipped'
      ? `<skipped ${message}/>`
      : `<${kind} ${message} ${attributes({ type: test.error?.name ?? STATUS_WORDS[test.status].word })}>${escape(details(record, clause, test))}</${kind}>`;
  return [`    <testcase ${head}>`, `      ${inner}`, '    </testcase>'];
}

function summaryOf({ error, reason, status, blockedBy }: TestRecord): string {
  if (blockedBy !== undefined) return `blocked by ${blockedBy}`;
  if (error === undefined) return reason ?? STATUS_WORDS[status].word;
  return error.message === '' ? error.name : `${error.name}: ${error.message}`;
}

function details(record: RunRecord, clause: ClauseRecord, test: TestRecord): string {
  const { error } = test;
  const values = error?.expected === undefined ? [] : [`expected ${error.expected}`, `actual   ${error.actual ?? ''}`];
  const parts = [summaryOf(test), ...values, withoutKit(error?.stack), error?.traceback, error?.stacks, error?.stderr];
  return [...parts.filter((part) => part !== undefined && part !== ''), reproduceCommand(record, clause.id)].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(facts: Readonly<Record<string, string | number>>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}=${quoted(String(value))}`)
    .join(' ');
}

function quoted(text: string): string {
  return `"${escape(text).replaceAll('\n', '&#10;')}"`;
}

/** What XML has no place for is spelled out, and half a pair of surrogates replaced. */
function escape(text: string): string {
  const whole = Buffer.from(plain(text)).toString();
  return whole.replace(/[&<>"\ufffe\uffff]/g, (character) =>
    character > '\u00ff' ? '\ufffd' : `&#${character.charCodeAt(0)};`,
  );
}
