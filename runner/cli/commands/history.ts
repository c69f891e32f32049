/** `loopcert history`: what became of a loop over its versions. */
import type { Command } from 'commander';
import { historiesOf, historyText } from '../../reports/history';
import { plain } from '../../reports/words';
import { readRecords } from '../../results/files';

export function registerHistory(program: Command): void {
  program
    .command('history')
    .description('print how many clauses a loop keeps, version by version, and what each gained and lost')
    .argument('<record...>', 'records of one loop or several, in any order')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
The page of several records of one loop shows the same: loopcert report records/*.json --out report.html

Examples:
  $ loopcert history records/*.json
  $ loopcert history records/*.json --json`,
    )
    .action((paths: readonly string[], { json }: { readonly json?: boolean }) => {
      const records = readRecords(paths, (words) => process.stderr.write(`loopcert: ${words}\n`));
      process.stdout.write(json === true ? jsonOf(records) : plain(historyText(records)));
    });
}

function jsonOf(records: Parameters<typeof historiesOf>[0]): string {
  const histories = historiesOf(records).map(({ name, moments }) => ({
    name,
    moments: moments.map(({ record, ...rest }) => ({
      version: record.subject.version,
      startedAt: record.startedAt,
      contract: record.spec.contract,
      kit: record.kit.version,
      verdict: record.verdict,
      ...rest,
    })),
  }));
  return `${JSON.stringify(histories, null, 2)}\n`;
}
