/**
 * Makes the records in `records/` that causes.test.ts is about, of whole ones: what failed of them, and nothing of the machine.
 * `node dist/test/reports/keep-records.js uvloop=out/python-uvloop-new_event_loop.json ...`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../../runner/results/files';
import type { ClauseRecord, Failure, RunRecord, TestRecord } from '../../runner/results/record';

const FOLDER = join(__dirname, '..', '..', '..', 'test', 'reports', 'records');
const MOST = 400;

/** Without the folders of a machine, and no longer than a screen shows. */
function scrubbed(text: string | undefined): string | undefined {
  return text
    ?.replace(/(?:\/[\w.+-]+)+\/(?=(?:dist|site-packages|lib\/python[\d.]+|bin)\/)/g, '')
    .replace(/\/(?:root|home|tmp)\/[\w./+-]*/g, 'path')
    .slice(0, MOST);
}

function keptFailure({ name, message, expected, actual, stack, traceback }: Failure): Failure {
  const frames = stack?.split('\n') ?? [];
  const frame = scrubbed(frames.find((line) => line.includes('.suite.')) ?? frames[0]);
  return {
    name,
    message: scrubbed(message) ?? '',
    ...(expected === undefined ? {} : { expected: scrubbed(expected) ?? '', actual: scrubbed(actual) ?? '' }),
    ...(frame === undefined ? {} : { stack: frame }),
    ...(traceback === undefined ? {} : { traceback: scrubbed(traceback) ?? '' }),
  };
}

function keptTest({ title, status, assertions, error, blockedBy, reason }: TestRecord): TestRecord {
  return {
    title,
    status,
    durationMs: 0,
    assertions,
    ...(blockedBy === undefined ? {} : { blockedBy }),
    ...(reason === undefined ? {} : { reason: scrubbed(reason) ?? '' }),
    ...(error === undefined ? {} : { error: keptFailure(error) }),
  };
}

function keptClause(clause: ClauseRecord): ClauseRecord {
  // What a blocked clause met is nothing that a report tells.
  const told = clause.status === 'blocked' ? [] : clause.tests;
  const tests = told.filter(({ status }) => status !== 'pass' && status !== 'skip').map(keptTest);
  return { ...clause, ...(clause.reason === undefined ? {} : { reason: scrubbed(clause.reason) ?? '' }), tests };
}

function kept(record: RunRecord): RunRecord {
  const { flags: _, ...subject } = record.subject;
  const bad = record.clauses.filter(({ status }) => !['pass', 'skip', 'untested'].includes(status));
  return { ...record, subject, clauses: bad.map(keptClause) };
}

for (const argument of process.argv.slice(2)) {
  const [name = '', file = ''] = argument.split('=');
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(kept(readRecord(file)))}\n`);
}
