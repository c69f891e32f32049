/** Handles: a callback with its arguments and its context, waiting for its turn. One place runs callbacks: `_run`. */
import { KeyboardInterrupt, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import {
  contextWith,
  currentVariables,
  lendContext,
  runInContext,
  takeBackContext,
  type Variables,
} from '../python/context';
import { reprCall } from '../python/repr';
import { captureStack, createdAt } from '../python/stack';

/** The arguments of a callback that has none; shared, hence frozen. */
export const NO_ARGS: readonly [] = Object.freeze([] as const);

/** asyncio.Handle: a callback that was scheduled. */
export class Handle implements contract.Handle {
  _callback: contract.Callback | null;
  _args: readonly unknown[] | null;
  _cancelled = false;
  _sourceTraceback: readonly string[] | null;
  readonly _loop: contract.AbstractEventLoop;
  /** What it runs in; `null` for a copy of the current context that nobody has asked for yet. */
  _context: contract.Context | null;
  /** What that copy holds; `null` once it is made. */
  private _variables: Variables | null;
  /** The text of a handle that debug mode saw cancelled: its callback is gone by then. */
  private _repr: string | null = null;

  constructor(
    callback: contract.Callback,
    args: readonly unknown[],
    loop: contract.AbstractEventLoop,
    context?: contract.Context | null,
  ) {
    this._callback = callback;
    this._args = args;
    this._loop = loop;
    this._context = context ?? null;
    this._variables = this._context === null ? currentVariables() : null;
    this._sourceTraceback = loop.getDebug() ? captureStack() : null;
  }

  cancel(): void {
    this._cancelled = true;
    if (this._loop.getDebug()) this._repr = this.toString();
    // What the callback holds must not live as long as a distant timer.
    this._callback = null;
    this._args = null;
  }

  cancelled(): boolean {
    return this._cancelled;
  }

  getContext(): contract.Context {
    this._context ??= contextWith(this._variables as Variables);
    this._variables = null;
    return this._context;
  }

  _run(): void {
    if (this._context !== null) {
      this._runIn(this._context);
      return;
    }
    // The copy is lent: most callbacks leave it as it was, and it serves the next handle.
    const variables = this._variables as Variables;
    const lent = lendContext(variables);
    this._context = lent;
    this._runIn(lent);
    // Who asked for it in the meantime may keep it.
    if (this._variables !== null && takeBackContext(lent, variables)) this._context = null;
    else this._variables = null;
  }

  private _runIn(context: contract.Context): void {
    try {
      runInContext(context, this._callback as contract.Callback, this._args as readonly unknown[]);
    } catch (error) {
      if (error instanceof SystemExit || error instanceof KeyboardInterrupt) throw error;
      this._report(error);
    }
  }

  private _report(exception: unknown): void {
    this._loop.callExceptionHandler({
      message: `Exception in callback ${this._describeCall()}`,
      exception,
      handle: this,
      ...(this._sourceTraceback === null ? {} : { sourceTraceback: this._sourceTraceback }),
    });
  }

  private _describeCall(): string {
    return reprCall(this._callback, this._args ?? NO_ARGS);
  }

  protected _reprInfo(): string[] {
    const info: string[] = [this.constructor.name];
    if (this._cancelled) info.push('cancelled');
    if (this._callback !== null) info.push(this._describeCall());
    const created = createdAt(this._sourceTraceback);
    if (created !== '') info.push(created.trim());
    return info;
  }

  toString(): string {
    return this._repr ?? `<${this._reprInfo().join(' ')}>`;
  }
}

/** asyncio.TimerHandle: one for a time, in seconds of the loop's clock. */
export class TimerHandle extends Handle implements contract.TimerHandle {
  _scheduled = false;
  readonly _when: number;

  constructor(
    when: number,
    callback: contract.Callback,
    args: readonly unknown[],
    loop: contract.AbstractEventLoop,
    context?: contract.Context | null,
  ) {
    super(callback, args, loop, context);
    this._when = when;
  }

  when(): number {
    return this._when;
  }

  override cancel(): void {
    if (!this._cancelled) this._loop._timerHandleCancelled(this);
    super.cancel();
  }

  protected override _reprInfo(): string[] {
    const info = super._reprInfo();
    info.splice(this._cancelled ? 2 : 1, 0, `when=${String(this._when)}`);
    return info;
  }
}
