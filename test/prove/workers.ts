/** Runs trials in child processes under a watchdog: a mutant may hang, crash or exit. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { TrialReport, TrialRequest } from './trial';

export interface TrialOutcome {
  /** Tests that ended, with their error or null. */
  readonly results: ReadonlyMap<string, { readonly error: string | null; readonly ms: number }>;
  /** The test that hung, or during which the process died. */
  readonly lost?: { readonly test: string; readonly why: string };
  /** The mutant could not even be loaded. */
  readonly unloadable?: string;
}

/** Milliseconds without a report after which the child counts as hanging. */
const SILENCE = 4000;

export function runTrial(request: TrialRequest): Promise<TrialOutcome> {
  return new Promise((resolve) => {
    const child = fork(join(__dirname, 'trial.js'), [], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: bareEnvironment(),
    });
    const results = new Map<string, { readonly error: string | null; readonly ms: number }>();
    let running: string | null = null;
    let settled = false;
    let timer: NodeJS.Timeout | undefined;
    const settle = (rest: Omit<TrialOutcome, 'results'>): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve({ results, ...rest });
    };
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        settle(running === null ? { unloadable: 'hangs while loading' } : { lost: { test: running, why: 'hang' } });
      }, SILENCE);
    };
    child.on('message', (message) => {
      const report = message as TrialReport;
      watch();
      if (report.kind === 'start') running = report.test;
      else if (report.kind === 'end') {
        results.set(report.test, { error: report.error, ms: report.ms });
        running = null;
      } else if (report.kind === 'unloadable') settle({ unloadable: report.error });
      else settle({});
    });
    child.on('exit', (code, signal) => {
      const why = `the process ended (${signal ?? String(code)})`;
      settle(running === null ? { unloadable: why } : { lost: { test: running, why } });
    });
    watch();
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
