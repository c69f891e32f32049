/** Runs one test in a fresh world and judges what it left behind. */
import type { AbstractEventLoop, AsyncioModule, ClauseId, ExceptionContext, Subject } from '../../spec';
import { Environment } from './environment';
import { openLedger, type Ledger } from './ledger';
import { freeModule } from './module-state';
import type { TestCase } from './suite';

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

/** A test that asserted nothing: it could not fail, so it proves nothing. */
export class NothingAsserted extends Error {
  override readonly name = 'NothingAsserted';
}

export async function runTest(test: Pick<TestCase, 'body'>, subject: Subject, asyncio: AsyncioModule): Promise<Ledger> {
  const ledger = openLedger();
  await subject.beforeTest?.();
  const loop = await subject.newEventLoop();
  // A test that was given up as hanging was not judged, and may have left what it likes; an interpreter is replaced then.
  if (subject.python === undefined) freeModule(asyncio, undefined, [loop]);
  const env = new Environment(subject, loop);
  loop.setExceptionHandler(env.report);
  let failure: { readonly error: unknown } | undefined;
  try {
    await test.body({ loop, asyncio, subject, env });
  } catch (error) {
    failure = { error };
  }
  const faults = await tidy(loop, env);
  // First, as the cause of whatever else went wrong while tidying up.
  const left = freeModule(asyncio, subject.python, env.loops).map(
    ({ message, clause }) => new LeftBehind(message, clause),
  );
  faults.unshift(...left);
  await subject.afterTest?.();
  if (failure !== undefined) throw failure.error;
  // A swallowed assertion names the cause better than what it left behind.
  if (ledger.failed !== undefined) throw ledger.failed.error;
  if (faults[0] !== undefined) throw faults[0];
  if (ledger.executed === 0) throw new NothingAsserted('the test passed without a single assertion');
  return ledger;
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
