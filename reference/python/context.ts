/**
 * Context variables. A context is a map that its copies share until one of them writes; "the current context" is one
 * variable of this module, changed only by entering and leaving, never by awaiting.
 */
import { LookupError, RuntimeError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { checkOptions } from './options';
import { repr } from './repr';

export type Variables = ReadonlyMap<contract.ContextVar<unknown>, unknown>;
const NONE: Variables = new Map();

/** contextvars.Context. */
export class Context implements contract.Context {
  #variables: Variables = NONE;
  /** Whether no copy shares {@link #variables}, so that it may be written. */
  #owned = false;
  /** The context to go back to; `null` unless it is entered. */
  #outer: Context | null = null;

  run<A extends readonly unknown[], R>(callback: (...args: A) => R, args?: A): R {
    return runInContext(this, callback, args ?? []) as R;
  }

  copy(): Context {
    return Context.with(Context.share(this));
  }

  get<T>(variable: contract.ContextVar<T>): T | undefined {
    return this.#variables.get(variable) as T | undefined;
  }

  has(variable: contract.ContextVar<unknown>): boolean {
    return this.#variables.has(variable);
  }

  get size(): number {
    return this.#variables.size;
  }

  [Symbol.iterator](): Iterator<contract.ContextVar<unknown>> {
    return this.#variables.keys();
  }

  /** @internal */
  static with(variables: Variables): Context {
    const context = new Context();
    context.#variables = variables;
    return context;
  }

  /** @internal The variables as they are: who writes to `context` later writes to a map of its own. */
  static share(context: Context): Variables {
    context.#owned = false;
    return context.#variables;
  }

  /** @internal A context with `variables`, perhaps one that was given back. */
  static lend(variables: Variables): Context {
    if (spare === null) return Context.with(variables);
    const context = spare;
    spare = null;
    context.#variables = variables;
    return context;
  }

  /** @internal Takes back what was lent, unless its variables have changed; who gives it back must be the only one to know it. */
  static takeBack(context: Context, variables: Variables): boolean {
    if (context.#variables !== variables) return false;
    spare = context;
    // It must not keep alive what is kept in the variables.
    context.#variables = NONE;
    return true;
  }

  /** @internal Sets `variable`, or deletes it when `value` is undefined. */
  static write(context: Context, variable: contract.ContextVar<unknown>, value: unknown): void {
    const variables = context.#owned
      ? (context.#variables as Map<contract.ContextVar<unknown>, unknown>)
      : new Map(context.#variables);
    if (value === undefined) variables.delete(variable);
    else variables.set(variable, value);
    context.#variables = variables;
    context.#owned = true;
  }

  /** @internal */
  static enter(context: Context): void {
    if (context.#outer !== null)
      throw new RuntimeError(`cannot enter context: ${context.toString()} is already entered`);
    context.#outer = current;
    current = context;
  }

  /** @internal */
  static leave(context: Context): void {
    current = context.#outer as Context;
    context.#outer = null;
  }

  toString(): string {
    return '<Context object>';
  }
}

/** The context of code that no loop runs. */
let current: Context = new Context();
/** A context for the next callback: most callbacks neither see nor change theirs. */
let spare: Context | null = null;

/** Makes `context` current until {@link leaveContext}. @throws RuntimeError when it is entered already. */
export const enterContext: (context: Context) => void = Context.enter;
export const leaveContext: (context: Context) => void = Context.leave;

/** A copy of the current context. */
export function copyContext(): Context {
  return current.copy();
}

/** What a copy of the current context would hold. */
export function currentVariables(): Variables {
  return Context.share(current);
}

export const contextWith: (variables: Variables) => Context = Context.with;
export const lendContext: (variables: Variables) => Context = Context.lend;
export const takeBackContext: (context: Context, variables: Variables) => boolean = Context.takeBack;

/** Calls `callback(...args)` inside `context`, which may be another implementation's. */
export function runInContext(
  context: contract.Context,
  callback: contract.Callback,
  args: readonly unknown[],
): unknown {
  if (!(context instanceof Context)) return context.run(callback, [...args]);
  enterContext(context);
  try {
    // Spelt out because spreading costs more than most callbacks do.
    switch (args.length) {
      case 0:
        return callback();
      case 1:
        return callback(args[0]);
      default:
        return callback(...args);
    }
  } finally {
    leaveContext(context);
  }
}

/** contextvars.Token: what `set()` returns and `reset()` takes. */
export class Token<T> implements contract.Token<T> {
  static readonly MISSING = undefined;
  #used = false;

  constructor(
    readonly var_: ContextVar<T>,
    readonly oldValue: T | undefined,
    /** @internal */
    readonly context: Context,
  ) {}

  get var(): ContextVar<T> {
    return this.var_;
  }

  /** @internal Marks the token as used up. */
  static spend(token: Token<unknown>): void {
    if (token.#used) throw new RuntimeError(`${token.toString()} has already been used once`);
    token.#used = true;
  }

  toString(): string {
    return `<Token${this.#used ? ' used' : ''} var=${this.var_.toString()}>`;
  }
}

export interface ContextVarOptions<T> {
  readonly default?: T;
}

/** contextvars.ContextVar. */
export class ContextVar<T> implements contract.ContextVar<T> {
  readonly #default: T | undefined;

  constructor(
    readonly name: string,
    options?: ContextVarOptions<T>,
  ) {
    if (typeof name !== 'string') throw new TypeError(`context variable name must be a str, got ${repr(name)}`);
    checkOptions(options, 'ContextVar()', ['default']);
    this.#default = options?.default;
  }

  get(fallback?: T): T {
    const value = current.get<T>(this) ?? this.#missing(fallback);
    return value;
  }

  #missing(fallback: T | undefined): T {
    // `null` is a value: only a variable that the context lacks falls back.
    if (current.has(this)) return current.get<T>(this) as T;
    if (fallback !== undefined) return fallback;
    if (this.#default !== undefined) return this.#default;
    throw new LookupError(this.toString());
  }

  set(value: T): Token<T> {
    const token = new Token<T>(this, current.get<T>(this), current);
    Context.write(current, this, value === undefined ? null : value);
    return token;
  }

  reset(token: contract.Token<T>): void {
    if (!(token instanceof Token)) throw new TypeError(`expected an instance of Token, got ${repr(token)}`);
    const own = token as Token<T>;
    if ((own.var_ as unknown) !== this) throw new ValueError(`${own.toString()} was created by a different ContextVar`);
    if (own.context !== current) throw new ValueError(`${own.toString()} was created in a different Context`);
    Token.spend(own);
    Context.write(current, this, own.oldValue);
  }

  toString(): string {
    return `<ContextVar name=${repr(this.name)}>`;
  }
}
