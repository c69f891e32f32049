/** Asks a person for the reasons that are missing. An empty answer leaves the placeholder. */
import { createInterface } from 'node:readline/promises';
import { findClause } from '../../spec';
import type { RunRecord } from '../results/record';
import { isPlaceholder, type BaselineEntry } from './baseline';

export interface Console {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

export async function askReasons(
  entries: readonly BaselineEntry[],
  records: readonly RunRecord[],
  { input, output }: Console,
): Promise<ReadonlyMap<BaselineEntry, string>> {
  const lines = createInterface({ input, output, terminal: false });
  const answers = lines[Symbol.asyncIterator]();
  const reasons = new Map<BaselineEntry, string>();
  try {
    for (const entry of entries) {
      const statement = findClause(entry.clause)?.statement ?? '';
      output.write(`\n${entry.clause}\n  ${statement}\n${errorOf(entry, records)}Why does it fail? `);
      const answer: IteratorResult<string, unknown> = await answers.next();
      if (answer.done === true) break;
      if (!isPlaceholder(answer.value)) reasons.set(entry, answer.value.trim());
    }
    return reasons;
  } finally {
    lines.close();
  }
}

function errorOf({ clause }: BaselineEntry, records: readonly RunRecord[]): string {
  const tests = records.flatMap(({ clauses }) => clauses.filter(({ id }) => id === clause)).flatMap((c) => c.tests);
  const error = tests.find((test) => test.error !== undefined)?.error;
  return error === undefined ? '' : `  ${error.name}: ${error.message.split('\n')[0] ?? ''}\n`;
}
