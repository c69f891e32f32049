/** Expressions of a test in Python. */
import ts from 'typescript';
import { refuse } from '../parts/refusal';
import { call, construct } from './calls';
import { errorName, quoted, snake, variable } from './words';
import { stripped } from './syntax';
import type { Writer } from './writer';

const { SyntaxKind } = ts;

export function expression(given: ts.Expression, writer: Writer): string {
  const node = stripped(given);
  if (ts.isIdentifier(node)) return identifier(node.text, writer);
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return quoted(node.text);
  if (ts.isNumericLiteral(node)) return node.getText().replace(/^\./, '0.');
  if (ts.isTemplateExpression(node)) return template(node, writer);
  if (ts.isRegularExpressionLiteral(node)) return regex(node, writer);
  if (ts.isArrayLiteralExpression(node)) return `[${list(node.elements, writer)}]`;
  if (ts.isObjectLiteralExpression(node)) return record(node, writer);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return writer.lambda(node, isHandedOn(node));
  if (ts.isCallExpression(node)) return call(node, writer);
  if (ts.isNewExpression(node)) return construct(node, writer);
  if (ts.isPropertyAccessExpression(node)) return property(node, writer);
  if (ts.isElementAccessExpression(node)) return element(node, writer);
  if (ts.isBinaryExpression(node)) return binary(node, writer);
  if (ts.isPrefixUnaryExpression(node)) return prefix(node, writer);
  if (ts.isConditionalExpression(node)) {
    const [yes, no] = [expression(node.whenTrue, writer), expression(node.whenFalse, writer)];
    return `(${yes} if ${expression(node.condition, writer)} else ${no})`;
  }
  if (ts.isAwaitExpression(node)) return awaited(node.expression, writer);
  if (ts.isYieldExpression(node)) return yielded(node, writer);
  if (ts.isTypeOfExpression(node)) return refuse('typeof of a value');
  if (ts.isSpreadElement(node)) return spread(node.expression, writer);
  switch (node.kind) {
    case SyntaxKind.TrueKeyword:
      return 'True';
    case SyntaxKind.FalseKeyword:
      return 'False';
    case SyntaxKind.NullKeyword:
      return 'None';
    case SyntaxKind.ThisKeyword:
      return 'self';
    default:
      return refuse(`${SyntaxKind[node.kind]} has no counterpart in Python here`);
  }
}

/** A function in a list or made by another: who calls it may pass arguments that it does not take. */
function isHandedOn({ parent }: ts.Node): boolean {
  return ts.isArrayLiteralExpression(parent) || ts.isArrowFunction(parent) || ts.isPropertyAssignment(parent);
}

/** What a method that stands in for the loop's got is handed on with its keywords. */
function spread(given: ts.Expression, writer: Writer): string {
  const node = stripped(given);
  const forwarded = ts.isIdentifier(node) && writer.forwarded.has(node.text);
  return forwarded ? `*${variable(node.text)}, **keywords` : `*${expression(node, writer)}`;
}

export function list(nodes: readonly ts.Expression[], writer: Writer): string {
  return nodes.map((node) => expression(node, writer)).join(', ');
}

const NAMES: Readonly<Record<string, string>> = {
  undefined: 'None',
  Infinity: "float('inf')",
  NaN: "float('nan')",
  String: 'str',
  Number: 'float',
};

function identifier(name: string, writer: Writer): string {
  const own = writer.renamed.get(name);
  if (own !== undefined) return own;
  if (name === 'asyncio') return name;
  if (name in NAMES) return NAMES[name] as string;
  if (/^(Symbol|Proxy|Reflect|Promise|Map|process|globalThis|console)$/.test(name))
    return refuse(`${name} is JavaScript's own`);
  return errorName(name) ?? variable(name);
}

function template(node: ts.TemplateExpression, writer: Writer): string {
  const parts = [quoted(node.head.text)];
  const spans = node.templateSpans.map((span) => ({
    value: expression(span.expression, writer),
    text: span.literal.text,
  }));
  const inner = spans.map(({ value }) => value).join('');
  if (!/["\\{}]/.test(inner) && !/[\n{}"\\]/.test(node.head.text + spans.map(({ text }) => text).join(''))) {
    const body = node.head.text + spans.map(({ value, text }) => `{${value}}${text}`).join('');
    return inner.includes("'") || body.includes("'") ? `f"${body}"` : `f'${body}'`;
  }
  for (const { value, text } of spans) parts.push(`str(${value})`, ...(text === '' ? [] : [quoted(text)]));
  return parts.join(' + ');
}

function regex(node: ts.RegularExpressionLiteral, writer: Writer): string {
  const [, source = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(node.getText()) ?? [];
  if (/\[\^\]|\(\?<[a-z]|\\[pu]\{?/.test(source)) return refuse('a pattern that Python writes otherwise');
  writer.imports.add('re');
  const pattern = source.replaceAll('\\/', '/');
  const letters = flags
    .replace(/[ug]/g, '')
    .split('')
    .map((flag) => `re.${flag.toUpperCase()}`);
  const raw = pattern.includes("'") ? `r"${pattern.replaceAll('"', '\\"')}"` : `r'${pattern}'`;
  return `re.compile(${[raw, ...(letters.length === 0 ? [] : [letters.join(' | ')])].join(', ')})`;
}

/** A plain object: a dict whose items are attributes too; one with methods: a namespace. */
function record(node: ts.ObjectLiteralExpression, writer: Writer): string {
  const items: string[] = [];
  let methods = false;
  for (const item of node.properties) {
    if (ts.isSpreadAssignment(item)) items.push(`**${expression(item.expression, writer)}`);
    else if (ts.isShorthandPropertyAssignment(item))
      items.push(`${snake(item.name.text)}=${identifier(item.name.text, writer)}`);
    else if (ts.isPropertyAssignment(item) && !ts.isComputedPropertyName(item.name)) {
      const { initializer } = item;
      const key = keyOf(item.name);
      if (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) methods = true;
      items.push(`${key}=${expression(initializer, writer)}`);
    } else return refuse('an object with methods of its own');
  }
  if (methods) {
    if (items.some((item) => /^(next|throw|return|_asyncio_future_blocking)=/.test(item)))
      return refuse('an object that plays a part in a protocol');
    writer.imports.add('types');
    return `types.SimpleNamespace(${items.join(', ')})`;
  }
  return `${writer.need('Record')}(${items.join(', ')})`;
}

export function keyOf(name: ts.PropertyName): string {
  if (ts.isPrivateIdentifier(name)) return `_${snake(name.text.slice(1))}`;
  if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) return refuse('a computed name');
  const key = snake(name.text);
  return /^\w+$/.test(key) ? key : refuse('a name that Python does not allow');
}

const MODULES: Readonly<Record<string, string>> = {
  ContextVar: 'contextvars',
  Context: 'contextvars',
  copyContext: 'contextvars',
  ConcurrentFuture: 'concurrent.futures',
  ThreadPoolExecutor: 'concurrent.futures',
};

/** A name of the module asyncio or of its neighbours. */
export function moduleName(name: string, writer: Writer): string {
  const other = MODULES[name];
  if (other === undefined)
    return `asyncio.${name.startsWith('_') || /^[A-Z_]+$/.test(name) ? snake(name) : snake(name)}`;
  writer.imports.add(other);
  return `${other}.${name === 'ConcurrentFuture' ? 'Future' : snake(name)}`;
}

/** What the loop tells its exception handler, and what a record of a log has. */
const FACTS: ReadonlySet<string> = new Set(
  'message exception future task handle sourceTraceback handleTraceback protocol transport socket asyncgen text level'.split(
    ' ',
  ),
);

function property(node: ts.PropertyAccessExpression, writer: Writer): string {
  const { expression: receiver, name } = node;
  const at = stripped(receiver);
  const text = at.getText();
  if (name.text === 'sockets' && /(^|\.)asyncio$/.test(text)) {
    writer.imports.add('socket');
    return 'socket';
  }
  if (text === 'env') {
    if (name.text === 'tick') return '0.01';
    if (name.text === 'wire') return refuse('it needs a peer at the other end of a connection (env.wire)');
    return refuse(`env.${name.text} is not known here`);
  }
  if (text === 'env.patience')
    return { tick: '0.01', wait: '5', silence: '0.05' }[name.text] ?? refuse(`patience.${name.text}`);
  if (text === 'constants' && name.text === 'signals') {
    writer.imports.add('signal');
    return 'signal';
  }
  if (ts.isIdentifier(at) && at.text === writer.world) return identifier(name.text, writer);
  if (text === 'process' && name.text === 'pid') {
    writer.imports.add('os');
    return 'os.getpid()';
  }
  if (ts.isPrivateIdentifier(name)) return `${expression(at, writer)}.${keyOf(name)}`;
  return literalText(
    name.text,
    expression(at, writer),
    writer,
    isError(at, writer),
    node.questionDotToken !== undefined && !ts.isElementAccessExpression(at),
  );
}

/** `whole.name`. */
export function literalText(name: string, whole: string, writer: Writer, error = false, optional = false): string {
  if (whole === 'asyncio' || whole === 'self.asyncio') return moduleName(name, writer);
  if (name === 'length' || name === 'size') return `len(${whole})`;
  if (name === 'args' && !/^self/.test(whole)) return `list(${whole}.args)`;
  if (error && name === 'message') return `str(${whole})`;
  if (error && name === 'name') return `type(${whole}).__name__`;
  const value = FACTS.has(name) && !error ? `${whole}.get(${quoted(snake(name))})` : `${whole}.${snake(name)}`;
  return optional ? `(${value} if ${whole} is not None else None)` : value;
}

export function isError(node: ts.Expression, writer: Writer): boolean {
  const at = stripped(node);
  if (ts.isIdentifier(at)) return writer.errors.has(at.text);
  if (ts.isAwaitExpression(at) || (ts.isYieldExpression(at) && at.expression !== undefined))
    return isError(at.expression as ts.Expression, writer);
  return (
    ts.isCallExpression(at) && ts.isIdentifier(at.expression) && /^(raises|rejects|raisedBy)$/.test(at.expression.text)
  );
}

function element(
  { expression: receiver, argumentExpression: index }: ts.ElementAccessExpression,
  writer: Writer,
): string {
  const whole = expression(receiver, writer);
  if (ts.isStringLiteral(index)) return literalText(index.text, whole, writer);
  const known = ts.isIdentifier(index) ? writer.values.get(index.text) : undefined;
  if (typeof known === 'string' && /^[a-z_]\w*$/i.test(known)) return literalText(known, whole, writer);
  if (ts.isIdentifier(index) && writer.memberNames.has(index.text)) {
    writer.imports.add('re');
    return `getattr(${whole}, ${writer.need('snake')}(${expression(index, writer)}))`;
  }
  const last = /^(.*)\.length - (\d+)$/.exec(index.getText());
  if (last?.[1] === receiver.getText()) return `${whole}[-${last[2] ?? ''}]`;
  return `${whole}[${expression(index, writer)}]`;
}

function binary({ left, operatorToken, right }: ts.BinaryExpression, writer: Writer): string {
  const operator = operatorToken.getText();
  const typed = ts.isTypeOfExpression(stripped(left))
    ? typeTest(stripped(left) as ts.TypeOfExpression, operator, right, writer)
    : undefined;
  if (typed !== undefined) return typed;
  const [a, b] = [expression(left, writer), expression(right, writer)];
  switch (operator) {
    case '===':
    case '!==':
      return `(${a} ${/^(None|True|False)$/.test(b) ? (operator === '===' ? 'is' : 'is not') : operator.slice(0, 2)} ${b})`;
    case '&&':
      return `(${a} and ${b})`;
    case '||':
      return `(${a} or ${b})`;
    case '??':
      return b === 'None' ? a : `(${b} if ${a} is None else ${a})`;
    case 'instanceof':
      return `isinstance(${a}, ${b})`;
    case 'in':
      return `hasattr(${b}, ${a})`;
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '**':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `(${a} ${operator} ${b})`;
    default:
      return refuse(`${operator} is not known here`);
  }
}

function typeTest(
  { expression: value }: ts.TypeOfExpression,
  operator: string,
  right: ts.Expression,
  writer: Writer,
): string {
  const types: Readonly<Record<string, string>> = { string: 'str', number: '(int, float)', boolean: 'bool' };
  const type = ts.isStringLiteral(right) ? types[right.text] : undefined;
  if (ts.isStringLiteral(right) && right.text === 'function')
    return `${operator === '===' ? '' : 'not '}callable(${expression(value, writer)})`;
  if (type === undefined) return refuse('typeof of a value');
  return `${operator === '===' ? '' : 'not '}isinstance(${expression(value, writer)}, ${type})`;
}

function prefix({ operator, operand }: ts.PrefixUnaryExpression, writer: Writer): string {
  const value = expression(operand, writer);
  if (operator === SyntaxKind.ExclamationToken) return `(not ${value})`;
  if (operator === SyntaxKind.MinusToken) return `-${value}`;
  return refuse('an assignment inside an expression');
}

/** In Python the calls that run a loop return when it is done: nothing is left to await, save a host's thread. */
function awaited(node: ts.Expression, writer: Writer): string {
  const at = stripped(node);
  if (ts.isIdentifier(at))
    return writer.promises.has(at.text)
      ? `${variable(at.text)}.result()`
      : refuse('a promise that is kept in a variable');
  const value = expression(at, writer);
  return /^from_host\(/.test(value) ? `${value}.result()` : value;
}

function yielded({ asteriskToken, expression: value }: ts.YieldExpression, writer: Writer): string {
  if (value === undefined) return '(await asyncio.sleep(0))';
  if (asteriskToken === undefined) return `(await ${writer.need('bare')}(${expression(value, writer)}))`;
  if (value.getText() === '[]') return refuse('nothing that is awaited');
  return `(await ${expression(value, writer)})`;
}
