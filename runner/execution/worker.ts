/**
 * A worker: loads one subject and runs the tests it is told to. What judges is loaded and frozen (harden.ts) before the
 * subject is, so that a subject that replaces globals, chai or the channel changes nothing about its verdict.
 */
import * as inspector from 'node:inspector';
import type { AsyncioModule, Subject } from '../../spec';
import { checkFactory, runTest, startWire, SUITES, testId, watchAssertions, type TestCase } from '../../suites';
import { UsageError } from '../errors';
import type { Failure } from '../results/record';
import { openSubject, prepare, referenceLayer } from '../subjects/open-subject';
import { canarySubject } from './canaries';
import { pythonCanary } from './python-canaries';
import { PROBES } from '../plan/probes';
import { failureOf } from './failure';
import { harden } from './harden';
import { helloOf } from './hello';
import type { Command, InitCommand, WorkerMessage } from './messages';
import { endAsOrphan, watchParent, type Inheritance } from './parent-watch';
import { sealWith } from './seal';
import { readLine, writeLine } from './worker-channel';

type Say = (message: WorkerMessage) => void;
type Body = Pick<TestCase, 'body'>;

const exit: (code: number) => never = process.exit.bind(process);
const now = performance.now.bind(performance);
const later = setTimeout;
// Before a subject is kept from it.
const openInspector = inspector.open;
const all = new Map<string, Body>([
  ...SUITES.flatMap((suite) => suite.tests).map((test) => [testId(test), test] as const),
  ...PROBES.map((probe) => [probe.id, probe] as const),
]);

/** What is to be cleared when the runner is gone. */
let inheritance: Inheritance | undefined;

async function main(): Promise<void> {
  const line = readLine();
  if (line === undefined) return exit(0);
  const init = JSON.parse(line) as InitCommand;
  const seal = sealWith(init.secret);
  let serial = 0;
  const say: Say = (message) => {
    const text = JSON.stringify(message);
    serial += 1;
    writeLine(`${seal(serial, text)} ${text}`);
  };
  process.on('unhandledRejection', () => {});
  process.on('uncaughtException', () => {});
  // A subject that waits for what will never come hangs; a process with nothing to do would end.
  setInterval(() => {}, 2 ** 30);
  inheritance = init;
  watchParent(init);
  prepare(init.spec);
  watchAssertions();
  if (init.wire === true) startWire();
  harden();
  try {
    const opened = await open(init);
    say({ kind: 'hello', hello: helloOf(opened.subject) });
    await serve(opened, init, say);
  } catch (error) {
    const { message } = failureOf(error);
    const remedy = error instanceof UsageError ? error.remedy : undefined;
    say({ kind: 'refused', message, ...(remedy === undefined ? {} : { remedy }) });
  }
}

interface Opened {
  readonly subject: Subject;
  readonly asyncio: AsyncioModule;
}

async function open(init: InitCommand): Promise<Opened> {
  if (init.canary !== undefined) return { subject: canarySubject(init.canary), asyncio: referenceLayer().asyncio };
  const opened = await openSubject(init.spec);
  await checkFactory(opened.subject);
  return opened;
}

async function serve({ subject, asyncio }: Opened, init: InitCommand, say: Say): Promise<void> {
  for (;;) {
    const line = readLine();
    if (line === undefined) endAsOrphan(init);
    const command = JSON.parse(line) as Command;
    if (command.kind === 'run') {
      const { tests, canary, patience = 1 } = command;
      const damaged = init.canary === undefined ? pythonCanary : (_: Subject, name: string) => canarySubject(name);
      const judged = canary === undefined ? subject : damaged(subject, canary);
      if (init.inspect !== undefined && canary === undefined) waitForDebugger(init.inspect);
      for (const id of tests) await runOne(id, { subject: judged, asyncio }, say, patience);
      say({ kind: 'idle' });
    } else if (command.kind === 'end') {
      try {
        await subject.dispose?.();
      } finally {
        exit(0);
      }
    }
  }
}

/** Steps from here lead into the test. */
function waitForDebugger(port: number): void {
  openInspector(port, '127.0.0.1', true);
  // eslint-disable-next-line no-debugger -- it is what was asked for
  debugger;
}

async function runOne(id: string, { subject, asyncio }: Opened, say: Say, patience: number): Promise<void> {
  const test = all.get(id);
  if (test === undefined) return;
  say({ kind: 'start', test: id });
  const started = now();
  try {
    const { executed } = await runTest(test, subject, asyncio, patience);
    say({
      kind: 'end',
      test: id,
      passed: true,
      assertions: executed,
      durationMs: now() - started,
      ...faultOf(subject),
    });
  } catch (error) {
    const failed = { kind: 'end', test: id, passed: false, assertions: 0, durationMs: now() - started } as const;
    say({ ...failed, error: failureOf(error), ...faultOf(subject) });
  }
  // What the test left to the host gets its turn before the next begins.
  await new Promise<void>((resolve) => {
    later(resolve, 0);
  });
}

/** An error of the kit's own that the test met, whatever became of it on its way through the test. */
function faultOf(subject: Subject): { readonly fault?: Failure } {
  const fault = subject.takeFault?.();
  return fault === undefined ? {} : { fault: failureOf(fault) };
}

main().catch((error: unknown) => {
  // Nobody reads any more what it says.
  if (inheritance !== undefined && (error as NodeJS.ErrnoException).code === 'EPIPE') endAsOrphan(inheritance);
  exit(70);
});
