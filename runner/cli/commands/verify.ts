/** `loopcert verify`: whether a record that somebody published is what a run wrote. */
import type { Command } from 'commander';
import { UsageError } from '../../errors';
import { killAllWorkers } from '../../execution/worker-process';
import { readRecord } from '../../results/files';
import { EXIT } from '../../results/verdict';
import { rerun } from '../../verify/rerun';
import { verifyRecord, type Check } from '../../verify/verify';
import { count, natural } from '../shared/options';

interface VerifyFlags {
  readonly rerun?: number;
  readonly seed?: number;
}

export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description('check a record: its digest, kit, clauses, profiles, canaries and verdict')
    .argument('<record...>', 'JSON records that `loopcert run --out` wrote')
    .option('--rerun <n>', 'run n clauses of it again, drawn at random, and compare', count)
    .option('--seed <n>', 'of the draw; a random one when left out', natural)
    .addHelpText(
      'after',
      `
What is checked without a run: that the digest is that of the content, that this kit with these clauses wrote it, that it
has every clause and test of its selection and no other, that the figures, the profiles judged and the verdict follow from
the clauses, and that each canary was caught. A digest is no signature: whoever can write a record can write its digest.
--rerun needs the loop, where the record says that it was.

Examples:
  $ loopcert verify out/my-loop.json
  $ loopcert verify published.json --rerun 30

Exit codes: 0 everything holds, 1 something does not, 2 wrong usage.`,
    )
    .action(async (paths: readonly string[], flags: VerifyFlags) => {
      const abort = new AbortController();
      process.once('SIGINT', () => {
        abort.abort();
        killAllWorkers();
      });
      let code: number = EXIT.conformant;
      for (const path of paths) {
        if (!(await verifyOne(path, flags, abort.signal))) code = EXIT.nonconformant;
      }
      process.exitCode = code;
    });
}

async function verifyOne(path: string, flags: VerifyFlags, signal: AbortSignal): Promise<boolean> {
  const record = readRecord(path);
  const checks = [...verifyRecord(record)];
  process.stdout.write(`${path}: ${record.subject.title} ${record.subject.version} on ${record.subject.runtime}\n`);
  for (const check of checks) say(check);
  if (flags.rerun !== undefined) {
    if (flags.rerun === 0) throw new UsageError('--rerun 0 runs nothing again', 'give a number such as 30');
    const { check, differences } = await rerun(record, flags.rerun, flags.seed ?? randomSeed(), signal);
    say(check);
    for (const difference of differences) process.stdout.write(`      ${difference}\n`);
    checks.push(check);
  }
  return checks.every(({ holds }) => holds);
}

function randomSeed(): number {
  return Math.floor(Math.random() * 1e9);
}

function say({ what, holds, detail }: Check): void {
  process.stdout.write(`  ${holds ? '✓' : '✗'} ${what.padEnd(8)} ${detail}\n`);
}
