/** Renders what a test threw, once and for all: no object of the subject's leaves the worker. */
import { join, sep } from 'node:path';
import { inspect } from 'node:util';
import { printable } from '../printable';
import { LeftBehind } from '../../suites';
import type { Failure } from '../results/record';
import { inSource } from '../subjects/typescript/source-lines';

const LONGEST_STACKS = 6000;
/** This kit's own layers, which are in a folder `node_modules` where it is installed. */
const KIT = join(__dirname, '..', '..') + sep;

export function failureOf(error: unknown): Failure {
  try {
    return render(error);
  } catch {
    return { name: 'Error', message: 'what was thrown cannot even be printed' };
  }
}

function render(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return { name: typeof error, message: printable(show(error)) };
  const { name, message, stack, expected, actual } = error as Record<string, unknown>;
  const traceback = tracebackOf(error);
  const { stacks } = error as { readonly stacks?: unknown };
  const compared = 'expected' in error && 'actual' in error && expected !== undefined;
  return {
    name: typeof name === 'string' ? printable(name, 100) : 'Error',
    message: printable(typeof message === 'string' ? message : show(error)),
    ...(compared ? compare(expected, actual) : {}),
    ...(error instanceof LeftBehind && error.clause !== undefined ? { clause: error.clause } : {}),
    ...(typeof stack === 'string' ? { stack: printable([...causeFrames(error), ...frames(stack)].join('\n')) } : {}),
    ...(traceback === undefined ? {} : { traceback: printable(traceback, LONGEST_STACKS) }),
    ...(typeof stacks === 'string' ? { stacks: printable(stacks, LONGEST_STACKS) } : {}),
  };
}

/** Where in Python it was raised: the error itself, or the one that it tells of. */
function tracebackOf(error: object): string | undefined {
  const { cause } = error as { readonly cause?: { readonly exception?: object } | null };
  const told = [error, cause, cause?.exception] as readonly (
    { readonly pythonTraceback?: unknown } | null | undefined
  )[];
  const found = told.map((each) => each?.pythonTraceback).find((text) => typeof text === 'string');
  return typeof found === 'string' ? found : undefined;
}

function show(value: unknown): string {
  return inspect(value, { depth: 3, breakLength: 100, maxArrayLength: MOST_ITEMS, maxStringLength: 500 });
}

const MOST_ITEMS = 50;
const BEFORE = 5;

/** Of long arrays the part around the first difference: the items before it are all alike. */
function compare(expected: unknown, actual: unknown): Required<Pick<Failure, 'expected' | 'actual'>> {
  const first = firstDifference(expected, actual);
  const from = first < MOST_ITEMS - BEFORE ? 0 : first - BEFORE;
  const part = (value: unknown): string =>
    from === 0 ? show(value) : `from item ${from} on: ${show((value as readonly unknown[]).slice(from))}`;
  return { expected: printable(part(expected)), actual: printable(part(actual)) };
}

/** 0 where there is none, or where they are no two arrays. */
function firstDifference(expected: unknown, actual: unknown): number {
  if (!Array.isArray(expected) || !Array.isArray(actual)) return 0;
  const most = Math.min(expected.length, actual.length);
  let index = 0;
  while (index < most && show(expected[index]) === show(actual[index])) index += 1;
  return index;
}

/** Of an assertion about an error: where that was thrown. */
function causeFrames(error: object): readonly string[] {
  const { cause } = error as { readonly cause?: unknown };
  if (!(cause instanceof Error) || typeof cause.stack !== 'string') return [];
  return frames(cause.stack);
}

function frames(stack: string): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/node:internal|node_modules/.test(line.replace(KIT, '')))
    .slice(0, 8)
    .map((line) => inSource(line.trim()));
}
