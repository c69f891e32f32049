/** `loopcert run`: certifies subjects, one after the other. */
import { Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { compareVersions, NEWEST_CONTRACT, OLDEST_CONTRACT } from '../../../spec';
import { suggestion, UsageError } from '../../errors';
import { certifySubject, type CertifyOptions } from '../../execution/certify-subject';
import { askOracle } from '../../execution/oracle';
import { planRun, type Selection } from '../../execution/selection';
import { killAllWorkers } from '../../execution/worker-process';
import { REPORTERS } from '../../reports';
import { readRecord, writeRecord, writeWhole } from '../../results/files';
import type { RunRecord } from '../../results/record';
import { exitCodeOf } from '../../results/verdict';
import { parseSubject, slugOf, type SubjectSpec } from '../../subjects/subject-spec';
import { Progress } from '../progress';

interface RunFlags {
  readonly profile?: string;
  readonly level?: string;
  readonly grep?: string;
  readonly clause?: readonly string[];
  readonly reporter?: string;
  readonly out?: string;
  readonly jobs?: number;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly retries: number;
  readonly repeat: number;
  readonly seed?: number;
  readonly timeout?: number;
  readonly python?: string;
  readonly pythonPath?: readonly string[];
  readonly pythonVersion?: string;
  readonly resume?: boolean;
  readonly oracle?: boolean;
}

export function registerRun(program: Command): void {
  program
    .command('run')
    .description('certify subjects; the reference when none is named')
    .argument('[subject...]', 'reference, cpython, ./module.ts[#export], python:module:factory[?arg=x]')
    .option('--profile <p,...>', 'only these profiles')
    .option('--level <level>', 'only this level and those above it: must, should, may')
    .option('--grep <text>', 'only tests with this text in clause or title')
    .option('--clause <glob>', 'only these clauses (repeatable)', collect)
    .option(
      '--python-version <version>',
      `project the clauses to this version of the contract, ${OLDEST_CONTRACT} to ${NEWEST_CONTRACT}`,
    )
    .option('--reporter <list>', `reports to make: ${Object.keys(REPORTERS).join(', ')}`)
    .option('--out <dir>', 'write a record a subject, and the other reports, to this folder')
    .option('--jobs <n>', 'workers at a time', positive)
    .option('--shard <i/n>', 'run the i-th of n parts', shard)
    .option('--retries <n>', 'run failed tests again; one that then passes is flaky', natural, 0)
    .option('--repeat <n>', 'run every test so many times', positive, 1)
    .option('--seed <n>', 'the order of the tests', natural)
    .option('--timeout <s>', 'seconds until a test counts as hanging', positive)
    .option('--python <python>', 'interpreter: a path, a name, a version such as 3.12, a virtual environment')
    .option('--python-path <dir>', 'folder to import Python loops from (repeatable)', collect)
    .option('--oracle', "replay each failing clause on CPython's own loop")
    .addOption(new Option('--resume', 'finish the unfinished records in --out'))
    .addHelpText(
      'after',
      `
Examples:
  $ loopcert run reference cpython --out out
  $ loopcert run ./my-loop.ts#makeLoop --profile core,time --reporter terminal,junit --out out
  $ loopcert run python:asyncio:SelectorEventLoop --python 3.12
  $ loopcert run reference --clause 'callbacks.*' --seed 7`,
    )
    .action(async (subjects: readonly string[], flags: RunFlags) => {
      process.exitCode = await run(subjects.length === 0 ? ['reference'] : subjects, flags);
    });
}

async function run(subjects: readonly string[], flags: RunFlags): Promise<number> {
  const specs = subjects.map((text) => parseSubject(text, flags));
  const reporters = reportersOf(flags);
  const selection: Selection = {
    profiles: flags.profile?.split(',').map((name) => name.trim()),
    level: flags.level,
    clauses: flags.clause,
    grep: flags.grep,
    shard: flags.shard,
  };
  checkVersion(flags.pythonVersion);
  if (flags.resume === true && flags.out === undefined)
    throw new UsageError('--resume needs --out', 'name the folder with the unfinished record');
  const { tests } = planRun(selection);
  if (tests.length === 0) {
    process.stderr.write('loopcert: the selection leaves no test, so nothing was tested\n');
    return exitCodeOf([]);
  }
  const abort = new AbortController();
  const interrupt = (): void => {
    abort.abort();
    killAllWorkers();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const records: RunRecord[] = [];
  for (const spec of specs) {
    if (abort.signal.aborted) break;
    records.push(await certifyOne(spec, selection, flags, reporters, abort.signal));
  }
  if (abort.signal.aborted) process.stderr.write('loopcert: interrupted; the records say what is missing\n');
  return records.length < specs.length ? exitCodeOf([]) : exitCodeOf(records);
}

async function certifyOne(
  spec: SubjectSpec,
  selection: Selection,
  flags: RunFlags,
  reporters: readonly string[],
  signal: AbortSignal,
): Promise<RunRecord> {
  const file = flags.out === undefined ? undefined : join(flags.out, `${slugOf(spec)}.json`);
  const progress = new Progress(spec.text);
  const earlier = flags.resume === true && file !== undefined && existsSync(file) ? readRecord(file) : undefined;
  const options: CertifyOptions = {
    spec,
    selection,
    seed: earlier?.seed ?? flags.seed ?? Math.floor(Math.random() * 1e9),
    jobs: flags.jobs ?? Math.min(4, availableParallelism()),
    timeout: flags.timeout,
    retries: flags.retries,
    repeat: flags.repeat,
    contract: flags.pythonVersion,
    resume: earlier,
    onProgress: (done, total, failed) => progress.update(done, total, failed),
    ...(file === undefined ? {} : { onPartial: (partial: RunRecord) => writeRecord(file, partial) }),
    signal,
  };
  let record: RunRecord;
  try {
    record = await certifySubject(options);
  } finally {
    progress.stop();
  }
  if (flags.oracle === true) record = await askOracle(record, options);
  if (file !== undefined) writeRecord(file, record);
  for (const name of reporters) {
    const reporter = REPORTERS[name];
    if (reporter === undefined) continue;
    if (name === 'terminal' || flags.out === undefined)
      process.stdout.write(reporter.render(record, process.stdout.isTTY));
    else if (name !== 'json')
      writeWhole(join(flags.out, `${slugOf(spec)}.${reporter.extension}`), reporter.render(record, false));
  }
  return record;
}

function reportersOf({ reporter, out }: RunFlags): readonly string[] {
  if (reporter === undefined) return out === undefined ? ['terminal'] : ['terminal', 'tap', 'junit'];
  const names = reporter.split(',').map((name) => name.trim());
  for (const name of names) {
    if (name in REPORTERS) continue;
    const known = Object.keys(REPORTERS);
    throw new UsageError(`there is no reporter "${name}"`, suggestion(name, known, `there are ${known.join(', ')}`));
  }
  return names;
}

function checkVersion(version: string | undefined): void {
  if (version === undefined) return;
  const known = /^3\.\d+(\.\d+)?$/.test(version) && compareVersions(version, OLDEST_CONTRACT) >= 0;
  if (!known)
    throw new UsageError(
      `${version} is not a version of the contract`,
      `give ${OLDEST_CONTRACT} to ${NEWEST_CONTRACT}`,
    );
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function natural(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 0) throw new UsageError(`"${text}" is not a whole number`, 'give 0 or more');
  return n;
}

function positive(text: string): number {
  const n = Number(text);
  if (!Number.isFinite(n) || n <= 0) throw new UsageError(`"${text}" is not a positive number`, 'give 1 or more');
  return n;
}

function shard(text: string): { readonly index: number; readonly count: number } {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const [i, n] = [Number(index), Number(count)];
  if (index === undefined || i < 1 || i > n) throw new UsageError(`"${text}" is not a shard`, 'write i/n, e.g. 2/4');
  return { index: i, count: n };
}
