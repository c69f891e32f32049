/**
 * A worker: loads one subject and runs the tests it is told to. What judges is taken hold of before the subject is
 * loaded, so that a subject that replaces globals, chai or the channel changes nothing about its verdict.
 */
import * as chai from 'chai';
import { Worker } from 'node:worker_threads';
import type { AsyncioModule, Subject } from '../../spec';
import { checkFactory, runTest, SUITES, testId, traitsOf, type TestCase } from '../../suites';
import { UsageError } from '../errors';
import { openSubject, referenceLayer } from '../subjects/open-subject';
import { canarySubject } from './canaries';
import { failureOf } from './failure';
import type { Hello, InitMessage, ParentMessage, WorkerMessage } from './messages';

// `Omit` of a union keeps only what its members share.
type Unsigned = WorkerMessage extends infer M ? (M extends unknown ? Omit<M, 'nonce'> : never) : never;

const send = process.send?.bind(process);
const exit = process.exit.bind(process);
const now = performance.now.bind(performance);
const later = setTimeout;
const clear = clearTimeout;
const all = new Map<string, TestCase>(SUITES.flatMap((suite) => suite.tests).map((test) => [testId(test), test]));

function main(): void {
  if (send === undefined) throw new Error('a worker is started by the runner only');
  process.once('message', (message: ParentMessage) => {
    if (message.kind !== 'init') exit(70);
    else serve(message);
  });
  process.once('disconnect', () => exit(0));
}

function serve(init: InitMessage): void {
  const say = (message: Unsigned): void => {
    send?.({ ...message, nonce: init.nonce });
  };
  process.on('unhandledRejection', () => {});
  process.on('uncaughtException', () => {});
  watchParent();
  harden();
  open(init).then(
    ({ subject, asyncio }) => {
      let busy = Promise.resolve();
      process.on('message', (message: ParentMessage) => {
        if (message.kind === 'run') {
          busy = busy.then(async () => {
            for (const id of message.tests) await runOne(id, subject, asyncio, say);
            say({ kind: 'idle' });
          });
        } else if (message.kind === 'end') {
          busy = busy.then(async () => {
            try {
              await subject.dispose?.();
            } finally {
              exit(0);
            }
          });
        }
      });
      say({ kind: 'hello', hello: helloOf(subject) });
    },
    (error: unknown) => {
      const remedy = error instanceof UsageError ? error.remedy : undefined;
      const message = error instanceof Error ? error.message : failureOf(error).message;
      say({ kind: 'refused', message, ...(remedy === undefined ? {} : { remedy }) });
    },
  );
}

async function open(init: InitMessage): Promise<{ subject: Subject; asyncio: AsyncioModule }> {
  if (init.canary !== undefined) return { subject: canarySubject(init.canary), asyncio: referenceLayer().asyncio };
  const opened = await openSubject(init.spec);
  await checkFactory(opened.subject);
  return opened;
}

function helloOf(subject: Subject): Hello {
  return {
    title: subject.name,
    kind: subject.kind ?? 'typescript',
    version: subject.version ?? 'unknown',
    runtime: subject.runtime ?? `node ${process.versions.node}`,
    timeScale: subject.timeScale ?? 1,
    traits: traitsOf(subject),
    deviations: subject.deviations ?? [],
  };
}

async function runOne(id: string, subject: Subject, asyncio: AsyncioModule, say: (m: Unsigned) => void): Promise<void> {
  const test = all.get(id);
  if (test === undefined) return;
  say({ kind: 'start', test: id });
  const started = now();
  try {
    const ledger = await runTest(test, subject, asyncio);
    const durationMs = now() - started;
    say({ kind: 'end', test: id, passed: true, assertions: ledger.executed, durationMs });
  } catch (error) {
    say({ kind: 'end', test: id, passed: false, assertions: 0, durationMs: now() - started, error: failureOf(error) });
  }
  // What the test left to the host gets its turn before the next begins.
  await new Promise<void>((resolve) => {
    const timer = later(() => {
      clear(timer);
      resolve();
    }, 0);
  });
}

/** Nobody may change how things are compared. */
function harden(): void {
  Object.freeze(chai.Assertion.prototype);
  Object.freeze(chai.Assertion);
  Object.freeze(chai.expect);
  Object.freeze(chai.AssertionError.prototype);
  delete process.send;
}

/** A runner that was killed cannot kill its workers; a thread sees to it even while this one hangs. */
function watchParent(): void {
  const source = `
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid === parent) return;
      try { process.kill(-process.pid, 'SIGKILL'); } catch { process.kill(process.pid, 'SIGKILL'); }
    }, 500);`;
  new Worker(source, { eval: true, stdout: true, stderr: true }).unref();
}

main();
