/**
 * Reports errors that nobody ever asked for. A failed future is watched until its error is retrieved; should it be
 * collected before, its loop's exception handler hears of it. The host does not promise when.
 */
import type { ExceptionContext } from '../../spec';
import type { Future } from './future';

const failures = new FinalizationRegistry<ExceptionContext>((report) => {
  report.future?.getLoop().callExceptionHandler(report);
});

/** Begins to watch a future that has just failed. */
export function watchFailure(future: Future): void {
  const report = {
    message: `${future.constructor.name} exception was never retrieved`,
    exception: future._exception,
    // The future itself will be gone by then.
    future: future._standIn(),
    ...(future._sourceTraceback === null ? {} : { sourceTraceback: future._sourceTraceback }),
  };
  failures.register(future, report, future);
}

/** The error was retrieved. */
export function forgetFailure(future: Future): void {
  failures.unregister(future);
}
