/** Part of BaseEventLoop: errors that nobody caught. */
import { KeyboardInterrupt, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { runInContext } from '../python/context';
import { logger } from '../python/logger';
import { repr } from '../python/repr';

/** What reports need of their loop. */
interface ReportingLoop extends contract.AbstractEventLoop {
  /** The handle that runs now, if it is known. */
  readonly _currentHandle: contract.Handle | null;
}

export class Reports {
  /** What was given to setExceptionHandler(). */
  handler: contract.ExceptionHandler | null = null;
  readonly #loop: ReportingLoop;

  constructor(loop: ReportingLoop) {
    this.#loop = loop;
  }

  /** @throws TypeError for what is neither callable nor None. */
  setHandler(handler: contract.ExceptionHandler | null): void {
    if (handler !== null && handler !== undefined && typeof handler !== 'function') {
      throw new TypeError(`A callable object or None is expected, got ${repr(handler)}`);
    }
    this.handler = handler ?? null;
  }

  /** Hands `context` to the handler, or to the loop's default one. Nothing but a request to exit leaves this. */
  report(context: contract.ExceptionContext): void {
    const { handler } = this;
    if (handler === null) {
      this.#callDefault(context, 'Exception in default exception handler');
      return;
    }
    try {
      const within = contextOf(context);
      if (within === null) handler(this.#loop, context);
      else runInContext(within, handler, [this.#loop, context]);
    } catch (error) {
      rethrowExit(error);
      this.#callDefault(
        { message: 'Unhandled error in exception handler', exception: error, context },
        'Exception in default exception handler while handling an unexpected error in custom exception handler',
      );
    }
  }

  /** Logs `context`; its own failure is logged as `failure`, since there is nobody else to tell. */
  #callDefault(context: contract.ExceptionContext, failure: string): void {
    try {
      this.#loop.defaultExceptionHandler(context);
    } catch (error) {
      rethrowExit(error);
      logger.error(failure, error);
    }
  }

  /** What the default handler does: one entry of the log, a line for each key. */
  log(context: contract.ExceptionContext): void {
    const origin = this.#loop._currentHandle?._sourceTraceback;
    const full =
      context.sourceTraceback === undefined && Array.isArray(origin)
        ? { ...context, handleTraceback: origin }
        : context;
    const lines = Object.keys(full)
      .filter((key) => key !== 'message' && key !== 'exception')
      .sort()
      .map((key) => describe(key, full[key]));
    const message = context.message === undefined || context.message === '' ? UNTOLD : context.message;
    logger.error([message, ...lines].join('\n'), context.exception);
  }
}

const UNTOLD = 'Unhandled exception in event loop';

const TRACEBACKS: Readonly<Record<string, string>> = {
  sourceTraceback: 'Object created at (most recent call last):',
  handleTraceback: 'Handle created at (most recent call last):',
};

function describe(key: string, value: unknown): string {
  const heading = TRACEBACKS[key];
  if (heading === undefined) return `${key}: ${repr(value)}`;
  const frames = [value].flat();
  return `${key}: ${[heading, ...frames.map((frame) => `  ${String(frame)}`)].join('\n')}`;
}

/** The context of the task, future or handle that the report is about. */
function contextOf(report: contract.ExceptionContext): contract.Context | null {
  const thing = (report.task ?? report.future ?? report.handle) as Partial<contract.Handle> | undefined;
  return typeof thing?.getContext === 'function' ? thing.getContext() : null;
}

function rethrowExit(error: unknown): void {
  if (error instanceof SystemExit || error instanceof KeyboardInterrupt) throw error;
}
