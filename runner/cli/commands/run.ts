/** `loopcert run`: certifies subjects, one after the other. */
import { Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { NEWEST_CONTRACT, OLDEST_CONTRACT } from '../../../spec';
import { withBaseline } from '../../baseline/compare';
import { UsageError } from '../../errors';
import { certifySubject, type CertifyOptions } from '../../execution/certify-subject';
import { askOracle, needsOracle } from '../../execution/oracle';
import { planRun } from '../../plan/selection';
import { killAllWorkers } from '../../execution/worker-process';
import { REPORTERS } from '../../reporters';
import { readRecord, removeDrafts, WriteError, writeRecord, writeWhole } from '../../results/files';
import type { RunRecord } from '../../results/record';
import { exitCodeOf } from '../../results/verdict';
import { slugOf, type SubjectSpec } from '../../subjects/subject-spec';
import { collect, count, names, natural, positive, seconds, shard } from '../shared/options';
import { wantsColor } from '../shared/color';
import { Progress } from '../shared/progress';
import { DEFAULT_BUDGET, runSettings, type RunFlags, type RunSettings } from '../shared/run-settings';

export function registerRun(program: Command): void {
  program
    .command('run')
    .description('certify subjects; those of the configuration, or the reference, when none is named')
    .argument('[subject...]', 'reference, selector, cpython, ./module.ts[#export], python:module:factory[?arg=x]')
    .option('--config <file>', 'the configuration; loopcert.config.ts, .js or .json when there is one here')
    .option('--profile <p,...>', 'only these profiles', names)
    .option('--level <level>', 'only this level and those above it: must, should, may')
    .option('--grep <text>', 'only tests with this text in clause or title')
    .option('--clause <glob>', 'only these clauses (repeatable)', collect)
    .option(
      '--python-version <version>',
      `project the clauses to this version of the contract, ${OLDEST_CONTRACT} to ${NEWEST_CONTRACT}`,
    )
    .option('--reporter <list>', `reports to make: ${Object.keys(REPORTERS).join(', ')}`, names)
    .option('--out <dir>', 'write a record a subject, and the other reports, to this folder')
    .option('--jobs <n>', 'workers at a time', count)
    .option('--shard <i/n>', 'run the i-th of n parts', shard)
    .option('--baseline <file>', 'known failures, which do not break the run; new ones do')
    .option('--durations <record>', 'split the parts by what an earlier run measured')
    .option('--retries <n>', 'run failed tests again; one that then passes is flaky', natural)
    .option('--repeat <n>', 'run every test so many times', count)
    .option('--bail <n>', 'stop when n tests have not passed; the rest counts as not run', count)
    .option('--seed <n>', 'the order of the tests', natural)
    .option(
      '--budget <s>',
      `seconds a subject may take once a must has failed; 0 for no limit, ${DEFAULT_BUDGET} when left out`,
      seconds,
    )
    .option('--timeout <s>', 'seconds until a test counts as hanging', positive)
    .option('--python <python>', 'interpreter: a path, a name, a version such as 3.12, a virtual environment')
    .option('--python-path <dir>', 'folder to import Python loops from (repeatable)', collect)
    .option('--oracle', "replay each failing clause on CPython's own loop; for Python loops this is done anyway")
    .option('--no-oracle', 'do not, even for Python loops')
    .addOption(new Option('--resume', 'finish the unfinished records in --out'))
    .addHelpText(
      'after',
      `
Examples:
  $ loopcert run reference cpython --out out
  $ loopcert run ./my-loop.ts#makeLoop --profile core,time --reporter terminal,junit --out out
  $ loopcert run python:asyncio:SelectorEventLoop --python 3.12
  $ loopcert run reference --clause 'callbacks.*' --seed 7
  $ loopcert run reference --shard 2/4 --out shards/2     one of four machines; see loopcert merge
  $ loopcert run ./my-loop.ts --baseline known.yaml       known failures set aside; see loopcert baseline
  $ loopcert run                                          what loopcert.config.ts says`,
    )
    .action(async (subjects: readonly string[], flags: RunFlags) => {
      process.exitCode = await run(await runSettings(subjects, flags));
    });
}

async function run(settings: RunSettings): Promise<number> {
  const { specs, selection } = settings;
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
  process.once('SIGHUP', interrupt);
  const records: RunRecord[] = [];
  for (const spec of specs) {
    if (abort.signal.aborted) break;
    records.push(await certifyOne(spec, settings, abort.signal));
  }
  if (abort.signal.aborted) process.stderr.write('loopcert: interrupted; the records say what is missing\n');
  return records.length < specs.length ? exitCodeOf([]) : exitCodeOf(records);
}

/** The first record says whether the folder can be written to; a later one that cannot be written is followed by more. */
function partialWriter(file: string): (record: RunRecord) => void {
  let written = false;
  return (record) => {
    try {
      writeRecord(file, record);
      written = true;
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      if (!written) throw new UsageError(error.message, 'name a folder that can be written to with --out');
    }
  };
}

async function certifyOne(spec: SubjectSpec, settings: RunSettings, signal: AbortSignal): Promise<RunRecord> {
  const { out, reporters } = settings;
  const file = out === undefined ? undefined : join(out, `${slugOf(spec)}.json`);
  if (file !== undefined) removeDrafts(file);
  const progress = new Progress(spec.text);
  const earlier = settings.resume && file !== undefined && existsSync(file) ? readRecord(file) : undefined;
  const options: CertifyOptions = {
    spec,
    selection: settings.selection,
    seed: earlier?.seed ?? settings.seed ?? Math.floor(Math.random() * 1e9),
    jobs: settings.jobs ?? Math.min(4, availableParallelism()),
    timeout: settings.timeout,
    budget: settings.budget,
    retries: settings.retries,
    repeat: settings.repeat,
    bail: settings.bail,
    contract: settings.pythonVersion,
    resume: earlier,
    onProgress: (done, total, failed) => progress.update(done, total, failed),
    ...(file === undefined ? {} : { onPartial: partialWriter(file) }),
    signal,
  };
  let record: RunRecord;
  try {
    record = await certifySubject(options);
  } finally {
    progress.stop();
  }
  // Written before the oracle is asked, which takes its time, and once more with what it said.
  if (file !== undefined) writeRecord(file, record);
  if ((settings.oracle ?? needsOracle(record)) && !signal.aborted) {
    record = await askOracle(record, options, (problem) => process.stderr.write(`loopcert: ${problem}\n`));
  }
  if (settings.baseline !== undefined) record = withBaseline(record, settings.baseline);
  if (file !== undefined) writeRecord(file, record);
  for (const name of reporters) {
    const reporter = REPORTERS[name];
    if (reporter === undefined) continue;
    if (reporter.toStdout === true || out === undefined)
      process.stdout.write(reporter.render(record, wantsColor(), process.stdout.columns));
    else if (name !== 'json')
      writeWhole(join(out, `${slugOf(spec)}.${reporter.extension}`), reporter.render(record, false));
  }
  return record;
}
