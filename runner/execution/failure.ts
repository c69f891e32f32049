/** Renders what a test threw, once and for all: no object of the subject's leaves the worker. */
import { inspect } from 'node:util';
import type { Failure } from '../results/record';

const LONGEST = 2000;

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
  const compared = 'expected' in error && 'actual' in error && expected !== undefined;
  return {
    name: typeof name === 'string' ? printable(name, 100) : 'Error',
    message: printable(typeof message === 'string' ? message : show(error)),
    ...(compared ? { expected: printable(show(expected)), actual: printable(show(actual)) } : {}),
    ...(typeof stack === 'string' ? { stack: printable(frames(stack)) } : {}),
  };
}

function show(value: unknown): string {
  return inspect(value, { depth: 3, breakLength: 100, maxArrayLength: 50, maxStringLength: 500 });
}

function frames(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/node:internal|node_modules/.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
    .join('\n');
}

/** What steers a terminal, and what XML forbids. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;

/** At most `longest` characters, and those that steer something made visible. */
export function printable(text: string, longest = LONGEST): string {
  const cut = text.length <= longest ? text : `${text.slice(0, longest)} ...`;
  // Half of a pair of surrogates becomes U+FFFD on the way.
  return Buffer.from(cut)
    .toString()
    .replace(CONTROL, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
