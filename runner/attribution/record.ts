/** Learns what tests rely on: they are run once more, on the reference, in a process of its own. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { RelianceReport } from './record-child';

/** Names of the API and means of the kit, by the id of the test. */
export type Reliance = ReadonlyMap<string, readonly string[]>;

/** Seconds; what is not known by then counts as relying on nothing. */
const PATIENCE = 60;

export function recordReliance(tests: readonly string[], patience = PATIENCE): Promise<Reliance> {
  return new Promise((resolve) => {
    const found = new Map<string, readonly string[]>();
    const child = fork(join(__dirname, 'record-child.js'), [], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), patience * 1000);
    child.on('message', (report: RelianceReport) => {
      if ('test' in report) found.set(report.test, report.names);
    });
    child.on('error', () => {});
    child.on('close', () => {
      clearTimeout(timer);
      resolve(found);
    });
    child.send(tests);
  });
}
