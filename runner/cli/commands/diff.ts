/** `loopcert diff`: what a loop gained and lost between two records. */
import type { Command } from 'commander';
import { UsageError } from '../../errors';
import { readRecord } from '../../results/files';
import { EXIT } from '../../results/verdict';
import { diffMarkdown, diffText } from '../../diff/describe-diff';
import { diffRecords, isWorse } from '../../diff/diff';

interface DiffFlags {
  readonly markdown?: boolean;
  readonly json?: boolean;
}

export function registerDiff(program: Command): void {
  program
    .command('diff')
    .description('print what changed between two records: lost, gained, changed, new and removed clauses')
    .argument('<old>', 'a record')
    .argument('<new>', 'a later one')
    .option('--markdown', 'as Markdown, for a pull request')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Lost is a clause that passed and does not any more, also one that is skipped now; gained is the other way round.

Examples:
  $ loopcert diff main/my-loop.json out/my-loop.json
  $ loopcert diff main/my-loop.json out/my-loop.json --markdown >> "$GITHUB_STEP_SUMMARY"
  $ loopcert diff out/reference.json out/cpython.json         two loops; a warning says so

Exit code 1 when a must was lost, else 0.`,
    )
    .action((old: string, now: string, { markdown, json }: DiffFlags) => {
      if (markdown === true && json === true)
        throw new UsageError('--markdown and --json exclude each other', 'give one');
      const difference = diffRecords(readRecord(old), readRecord(now));
      const text =
        json === true
          ? `${JSON.stringify(difference, null, 2)}\n`
          : markdown === true
            ? diffMarkdown(difference)
            : diffText(difference);
      process.stdout.write(text);
      process.exitCode = isWorse(difference) ? EXIT.nonconformant : EXIT.conformant;
    });
}
