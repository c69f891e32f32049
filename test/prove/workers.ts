/** Runs trials in child processes under a watchdog: a mutant may hang, crash or exit. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { bareEnvironment } from '../child-environment';
import type { Candidate, TrialReport, TrialRequest } from './trial';

export interface TrialOutcome {
  /** The test that fails on the mutant, and passes without it. */
  readonly killer?: Candidate;
  /** Whether that test waited in vain. */
  readonly vain?: boolean;
  /** The test that hung or ended the process, on the mutant. */
  readonly lost?: Candidate;
  /** The test that did not pass on the sound reference. */
  readonly unsound?: Candidate;
}

/** Milliseconds for loading the tests and the reference, which takes a few hundred. */
const LOADING = 20_000;
/** Megabytes: a mutant that eats memory without end is to end soon. */
const HEAP = 512;

/** Trials that one child serves: what nobody notices must not add up. */
const TRIALS = 100;

interface Idle {
  readonly child: ChildProcess;
  readonly served: number;
}
const idle: Idle[] = [];

/** One that is in an endless loop does not notice that its parent is gone. */
const children = new Set<ChildProcess>();

function startChild(): ChildProcess {
  if (children.size === 0) endAllInTheEnd();
  const child = fork(join(__dirname, 'trial.js'), [], {
    execArgv: ['--expose-gc', `--max-old-space-size=${HEAP}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: bareEnvironment(),
    // A group of its own, which ends with it: what tests have started, and signals to everybody.
    detached: true,
  });
  children.add(child);
  return child;
}

function end(child: ChildProcess): void {
  children.delete(child);
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

let promised = false;

function endAllInTheEnd(): void {
  if (promised) return;
  promised = true;
  process.once('exit', () => {
    for (const child of children) end(child);
  });
  // Their own group does not get what the terminal sends to ours.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

/** Milliseconds beyond its patience after which a test counts as hanging: it gives the loop no turn in which to be given up. */
const GRACE = 2000;

export interface TrialOptions {
  /** In a child that has served no other mutant. */
  readonly fresh: boolean;
  /** How many times the usual a test may take until it counts as hanging. */
  readonly slack: number;
}

export function runTrial(request: TrialRequest, { fresh, slack }: TrialOptions): Promise<TrialOutcome> {
  return new Promise((resolve) => {
    const { child, served } = (fresh ? undefined : idle.pop()) ?? { child: startChild(), served: 0 };
    let outcome: TrialOutcome = {};
    // Who cannot be loaded hangs or ends the process before the first test.
    let lost: TrialOutcome = { ...(request.tests[0] !== undefined && { lost: request.tests[0] }) };
    let timer: NodeJS.Timeout | undefined;
    const settle = (spent: boolean): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      if (spent || outcome.unsound !== undefined || served + 1 >= TRIALS) end(child);
      else idle.push({ child, served: served + 1 });
      resolve(outcome);
    };
    const lose = (): void => {
      outcome = { ...lost, ...outcome };
      settle(true);
    };
    const watch = (milliseconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(lose, milliseconds);
    };
    child.on('message', (report: TrialReport) => {
      if (report.kind === 'done') {
        settle(report.spent);
        return;
      }
      const test = request.tests[report.index];
      if (test === undefined) throw new Error(`no such test: ${report.index}`);
      if (report.kind === 'start') {
        lost = report.sound ? { unsound: test } : { lost: test };
        watch(slack * (report.patience + GRACE));
      } else if (report.kind === 'killed') outcome = { killer: test, vain: report.vain };
      else outcome = { unsound: test };
    });
    child.on('exit', lose);
    watch(slack * LOADING);
    child.send(request);
  });
}

/** Calls `work` for each item, `jobs` at a time, in order of the items. */
export async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: jobs }, lane));
}
