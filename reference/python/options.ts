/** Keyword arguments arrive as an options object; a misspelt keyword is an error, as in Python. */
import type { AbstractEventLoop, Context, ContextOption } from '../../spec';
import { repr } from './repr';

/** Options that a loop makes for its futures and tasks: no key of theirs is misspelt, so that none is looked at. */
export class OfLoop {
  constructor(readonly loop: AbstractEventLoop) {}
}

/** Likewise those that tasks and futures make for each callback of theirs. */
export class InContext {
  constructor(readonly context: Context) {}
}

/** @throws TypeError unless `options` is left out or a plain object whose keys are all in `known`. */
export function checkOptions(options: unknown, where: string, known: readonly string[]): void {
  if (options === undefined || options === null || options instanceof OfLoop) return;
  if (!isOptions(options)) throw new TypeError(`${where} takes an options object, got ${repr(options)}`);
  for (const key in options) {
    if (!known.includes(key)) throw new TypeError(`${where} got an unexpected keyword argument '${key}'`);
  }
}

/** Objects made by a literal: an instance of another class was meant as something else. */
export function isOptions(value: unknown): boolean {
  if (value instanceof OfLoop) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
}

/** The `context` of scheduling options; quick, since every callback passes here. @throws TypeError for other keys. */
export function contextOption(options: ContextOption | undefined, where: string): Context | null {
  if (options === undefined || options === null) return null;
  if (options instanceof InContext) return options.context;
  for (const key in options) {
    if (key !== 'context') throw new TypeError(`${where} got an unexpected keyword argument '${key}'`);
  }
  const { context } = options;
  // A bare Context, say, has no own keys: it would pass for empty options.
  if (context === undefined && !isOptions(options)) {
    throw new TypeError(`${where} takes an options object, got ${repr(options)}`);
  }
  return context ?? null;
}
