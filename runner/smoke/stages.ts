/**
 * The stages of a smoke test, in order. What fails before a loop is at hand is the adapter's fault; what fails afterwards, the
 * loop's. Each error names the remedy.
 */
import { constants } from 'node:os';
import type { AbstractEventLoop, AsyncioModule, Subject } from '../../spec';
import { checkFactory, FactoryError } from '../../suites/support/factory';
import { UsageError } from '../errors';
import { helloOf } from '../execution/hello';
import { importModule } from '../subjects/load-module';
import { findSubject, openSubject, referenceLayer } from '../subjects/open-subject';
import type { SubjectSpec } from '../subjects/subject-spec';

export type Culprit = 'adapter' | 'loop';

export class SmokeError extends Error {
  constructor(
    readonly culprit: Culprit,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

export interface Bench {
  readonly spec: SubjectSpec;
  exports?: Readonly<Record<string, unknown>>;
  subject?: Subject;
  asyncio?: AsyncioModule;
  loop?: AbstractEventLoop;
}

export interface Stage {
  readonly title: string;
  readonly culprit: Culprit;
  /** What to do when it hangs. */
  readonly remedy: string;
  /** Seconds it may take. */
  readonly patience: number;
  run(bench: Bench): Promise<void> | void;
}

/** Called by anybody who uses a loop, or by the suites before any clause. */
const METHODS = [
  ...(['runForever', 'runUntilComplete', 'stop', 'close', 'isRunning', 'isClosed'] as const),
  ...(['callSoon', 'callSoonThreadsafe', 'callLater', 'callAt', 'time'] as const),
  ...(['createFuture', 'createTask', 'setExceptionHandler', 'callExceptionHandler', 'getDebug', 'setDebug'] as const),
] as const;

const { SIGUSR1 } = constants.signals;

const HOST = 'wait with timers of the host, or run in one go, but always end when stop() was called';

const ORDER = 'call what is ready in the order in which call_soon() was given it, each once';

export function stagesOf(spec: SubjectSpec): readonly Stage[] {
  return [...(spec.kind === 'module' ? MODULE : OTHER), ...LOOP];
}

const LOAD = {
  culprit: 'adapter',
  patience: 30,
  remedy: 'do nothing at import that waits; load the module alone to see what hangs',
} as const;

const MODULE: readonly Stage[] = [
  {
    ...LOAD,
    title: 'the module loads',
    async run(bench) {
      if (bench.spec.kind === 'module') bench.exports = await importModule(bench.spec.path);
    },
  },
  {
    ...LOAD,
    title: 'it exports a factory, or a subject that describes itself',
    run(bench) {
      const { spec } = bench;
      if (spec.kind !== 'module') return;
      bench.subject = findSubject(bench.exports ?? {}, spec.path, spec.export);
      helloOf(bench.subject);
      bench.asyncio = { ...referenceLayer().asyncio, ...bench.subject.asyncio };
    },
  },
];

const OTHER: readonly Stage[] = [
  {
    ...LOAD,
    title: 'the subject opens',
    async run(bench) {
      try {
        const { subject, asyncio } = await openSubject(bench.spec);
        Object.assign(bench, { subject, asyncio });
      } catch (error) {
        if (error instanceof UsageError) throw error;
        const { code, message } = error as { readonly code?: string; readonly message: string };
        // The bridge's own messages end with the remedy.
        const [cause = message, remedy] = message.split(/; (?=[^;]*$)/);
        throw new SmokeError('adapter', cause, remedy ?? REMEDIES[code ?? ''] ?? 'see `loopcert doctor`');
      }
    },
  },
];

const REMEDIES: Readonly<Record<string, string>> = {
  factory: 'call the factory in python3 alone, with the same arguments, to see what it does',
};

const LOOP: readonly Stage[] = [
  {
    title: 'the factory returns a loop',
    culprit: 'adapter',
    patience: 1,
    remedy: 'return a new loop, or a promise that resolves to one',
    async run(bench) {
      await bench.subject?.beforeTest?.();
      const made = await attempt(
        () => bench.subject?.newEventLoop(),
        (error) => {
          throw new SmokeError('adapter', `the factory threw ${told(error)}`, 'call it alone to see where it fails');
        },
      );
      if ((typeof made !== 'object' && typeof made !== 'function') || made === null) {
        throw new SmokeError('adapter', `the factory returned ${String(made)}`, 'return a new loop');
      }
      bench.loop = made;
    },
  },
  {
    title: 'the loop has the methods of a loop',
    culprit: 'adapter',
    patience: 1,
    remedy: 'let no property of the loop wait',
    run(bench) {
      const loop = loopOf(bench);
      const missing = METHODS.filter((name) => typeof loop[name] !== 'function');
      if (missing.length === 0) return;
      throw new SmokeError(
        'adapter',
        `it has no ${missing.map((name) => `${name}()`).join(', ')}`,
        missing.length > METHODS.length / 2
          ? 'return the loop itself, not a module or a wrapper; names are in camelCase'
          : 'add them, in camelCase; one that the loop does not offer throws NotImplementedError',
      );
    },
  },
  {
    title: 'each call of the factory gives a fresh one',
    culprit: 'adapter',
    patience: 1,
    remedy: 'make the loop in the factory, and let close() return',
    async run({ subject }) {
      try {
        await checkFactory(subject as Subject);
      } catch (error) {
        if (!(error instanceof FactoryError)) throw error;
        throw new SmokeError('adapter', error.message, 'make the loop inside the factory, a new one for each call');
      }
    },
  },
  {
    title: 'call_soon() and stop(): a run ends, and its callbacks ran in order',
    culprit: 'loop',
    patience: 1,
    remedy: HOST,
    async run(bench) {
      const loop = loopOf(bench);
      const trace: string[] = [];
      loop.callSoon(() => trace.push('a'));
      loop.callSoon(() => {
        trace.push('b');
        loop.stop();
      });
      const run: unknown = loop.runForever();
      if (typeof (run as Partial<Promise<void>> | undefined)?.then !== 'function') {
        throw new SmokeError('adapter', 'runForever() returns no promise', 'return one that settles when the run ends');
      }
      await run;
      const ran = trace.join(' then ') || 'nothing';
      must(ran === 'a then b', `run_forever() ran ${ran} instead of a then b`, trace.length > 1 ? ORDER : HOST);
      must(!loop.isRunning(), 'is_running() is true after the run', 'end the run before its promise settles');
    },
  },
  {
    title: 'call_later(): a timer fires, and not early',
    culprit: 'loop',
    patience: 1,
    remedy: 'wake up for the earliest timer even when nothing else is ready',
    async run(bench) {
      const loop = loopOf(bench);
      const due = loop.time() + 0.02;
      let fired: number | undefined;
      loop.callLater(0.02, () => {
        fired = loop.time();
        loop.stop();
      });
      await loop.runForever();
      must(fired !== undefined, 'the run ended without the timer', 'let only stop() end a run');
      must((fired ?? 0) >= due - 0.002, 'the timer fired early', 'compare the deadline with time(), in seconds');
    },
  },
  {
    title: 'call_soon_threadsafe(): a call from outside wakes a waiting loop',
    culprit: 'loop',
    patience: 3,
    remedy: 'let call_soon_threadsafe() wake the loop where it waits, as asyncio does by writing to a socket',
    async run(bench) {
      const loop = loopOf(bench);
      // The host's timer is another thread to a loop of Python; nothing else is there to wake for.
      setTimeout(() => loop.callSoonThreadsafe(() => loop.stop()), 50);
      await loop.runForever();
    },
  },
  {
    title: 'add_reader(): what arrives wakes a waiting loop',
    culprit: 'loop',
    patience: 3,
    remedy: 'wait for the descriptors that add_reader() was given, or let it raise NotImplementedError',
    async run(bench) {
      const { lacks = {} } = bench.subject ?? {};
      if (lacks.fd !== undefined) return;
      const loop = loopOf(bench);
      const { sockets } = bench.asyncio as AsyncioModule;
      const pair = unlessRefused(() => sockets.socketpair());
      if (pair === undefined) return;
      const [near, far] = pair;
      try {
        near.setblocking(false);
        if (unlessRefused(() => (loop.addReader(near, () => loop.stop()), true)) === undefined) return;
        setTimeout(() => far.send(new Uint8Array([1])), 50);
        await loop.runForever();
        loop.removeReader(near);
      } finally {
        near.close();
        far.close();
      }
    },
  },
  {
    title: 'add_signal_handler(): a signal wakes a waiting loop',
    culprit: 'loop',
    patience: 3,
    remedy: 'let a signal wake the loop where it waits, or let add_signal_handler() raise NotImplementedError',
    async run(bench) {
      const { lacks = {} } = bench.subject ?? {};
      if (lacks.signal !== undefined || process.platform === 'win32') return;
      const loop = loopOf(bench);
      if (unlessRefused(() => (loop.addSignalHandler(SIGUSR1, () => loop.stop()), true)) === undefined) return;
      setTimeout(() => process.kill(bench.subject?.pid ?? process.pid, 'SIGUSR1'), 50);
      await loop.runForever();
      loop.removeSignalHandler(SIGUSR1);
    },
  },
  {
    title: 'create_task(): a task runs to its end',
    culprit: 'loop',
    patience: 1,
    remedy: 'run what futures and tasks schedule by call_soon()',
    async run(bench) {
      const loop = loopOf(bench);
      const { sleep } = bench.asyncio as AsyncioModule;
      const body = function* () {
        yield;
        return yield* sleep(0.005, 'value');
      };
      const result = await loop.runUntilComplete(loop.createTask(body()));
      must(result === 'value', `run_until_complete() returned ${String(result)}`, "return the task's result");
    },
  },
  {
    title: 'close(): a closed loop says so and schedules no more',
    culprit: 'loop',
    patience: 1,
    remedy: 'do not wait in close()',
    run(bench) {
      const loop = loopOf(bench);
      loop.close();
      must(loop.isClosed(), 'is_closed() is false after close()', 'let is_closed() answer true');
      let refused = false;
      try {
        loop.callSoon(() => {});
      } catch {
        refused = true;
      }
      must(refused, 'call_soon() on a closed loop did not throw', 'throw RuntimeError');
    },
  },
];

function loopOf({ loop }: Bench): AbstractEventLoop {
  return loop as AbstractEventLoop;
}

/** Undefined where it is refused politely: what a loop does not offer is no matter of a smoke test. */
function unlessRefused<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error && error.constructor.name === 'NotImplementedError') return undefined;
    throw error;
  }
}

function must(condition: boolean, message: string, remedy: string): void {
  if (!condition) throw new SmokeError('loop', message, remedy);
}

async function attempt<T>(action: () => T, refuse: (error: unknown) => never): Promise<Awaited<T>> {
  try {
    return await action();
  } catch (error) {
    return refuse(error);
  }
}

export function told(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
