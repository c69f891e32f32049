/** `loopcert report`: other reports of records that runs have written. */
import type { Command } from 'commander';
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { suggestion, UsageError } from '../../errors';
import { REPORTERS, type Reporter } from '../../reporters';
import { readRecords, writeWhole } from '../../results/files';
import { wantsColor } from '../shared/color';

interface ReportFlags {
  readonly out?: string;
  readonly format?: string;
}

export function registerReport(program: Command): void {
  const formats = Object.entries(REPORTERS).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
  program
    .command('report')
    .description('make a report of one record or several: a page, a summary, a badge')
    .argument('<record...>', 'JSON records that `loopcert run --out` wrote')
    .option('--format <format>', 'what to make (default: what the extension of --out says, else html)')
    .option('--out <file>', 'where to write it (default: the standard output)')
    .addHelpText(
      'after',
      `
Formats:
${formats.join('\n')}

Examples:
  $ loopcert report out/*.json --out report.html
  $ loopcert report out/*.json --format markdown >> "$GITHUB_STEP_SUMMARY"
  $ loopcert report out/my-loop.json --out badge.svg`,
    )
    .action((files: readonly string[], flags: ReportFlags) => report(files, flags));
}

function report(files: readonly string[], { format, out }: ReportFlags): void {
  const name = format ?? formatOf(out);
  const reporter = Object.hasOwn(REPORTERS, name) ? REPORTERS[name] : undefined;
  if (reporter === undefined) {
    const known = Object.keys(REPORTERS);
    throw new UsageError(`there is no format "${name}"`, suggestion(name, known, `there are ${known.join(', ')}`));
  }
  if (name === 'html' && out === undefined && process.stdout.isTTY) {
    throw new UsageError('a page is not for reading in a terminal', 'name a file for it: --out report.html');
  }
  const text =
    out === undefined
      ? render(files, name, reporter, wantsColor(), process.stdout.columns)
      : render(files, name, reporter, false);
  if (out === undefined) process.stdout.write(text);
  else write(out, text);
}

function render(files: readonly string[], name: string, reporter: Reporter, color: boolean, width?: number): string {
  const folder = files.find((file) => statSync(file, { throwIfNoEntry: false })?.isDirectory());
  if (folder !== undefined) throw new UsageError(`${folder} is a folder`, `name the records in it: ${folder}/*.json`);
  const records = readRecords(files, (words) => process.stderr.write(`loopcert: ${words}\n`));
  const [only] = records;
  if (records.length === 1 && only !== undefined) return reporter.render(only, color, width);
  if (reporter.renderAll === undefined) {
    throw new UsageError(
      `the format ${name} is of one record, and ${records.length} were given`,
      'call it once a record',
    );
  }
  return reporter.renderAll(records, color, width);
}

function formatOf(out: string | undefined): string {
  if (out === undefined) return 'html';
  const found = Object.entries(REPORTERS)
    .filter(([, { extension }]) => out.toLowerCase().endsWith(`.${extension}`))
    .sort(([, a], [, b]) => b.extension.length - a.extension.length)[0];
  if (found !== undefined) return found[0];
  throw new UsageError(
    `"${extname(out)}" names no format`,
    `give --format, or a file that ends in ${['html', 'md', 'svg', 'tap', 'junit.xml'].map((e) => `.${e}`).join(', ')}`,
  );
}

function write(path: string, text: string): void {
  try {
    writeWhole(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`, 'name a file in a folder of yours');
  }
}
