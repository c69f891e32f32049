/** Learns what tests rely on: they are run once more, on a sound loop, in a process of its own. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { findClause } from '../../spec';
import type { RelianceReport, Sound } from './record-child';

/** Names of the API and means of the kit, by the id of the test. */
export type Reliance = ReadonlyMap<string, readonly string[]>;

/** Seconds; what is not known by then counts as relying on nothing, and accuses its own clause. Hundreds of tests take minutes on a busy machine. */
const PATIENCE = 300;
/** Seconds for one test. */
const PATIENCE_OF_ONE = 20;

/** The reference refuses the first call of such a test, and would show nothing of the others. */
const DESCRIPTORS: ReadonlySet<string | undefined> = new Set(['sock', 'fd']);
const needsDescriptors = (id: string): boolean => DESCRIPTORS.has(findClause(id.slice(0, id.indexOf(':')))?.profile);

/** What tests rely on, by their ids. Where there are no descriptors, the reference shows what it can. */
export async function recordReliance(tests: readonly string[], patience = PATIENCE): Promise<Reliance> {
  const end = performance.now() + patience * 1000;
  const found = await recordOn('selector', tests.filter(needsDescriptors), end);
  const rest = tests.filter((id) => !found.has(id));
  return new Map([...found, ...(await recordOn('reference', rest, end))]);
}

/** A test that takes the process along, or never ends, is left out after a second try; the rest is done by the next process. */
async function recordOn(sound: Sound, tests: readonly string[], end: number): Promise<Reliance> {
  const found = new Map<string, readonly string[]>();
  let last: string | undefined;
  let rest = tests;
  while (rest.length > 0 && performance.now() < end) {
    const { names, lost } = await recordIn(sound, rest, end);
    for (const [id, used] of names) found.set(id, used);
    rest = rest.filter((id) => !names.has(id) && !(id === lost && id === last));
    // A process that ended well leaves out what it does not know.
    if (lost === undefined) break;
    last = lost;
  }
  return found;
}

interface Recorded {
  readonly names: Reliance;
  /** The test with which the process was lost. */
  readonly lost?: string;
}

function recordIn(sound: Sound, tests: readonly string[], end: number): Promise<Recorded> {
  return new Promise((resolve) => {
    const names = new Map<string, readonly string[]>();
    let underway: string | undefined = tests[0];
    const child = fork(join(__dirname, 'record-child.js'), [sound], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let timer: NodeJS.Timeout;
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), Math.min(PATIENCE_OF_ONE * 1000, end - performance.now()));
    };
    child.on('message', (report: RelianceReport) => {
      watch();
      if ('begun' in report) underway = report.begun;
      else if ('test' in report) names.set(report.test, report.names);
      else underway = undefined;
    });
    child.on('error', () => {});
    child.on('close', () => {
      clearTimeout(timer);
      resolve({ names, ...(underway === undefined ? {} : { lost: underway }) });
    });
    watch();
    child.send(tests);
  });
}
