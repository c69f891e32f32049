/** Python's `repr()` for the values that show up in messages; short, and it never throws. */
import { inspect } from 'node:util';

export function repr(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'None';
    case 'boolean':
      return value ? 'True' : 'False';
    case 'string':
      return inspect(value);
    case 'function':
      return callableName(value);
    case 'object':
      return value === null ? 'None' : reprObject(value);
    default:
      return inspect(value);
  }
}

function reprObject(value: object): string {
  try {
    if (value instanceof Error) return reprError(value);
    if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
    const own = value as { toString?: unknown };
    if (typeof own.toString === 'function' && own.toString !== Object.prototype.toString && !isGenerator(value)) {
      return String(value);
    }
    const name = value.constructor?.name;
    return name === 'Object' || name === undefined
      ? inspect(value, { depth: 1, breakLength: Infinity })
      : `<${name} object>`;
  } catch {
    return '<object>';
  }
}

function isGenerator(value: object): boolean {
  return (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Generator';
}

/** `ValueError('message')`. */
function reprError(error: Error): string {
  const { args } = error as { args?: unknown };
  const shown = Array.isArray(args) ? args : error.message === '' ? [] : [error.message];
  return `${error.constructor.name}(${shown.map(repr).join(', ')})`;
}

/** How a callback is named in messages. */
export function callableName(callback: unknown): string {
  const { name } = callback as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : '<lambda>';
}

/** `name(1, 2)`. */
export function reprCall(callback: unknown, args: readonly unknown[]): string {
  return `${typeof callback === 'function' ? callableName(callback) : repr(callback)}(${args.map(repr).join(', ')})`;
}
