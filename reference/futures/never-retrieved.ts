/**
 * Reports errors that nobody ever asked for. A failed future is watched until its error is retrieved; should it be
 * collected before, its loop's exception handler hears of it. The host does not promise when.
 */
import type { ExceptionContext } from '../../spec';
import type { FutureState } from './future-state';

const failures = new FinalizationRegistry<ExceptionContext>((report) => {
  report.future?.getLoop().callExceptionHandler(report);
});

/** Begins to watch a future that has just failed. */
export function watchFailure(future: FutureState): void {
  releaseFrames(future._exception);
  const report = {
    message: `${future.constructor.name} exception was never retrieved`,
    exception: future._exception,
    // The future itself will be gone by then.
    future: future._standIn(),
    ...(future._sourceTraceback === null ? {} : { sourceTraceback: future._sourceTraceback }),
  };
  failures.register(future, report, future);
}

/**
 * The host keeps an error's frames, and with them the objects whose methods ran, until its stack is first read; the task that failed
 * is one of them, and would be held by the very report that waits for its end.
 */
function releaseFrames(error: unknown): void {
  if (error instanceof Error) Reflect.get(error, 'stack');
}

/** The error was retrieved. */
export function forgetFailure(future: FutureState): void {
  failures.unregister(future);
}
