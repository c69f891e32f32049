/** Runs trials in child processes under a watchdog: a mutant may hang, crash or exit. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { TrialReport, TrialRequest } from './trial';

export interface TrialOutcome {
  /** Tests that ended, with what the failure said or null. */
  readonly results: ReadonlyMap<string, string | null>;
  /** The test that hung, or during which the process died. */
  readonly lost?: { readonly test: string; readonly why: string };
  /** The mutant could not even be loaded. */
  readonly unloadable?: string;
}

/** Milliseconds for loading the reference, which takes a few. */
const LOADING = 20_000;
/** Megabytes: a mutant that eats memory without end is to end soon. */
const HEAP = 512;

/** Trials that one child serves: what nobody notices must not add up. */
const TRIALS = 40;

interface Idle {
  readonly child: ChildProcess;
  readonly served: number;
}
const idle: Idle[] = [];

function startChild(): ChildProcess {
  return fork(join(__dirname, 'trial.js'), [], {
    execArgv: ['--expose-gc', `--max-old-space-size=${HEAP}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: bareEnvironment(),
  });
}

/** `patience` tells for each test after how many milliseconds it counts as hanging. */
export function runTrial(request: TrialRequest, patience: (test: string) => number): Promise<TrialOutcome> {
  return new Promise((resolve) => {
    const { child, served } = idle.pop() ?? { child: startChild(), served: 0 };
    const results = new Map<string, string | null>();
    let running: string | null = null;
    let timer: NodeJS.Timeout | undefined;
    let unloadable: string | undefined;
    const settle = (rest: Omit<TrialOutcome, 'results'>, spent: boolean): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      if (spent || served + 1 >= TRIALS) child.kill('SIGKILL');
      else idle.push({ child, served: served + 1 });
      resolve({ results, ...rest });
    };
    const lose = (why: string): void => {
      settle(running === null ? { unloadable: why } : { lost: { test: running, why } }, true);
    };
    const watch = (milliseconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        lose(`still running after ${(milliseconds / 1000).toFixed(1)} s`);
      }, milliseconds);
    };
    child.on('message', (report: TrialReport) => {
      if (report.kind === 'start') {
        running = report.test;
        watch(patience(report.test));
      } else if (report.kind === 'end') {
        results.set(report.test, report.error);
        running = null;
        watch(LOADING);
      } else if (report.kind === 'unloadable') unloadable = report.error;
      else settle(unloadable === undefined ? {} : { unloadable }, report.spent);
    });
    child.on('exit', (code, signal) => {
      lose(`the process ended (${signal ?? String(code)})`);
    });
    watch(LOADING);
    child.send(request);
  });
}

/** Without what a coverage tool passes on to children: it would rewrite the mutants' source. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const drop = /^(NYC_|NODE_OPTIONS$|NODE_V8_COVERAGE$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !drop.test(name)));
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
