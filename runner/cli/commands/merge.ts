/** `loopcert merge`: one record of all shards. */
import type { Command } from 'commander';
import { readBaseline } from '../../baseline/baseline-file';
import { withBaseline } from '../../baseline/compare';
import { UsageError } from '../../errors';
import { wantsColor } from '../shared/color';
import { terminal } from '../../reports/terminal';
import { readRecord, writeRecord } from '../../results/files';
import { exitCodeOf } from '../../results/verdict';
import { attributeAnew } from '../../attribution/attribute-record';
import { mergeShards } from '../../results/merge';

interface MergeFlags {
  readonly out?: string;
  readonly baseline?: string;
}

export function registerMerge(program: Command): void {
  program
    .command('merge')
    .description('join the records of all shards of a run into the record of the whole')
    .argument('<record...>', 'the records that `loopcert run --shard i/n --out dir` wrote, of one subject')
    .option('--out <file>', 'where to write the record (required)')
    .option('--baseline <file>', 'hold the whole against known failures')
    .addHelpText(
      'after',
      `
Refused: a shard that is missing or there twice, clauses in none or in two of them, and different subjects, versions,
runtimes, platforms, contracts or selections.

Examples:
  $ loopcert run ./my-loop.ts --shard 1/2 --out shards/1      on one machine
  $ loopcert run ./my-loop.ts --shard 2/2 --out shards/2      on another
  $ loopcert merge shards/*/my-loop.json --out out/my-loop.json
  $ loopcert merge shards/*/my-loop.json --out out/my-loop.json --baseline known.yaml

Exit codes: those of the run in one piece.`,
    )
    .action(async (paths: readonly string[], { out, baseline }: MergeFlags) => {
      if (out === undefined) throw new UsageError('merge needs --out', 'name the file for the merged record');
      const known = baseline === undefined ? undefined : { ...readBaseline(baseline), file: baseline };
      const shards = paths.map((path) => {
        const { baseline: section, ...record } = readRecord(path);
        // A baseline given here takes the place of those that the shards were held against.
        const kept = known === undefined && section !== undefined ? { baseline: section } : {};
        return { path, record: { ...record, ...kept } };
      });
      const merged = await attributeAnew(mergeShards(shards));
      const record = known === undefined ? merged : withBaseline(merged, known);
      writeRecord(out, record);
      process.stdout.write(terminal(record, wantsColor()));
      process.exitCode = exitCodeOf([record]);
    });
}
