/** Runs one test in a fresh world and judges what it left behind. */
import {
  findClause,
  NETWORK_PROFILES,
  type AbstractEventLoop,
  type AsyncioModule,
  type ClauseId,
  type ExceptionContext,
  type Profile,
  type Subject,
} from '../../spec';
import { Environment } from './environment';
import { watchAssertions } from './expect';
import { openLedger, type Ledger } from './ledger';
import { freeModule } from './module-state';
import { OutOfPatience } from './patience';
import { leftOpen, resourcesOf } from './resources';
import type { TestCase } from './suite';
import { startWire } from './wire/wire';

/** What a test left behind that it should not have. */
export class LeftBehind extends Error {
  override readonly name = 'LeftBehind';

  constructor(
    message: string,
    /** The clause that forbids it: a loop that leaves it in every test has one fault, told once. */
    readonly clause?: ClauseId,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A descriptor or a child that a test left. */
class LeftOpen extends LeftBehind {}

/** A test that asserted nothing: it could not fail, so it proves nothing. */
export class NothingAsserted extends Error {
  override readonly name = 'NothingAsserted';
}

type Test = Pick<TestCase, 'body'> & Partial<Pick<TestCase, 'clause'>>;

/** Runs `test` on a fresh loop of `subject`, with a share `patience` of its patience. @throws what the test threw, or what it left behind */
export async function runTest(test: Test, subject: Subject, asyncio: AsyncioModule, patience = 1): Promise<Ledger> {
  try {
    return await runOnce(test, subject, asyncio, patience);
  } catch (error) {
    // What an interpreter opens once, such as the pipe of a library's thread, is there before the next run. A leak grows: in one
    // of two more runs also where it comes and goes.
    if (!(error instanceof LeftOpen) || subject.python === undefined) throw error;
    await runOnce(test, subject, asyncio, patience);
    return runOnce(test, subject, asyncio, patience);
  }
}

async function runOnce(test: Test, subject: Subject, asyncio: AsyncioModule, patience: number): Promise<Ledger> {
  watchAssertions();
  const ledger = openLedger();
  await subject.beforeTest?.();
  // Before the first snapshot: the thread has descriptors of its own.
  if (reachesOut(test)) startWire();
  const before = reachesOut(test) ? resourcesOf(subject.python) : undefined;
  const loop = await subject.newEventLoop();
  // A test that was given up as hanging was not judged, and may have left what it likes; an interpreter is replaced then.
  if (subject.python === undefined) freeModule(asyncio, undefined, [loop]);
  const env = new Environment(subject, loop, patience);
  loop.setExceptionHandler(env.report);
  let failure: { readonly error: unknown } | undefined;
  try {
    await test.body({ loop, asyncio, subject, env });
  } catch (error) {
    failure = { error };
    // Before anything is tidied: what hangs shows where it hangs.
    if (error instanceof OutOfPatience) error.stacks = subject.stacks?.();
  }
  const faults = await tidy(loop, env);
  // First, as the cause of whatever else went wrong while tidying up.
  const left = freeModule(asyncio, subject.python, env.loops).map(
    ({ message, clause }) => new LeftBehind(message, clause),
  );
  faults.unshift(...left);
  for (const file of env.endWire()) faults.push(new LeftBehind(`the test left a file behind: ${file}`));
  if (before !== undefined && faults.length === 0 && failure === undefined) {
    for (const resource of await leftOpen(before, subject, env.patience, env.loops.length)) {
      faults.push(new LeftOpen(`the test left open: ${resource}`, forbidsLeaving(resource)));
    }
  }
  await subject.afterTest?.();
  if (failure !== undefined) throw failure.error;
  // A swallowed assertion names the cause better than what it left behind.
  if (ledger.failed !== undefined) throw ledger.failed.error;
  if (faults[0] !== undefined) throw faults[0];
  if (ledger.executed === 0) throw new NothingAsserted('the test passed without a single assertion');
  return ledger;
}

/** Whether the test is one of those that open descriptors and start children. */
function reachesOut({ clause }: Partial<Pick<TestCase, 'clause'>>): boolean {
  const profile = clause === undefined ? undefined : findClause(clause)?.profile;
  return profile !== undefined && (NETWORK_PROFILES as readonly Profile[]).includes(profile);
}

/** What loops leave open after tests about something else, and the clause that judges it: where it fails, it blocks the others. */
const LEFT_OPEN: readonly (readonly [string, ClauseId])[] = [
  ['(anon_inode:', 'closing.close.releases_descriptors'],
  ['(socket:', 'transport.close.releases_descriptor'],
];

function forbidsLeaving(resource: string): ClauseId | undefined {
  return LEFT_OPEN.find(([kind]) => resource.includes(kind))?.[1];
}

async function tidy(loop: AbstractEventLoop, env: Environment): Promise<Error[]> {
  const faults: Error[] = [];
  const note = (message: string, clause?: ClauseId, cause?: unknown): void => {
    faults.push(new LeftBehind(message, clause, { cause }));
  };
  for (const error of await env.cleanUp()) note(`cleaning up failed: ${String(error)}`, undefined, error);
  try {
    if (loop.isRunning()) {
      note('the test left the loop running', 'running.is_running.transitions');
      loop.callSoonThreadsafe(() => {
        loop.stop();
      });
      await env.pause(env.patience.silence);
    }
    if (!loop.isClosed()) loop.close();
  } catch (error) {
    note(`close() failed after the test: ${String(error)}`, 'closing.is_closed.transition', error);
  }
  for (const context of env.takeReports())
    note(`unexpected report to the exception handler: ${describe(context)}`, undefined, context);
  return faults;
}

function describe(context: ExceptionContext): string {
  const { exception } = context;
  return exception === undefined ? String(context.message) : `${String(context.message)} (${String(exception)})`;
}
