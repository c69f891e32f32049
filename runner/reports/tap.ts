/** TAP 13: one test point a test, with its clause and level, and the failure as YAML. */
import type { RunRecord, TestRecord } from '../results/record';
import { yaml } from '../yaml';
import { scopeWords, warnings } from './about';

export function tap(record: RunRecord): string {
  const lines = ['TAP version 13'];
  let number = 0;
  for (const clause of record.clauses) {
    for (const test of clause.tests) {
      number += 1;
      const ok = test.status === 'pass' || test.status === 'skip' ? 'ok' : 'not ok';
      const directive = test.status === 'skip' ? ` # SKIP ${oneLine(test.reason ?? '')}` : '';
      lines.push(`${ok} ${number} - ${clause.id} [${clause.level}] ${oneLine(test.title)}${directive}`);
      if (ok === 'not ok') lines.push(...diagnosis(test));
    }
  }
  lines.push(`1..${number}`, `# verdict ${record.verdict}: ${scopeWords(record)}`);
  lines.push(...warnings(record).map((warning) => `# warning ${oneLine(warning)}`));
  return `${lines.join('\n')}\n`;
}

/** How many test points the report has. */
export function countOf(record: RunRecord): number {
  return record.clauses.reduce((sum, clause) => sum + clause.tests.length, 0);
}

function diagnosis({ status, error, reason }: TestRecord): readonly string[] {
  const data = {
    status,
    message: error?.message ?? reason ?? '',
    ...(error?.expected === undefined ? {} : { expected: error.expected, actual: error.actual }),
    ...(error?.stack === undefined ? {} : { stack: error.stack }),
  };
  return [
    '  ---',
    ...yaml()
      .stringify(data)
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '  ...',
  ];
}

/** `#` begins a directive. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/#/g, '\\#');
}
