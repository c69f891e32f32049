/** Which tests fail on a broken loop: child processes find out, under a watchdog. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { ClauseId } from '../../spec';
import type { FailedTest } from '../../runner/attribution/failed-test';
import { bareEnvironment } from '../child-environment';
import type { Report, Request, Said } from './child';

/** Hangs of one loop after which the rest is left out: each costs its patience. */
const MOST_HANGS = 4;
/** Seconds beyond the patience of a test; a child that blocks cannot give up by itself. */
const GRACE = 10;

export interface Failures {
  readonly failed: readonly FailedTest[];
  /** Tests that were not run, since too many hung. */
  readonly left: number;
}

const idle: ChildProcess[] = [];

function startChild(): ChildProcess {
  const child = fork(join(__dirname, 'child.js'), [], {
    execArgv: ['--expose-gc', '--max-old-space-size=512'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: bareEnvironment(),
  });
  return child;
}

export function endChildren(): void {
  for (const child of idle.splice(0)) child.kill('SIGKILL');
}

export async function failuresOn(request: Request): Promise<Failures> {
  const failed: FailedTest[] = [];
  let { tests } = request;
  for (let hangs = 0; tests.length > 0 && hangs < MOST_HANGS; hangs++) {
    const { lost, found } = await runOnce({ ...request, tests });
    failed.push(...found);
    tests = lost === undefined ? [] : tests.slice(tests.indexOf(lost) + 1);
  }
  return { failed, left: tests.length };
}

function runOnce(request: Request): Promise<{ readonly found: readonly FailedTest[]; readonly lost?: string }> {
  return new Promise((resolve) => {
    const child = idle.pop() ?? startChild();
    const found: FailedTest[] = [];
    let running = request.tests[0] ?? '';
    let timer: NodeJS.Timeout;
    const fail = (test: string, { clause: leaves, ...error }: Said): void => {
      const clause = test.slice(0, test.indexOf(': ')) as ClauseId;
      found.push({ id: test, clause, error, ...(leaves === undefined ? {} : { relies: [leaves] }) });
    };
    const end = (lost: string | undefined, spent: boolean): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      if (spent) child.kill('SIGKILL');
      else idle.push(child);
      if (lost !== undefined) fail(lost, { name: 'Hang', message: 'it did not end' });
      resolve({ found, ...(lost === undefined ? {} : { lost }) });
    };
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => end(running, true), (request.patience + GRACE) * 1000);
    };
    child.on('message', (report: Report) => {
      watch();
      if (report.kind === 'start') running = report.test;
      else if (report.kind === 'fail') fail(report.test, report.error);
      else if (report.kind === 'hang') end(report.test, true);
      else end(undefined, report.spent);
    });
    child.on('exit', () => end(running, true));
    watch();
    child.send(request);
  });
}
