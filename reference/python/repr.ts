/** Python's `repr()` for the values that show up in messages; short, and it never throws. */

export function repr(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'None';
    case 'boolean':
      return value ? 'True' : 'False';
    case 'string':
      return quote(value);
    case 'function':
      return callableName(value);
    case 'object':
      return value === null ? 'None' : reprObject(value);
    default:
      return Object.is(value, -0) ? '-0' : String(value);
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
    return name === 'Object' || name === undefined ? reprDict(value) : `<${name} object>`;
  } catch {
    return '<object>';
  }
}

/** A dict whose dicts are not shown: it may be of any size, or hold itself. */
function reprDict(value: object): string {
  const items = Object.entries(value).map(([key, item]) => `${quote(key)}: ${isPlain(item) ? '{...}' : repr(item)}`);
  return `{${items.join(', ')}}`;
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
}

/** In single quotes, or in double ones when there are single ones in it and no double. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  // eslint-disable-next-line no-control-regex -- these are what has to be escaped
  const escaped = text.replace(/[\\\u0000-\u001f\u007f]/g, escape);
  return `${mark}${mark === "'" ? escaped.replaceAll("'", "\\'") : escaped}${mark}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escape(character: string): string {
  return ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
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
