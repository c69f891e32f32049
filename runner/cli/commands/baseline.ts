/** `loopcert baseline update`: writes what is known to fail, and asks why. */
import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { LEVELS, type Level } from '../../../spec';
import { askReasons } from '../../baseline/ask-reasons';
import { isPlaceholder, type Baseline, type BaselineEntry } from '../../baseline/baseline';
import { readDraft } from '../../baseline/baseline-file';
import { changes, type Changes } from '../../baseline/update';
import { writeBaseline } from '../../baseline/write-baseline';
import { loadConfig } from '../../config/load-config';
import { suggestion, UsageError } from '../../errors';
import { readRecords } from '../../results/files';
import type { RunRecord } from '../../results/record';

interface BaselineFlags {
  readonly baseline?: string;
  readonly config?: string;
  readonly reason?: string;
  readonly level: string;
}

export function registerBaseline(program: Command): void {
  const group = program
    .command('baseline')
    .description('known failures: what does not break a run, and why')
    .addHelpText('after', '\nExample:\n  $ loopcert baseline update out/my-loop.json --baseline known.yaml');
  group
    .command('update')
    .description('add the failures of records to a baseline, and drop what passes')
    .argument('<record...>', 'records that runs wrote with --out')
    .option('--baseline <file>', 'the baseline, YAML or .json; that of the configuration when left out')
    .option('--config <file>', 'the configuration')
    .option('--reason <text>', 'the reason of all that have none yet')
    .option('--level <level>', 'add failures of this level and those above it', 'must')
    .addHelpText(
      'after',
      `
Entries that are there keep their reasons and comments. On a terminal the reason of each new one is asked for;
elsewhere it is a placeholder, which \`loopcert run --baseline\` refuses until somebody puts a reason there.

Examples:
  $ loopcert baseline update out/my-loop.json --baseline known.yaml
  $ loopcert baseline update out/*.json --baseline known.yaml --reason 'no signals on this platform yet'
  $ loopcert run ./my-loop.ts --baseline known.yaml`,
    )
    .action(async (records: readonly string[], flags: BaselineFlags) => {
      await update(records, flags);
    });
}

async function update(paths: readonly string[], flags: BaselineFlags): Promise<void> {
  const file = flags.baseline ?? (await loadConfig(flags.config)).baseline;
  if (file === undefined) throw new UsageError('there is no baseline to update', 'name it with --baseline');
  if (flags.reason !== undefined && isPlaceholder(flags.reason))
    throw new UsageError(`"${flags.reason}" is no reason`, 'say in a sentence why the clauses fail');
  const records = readRecords(paths, (words) => process.stderr.write(`loopcert: ${words}\n`));
  const baseline: Baseline = existsSync(file) ? readDraft(file) : { failures: [] };
  const found = changes(baseline, records, levelOf(flags.level));
  const kept = baseline.failures.filter((entry) => !found.dropped.includes(entry));
  const nameless = [...kept, ...found.added].filter(({ reason }) => isPlaceholder(reason));
  const reasons = await reasonsFor(nameless, records, flags);
  const added = found.added.map((entry) => ({ ...entry, reason: reasons.get(entry) ?? entry.reason }));
  const filled = new Map([...reasons].filter(([entry]) => kept.includes(entry)));
  writeBaseline(file, baseline, { added, dropped: found.dropped, filled });
  process.stdout.write(summary(file, found, kept.length, nameless.length - reasons.size));
}

async function reasonsFor(
  entries: readonly BaselineEntry[],
  records: readonly RunRecord[],
  { reason }: BaselineFlags,
): Promise<ReadonlyMap<BaselineEntry, string>> {
  if (reason !== undefined) return new Map(entries.map((entry) => [entry, reason]));
  if (!process.stdin.isTTY || !process.stdout.isTTY) return new Map();
  return askReasons(entries, records, { input: process.stdin, output: process.stdout });
}

function levelOf(text: string): Level {
  const level = LEVELS.find((known) => known === text);
  if (level !== undefined) return level;
  throw new UsageError(`there is no level "${text}"`, suggestion(text, LEVELS, `there are ${LEVELS.join(', ')}`));
}

function summary(file: string, { added, dropped, expired }: Changes, kept: number, missing: number): string {
  const lines = [
    `${file}: ${added.length} added, ${dropped.length} dropped, ${kept} kept`,
    ...added.map(({ clause }) => `  + ${clause}`),
    ...dropped.map(({ clause }) => `  - ${clause}`),
    ...expired.map(({ clause, expires }) => `  expired on ${String(expires)} and still fails: ${clause}`),
    ...(missing === 0
      ? []
      : [`${missing} without a reason: write one in place of each TODO, or no run takes the file`]),
  ];
  return `${lines.join('\n')}\n`;
}
