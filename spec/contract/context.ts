/** Context variables (Python's `contextvars`): the one state that follows a callback or a task, not the thread. */

/** Undoes one `ContextVar.set()`. Source: contextvars, Token. */
export interface Token<T> {
  readonly var: ContextVar<T>;
  /** The value before the `set()`; `Token.MISSING` (`undefined` here) when there was none. */
  readonly oldValue: T | undefined;
}

/** A variable whose value belongs to the current {@link Context}. Source: contextvars, ContextVar. */
export interface ContextVar<T> {
  readonly name: string;
  /**
   * The value in the current context, else `fallback`, else the variable's default.
   * @throws LookupError when there is none of them.
   */
  get(fallback?: T): T;
  set(value: T): Token<T>;
  /** @throws ValueError when the token is another variable's or context's. */
  reset(token: Token<T>): void;
}

/** A mapping of context variables to values. Source: contextvars, Context. */
export interface Context {
  /**
   * Runs `callback(...args)` with this context current.
   * @throws RuntimeError when this context is already entered.
   */
  run<A extends readonly unknown[], R>(callback: (...args: A) => R, args?: A): R;
  copy(): Context;
  get<T>(variable: ContextVar<T>): T | undefined;
  has(variable: ContextVar<unknown>): boolean;
  readonly size: number;
}

/** The class contextvars.ContextVar as a value. */
export interface ContextVarConstructor {
  new <T>(name: string, options?: { readonly default?: T }): ContextVar<T>;
}
/** The class contextvars.Context as a value. */
export interface ContextConstructor {
  new (): Context;
}

/** The keyword by which a callback chooses its context: `undefined` and `null` mean a copy of the current one. */
export interface ContextOption {
  readonly context?: Context | null;
}
