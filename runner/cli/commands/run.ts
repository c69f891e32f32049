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
import { AGAIN } from '../shared/last-failed';
import { ensureWritable, slugsOf } from '../shared/outputs';
import { Progress } from '../shared/progress';
import { foldersOf, nextChange } from '../shared/watch';
import { DEFAULT_BUDGET, runSettings, type RunFlags, type RunSettings } from '../shared/run-settings';

/** Seconds: a debugger waits. */
const FOR_A_PERSON = 86_400;

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
      `seconds a subject may take once a must has failed; 0 for no limit, ${DEFAULT_BUDGET} for each --repeat when left out`,
      seconds,
    )
    .option('--timeout <s>', 'seconds until a test counts as hanging', positive)
    .option('--python <python>', 'interpreter: a path, a name, a version such as 3.12, a virtual environment')
    .option('--python-path <dir>', 'folder to import Python loops from (repeatable)', collect)
    .option('--oracle', "replay each failing clause on CPython's own loop; for Python loops this is done anyway")
    .option('--no-oracle', 'do not, even for Python loops')
    .option('--list', 'print the tests that would run, and run none')
    .option('--last-failed', 'only the clauses that did not pass in the last record in --out')
    .option('--from <record>', 'only the clauses that did not pass in this record')
    .option('--watch', 'run again whenever a file beside the module, or in a --python-path, changes')
    .option('--inspect-brk [port]', 'one test, in one process, which waits for a debugger and stops before the test')
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
  $ loopcert run ./my-loop.ts --out out --last-failed     what did not pass the last time
  $ loopcert run ./my-loop.ts --profile core --watch --reporter line
  $ loopcert run                                          what loopcert.config.ts says`,
    )
    .action(async (subjects: readonly string[], flags: RunFlags) => {
      const settings = await runSettings(subjects, flags);
      if (flags.list === true) list(settings);
      else process.exitCode = await run(settings);
    });
}

/** With all of the selections of the run; which of them apply, only the subject knows. */
function list({ selection }: RunSettings): void {
  for (const { test } of planRun(selection).tests) process.stdout.write(`${test.clause}: ${test.title}\n`);
}

async function run(settings: RunSettings): Promise<number> {
  const { specs, selection, out, inspect } = settings;
  const { tests } = planRun(selection);
  if (tests.length === 0) {
    process.stderr.write('loopcert: the selection leaves no test, so nothing was tested\n');
    return exitCodeOf([]);
  }
  if (inspect !== undefined && (tests.length > 1 || specs.length > 1))
    throw new UsageError(
      `--inspect-brk is of one test on one subject, and ${tests.length > 1 ? `${tests.length} tests` : `${specs.length} subjects`} were selected`,
      'name the test with --clause and --grep; --list shows what they select',
    );
  if (out !== undefined) ensureWritable(out);
  const folders = settings.watch ? foldersOf(specs) : [];
  const abort = new AbortController();
  const interrupt = (): void => {
    abort.abort();
    killAllWorkers();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  process.once('SIGHUP', interrupt);
  // From before the run: what is saved while it goes on is a change as well.
  const watching = (): Promise<string | undefined> => nextChange(folders, out, abort.signal);
  let change = settings.watch ? watching() : undefined;
  let code = await runAll(settings, abort.signal);
  while (change !== undefined && !abort.signal.aborted) {
    process.stderr.write(`loopcert: waiting for a change in ${folders.join(', ')}; Ctrl-C ends\n`);
    const file = await change;
    if (file === undefined) break;
    process.stderr.write(`loopcert: ${file} changed\n`);
    change = watching();
    code = await runAll(settings, abort.signal);
  }
  return code;
}

async function runAll(settings: RunSettings, signal: AbortSignal): Promise<number> {
  const { specs } = settings;
  const slugs = slugsOf(specs);
  const records: RunRecord[] = [];
  for (const [index, spec] of specs.entries()) {
    if (signal.aborted) break;
    try {
      records.push(await certifyOne(spec, slugs[index] ?? slugOf(spec), settings, signal));
    } catch (error) {
      // What was saved may not even load; the next change may mend it.
      if (!settings.watch || !(error instanceof UsageError)) throw error;
      process.stderr.write(`loopcert: ${error.message}\n`);
    }
  }
  if (signal.aborted) process.stderr.write('loopcert: interrupted; the records say what is missing\n');
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

async function certifyOne(
  spec: SubjectSpec,
  name: string,
  settings: RunSettings,
  signal: AbortSignal,
): Promise<RunRecord> {
  const { out, reporters, inspect } = settings;
  const slug = settings.again ? name + AGAIN.replace(/\.json$/, '') : name;
  const file = out === undefined ? undefined : join(out, `${slug}.json`);
  if (file !== undefined) removeDrafts(file);
  const progress = new Progress(spec.text);
  if (inspect !== undefined)
    process.stderr.write(
      `loopcert: the test waits for a debugger at 127.0.0.1:${inspect}: chrome://inspect, or node inspect\n`,
    );
  const earlier = settings.resume && file !== undefined && existsSync(file) ? readRecord(file) : undefined;
  const options: CertifyOptions = {
    spec,
    selection: settings.selection,
    seed: earlier?.seed ?? settings.seed ?? Math.floor(Math.random() * 1e9),
    jobs: settings.jobs ?? Math.min(4, availableParallelism()),
    timeout: inspect === undefined ? settings.timeout : FOR_A_PERSON,
    budget: settings.budget,
    retries: settings.retries,
    repeat: settings.repeat,
    bail: settings.bail,
    contract: settings.pythonVersion,
    resume: earlier,
    onProgress: (done, total, failed) => progress.update(done, total, failed),
    onFailed: (clause, test) => progress.failed(clause, test),
    ...(inspect === undefined ? {} : { inspect, unconfirmed: true }),
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
    else if (name !== 'json') writeWhole(join(out, `${slug}.${reporter.extension}`), reporter.render(record, false));
  }
  return record;
}
