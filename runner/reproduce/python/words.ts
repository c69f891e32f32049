/** Names and literals of Python. */

const TAKEN: ReadonlySet<string> = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda ' +
    'nonlocal not or pass raise return try while with yield None True False ' +
    // Builtins and modules that scripts use.
    'len list set str repr sorted isinstance range type enumerate getattr map filter print id next iter object any all ' +
    'asyncio contextvars signal os time gc re types socket bytes equal reports raises'
  ).split(' '),
);

/** `callSoon` is `call_soon`; names of classes and of constants stay. */
export function snake(name: string): string {
  const [, lead = '', rest = ''] = /^(_*)(.*)$/.exec(name) ?? [];
  if (/^[A-Z]/.test(rest)) return name;
  return lead + rest.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/\$/g, '_');
}

/** A variable of the test's. */
export function variable(name: string): string {
  const own = snake(name);
  return TAKEN.has(own) ? `${own}_` : own;
}

export function quoted(text: string): string {
  const plain = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
  return plain.includes("'") && !plain.includes('"') ? `"${plain}"` : `'${plain.replaceAll("'", "\\'")}'`;
}

/** Errors by the names that the contract gives them; those of JavaScript's own become what no loop raises by itself. */
export function errorName(name: string): string | undefined {
  const other: Readonly<Record<string, string>> = {
    CancelledError: 'asyncio.CancelledError',
    InvalidStateError: 'asyncio.InvalidStateError',
    TimeoutError: 'asyncio.TimeoutError',
    SendfileNotAvailableError: 'asyncio.SendfileNotAvailableError',
    RangeError: 'ArithmeticError',
    Error: 'Exception',
  };
  return other[name];
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `    ${line}`));
}
