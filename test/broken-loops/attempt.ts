/** Runs the tests of the clause that a broken loop breaks, on that loop. */
import { openNative } from '../../bridge';
import { asyncio as referenceAsyncio, subject as referenceSubject } from '../../reference';
import type { AsyncioModule, ClauseId, Subject } from '../../spec';
import { applicability, runTest, SUITES, traitsOf } from '../../suites';
import type { BrokenLoop } from './broken-loop';

/** Seconds after which a broken loop counts as hanging, which is a way of being caught. */
const PATIENCE = 3;

export interface Attempt {
  /** How many tests of the clause apply. */
  readonly tests: number;
  /** The first failure, if any test failed. */
  readonly failure?: Error;
}

export async function attempt(broken: BrokenLoop): Promise<Attempt> {
  const { subject, asyncio } = broken.python === undefined ? inProcess(broken) : await inPython(broken, broken.python);
  try {
    return await runClause(broken.breaks, subject, asyncio);
  } finally {
    await subject.dispose?.();
  }
}

interface Candidate {
  readonly subject: Subject;
  readonly asyncio: AsyncioModule;
}

function inProcess(broken: BrokenLoop): Candidate {
  const parts: Partial<AsyncioModule> =
    typeof broken.asyncio === 'function' ? broken.asyncio() : (broken.asyncio ?? {});
  const newEventLoop = broken.make ?? ((): ReturnType<Subject['newEventLoop']> => referenceSubject.newEventLoop());
  return { subject: { name: broken.fault, newEventLoop, asyncio: parts }, asyncio: { ...referenceAsyncio, ...parts } };
}

/** An interpreter of its own: the fault may lie in the module, and outlives the loop. */
async function inPython(broken: BrokenLoop, source: string): Promise<Candidate> {
  const sound = await openNative({ python: 'python3', module: 'asyncio', factory: 'SelectorEventLoop' });
  const subject = Object.create(sound, {
    name: { value: broken.fault },
    newEventLoop: {
      value: async () => {
        const loop = await sound.newEventLoop();
        sound.python?.exec(source, { loop });
        return loop;
      },
    },
  }) as Subject;
  return { subject, asyncio: sound.asyncio as AsyncioModule };
}

async function runClause(clause: ClauseId, subject: Subject, asyncio: AsyncioModule): Promise<Attempt> {
  const traits = traitsOf(subject);
  const tests = SUITES.flatMap((suite) => suite.tests).filter(
    (test) => test.clause === clause && applicability(test, traits).applies,
  );
  for (const test of tests) {
    const failure = await failureOf(() => runTest(test, subject, asyncio));
    if (failure !== undefined) return { tests: tests.length, failure };
  }
  return { tests: tests.length };
}

async function failureOf(run: () => Promise<unknown>): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<Error>((resolve) => {
    timer = setTimeout(() => {
      resolve(new Error(`still running after ${PATIENCE} s`));
    }, PATIENCE * 1000);
  });
  const outcome = run().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  try {
    return await Promise.race([outcome, hang]);
  } finally {
    clearTimeout(timer);
  }
}
