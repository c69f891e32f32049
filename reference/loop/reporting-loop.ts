/** Part of BaseEventLoop: errors that nobody caught, and debug mode. */
import { KeyboardInterrupt, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { runInContext } from '../values/context';
import { logger } from '../values/logger';
import { repr } from '../values/repr';
import { AbstractEventLoop } from './abstract-event-loop';

export abstract class ReportingLoop extends AbstractEventLoop {
  override slowCallbackDuration = 0.1;
  _debug = (process.env['PYTHONASYNCIODEBUG'] ?? '') !== '';
  _exceptionHandler: contract.ExceptionHandler | null = null;
  /** The handle that runs now; kept in debug mode only. */
  _currentHandle: contract.Handle | null = null;

  override getDebug(): boolean {
    return this._debug;
  }

  override setDebug(enabled: boolean): void {
    this._debug = Boolean(enabled);
  }

  override getExceptionHandler(): contract.ExceptionHandler | null {
    return this._exceptionHandler;
  }

  override setExceptionHandler(handler: contract.ExceptionHandler | null): void {
    if (handler !== null && handler !== undefined && typeof handler !== 'function') {
      throw new TypeError(`A callable object or None is expected, got ${repr(handler)}`);
    }
    this._exceptionHandler = handler ?? null;
  }

  override callExceptionHandler(context: contract.ExceptionContext): void {
    const handler = this._exceptionHandler;
    if (handler === null) {
      this._callDefaultHandler(context, 'Exception in default exception handler');
      return;
    }
    try {
      const within = contextOf(context);
      if (within === null) handler(this, context);
      else runInContext(within, handler, [this, context]);
    } catch (error) {
      rethrowExit(error);
      this._callDefaultHandler(
        { message: 'Unhandled error in exception handler', exception: error, context },
        'Exception in default exception handler while handling an unexpected error in custom exception handler',
      );
    }
  }

  /** Logs `context`; its own failure is logged as `failure`, since there is nobody else to tell. */
  private _callDefaultHandler(context: contract.ExceptionContext, failure: string): void {
    try {
      this.defaultExceptionHandler(context);
    } catch (error) {
      rethrowExit(error);
      logger.error(failure, error);
    }
  }

  override defaultExceptionHandler(context: contract.ExceptionContext): void {
    const origin = this._currentHandle?._sourceTraceback;
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
