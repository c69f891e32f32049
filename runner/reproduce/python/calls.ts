/** Calls: of the contract by its signatures, of the kit's support by a shim, of JavaScript's own by their counterparts. */
import ts from 'typescript';
import { refuse } from '../parts/refusal';
import { expression, isError, keyOf, list, literalText, moduleName } from './expression';
import { indented, snake, variable } from './words';
import { stripped } from './syntax';
import type { Writer } from './writer';

type Args = readonly ts.Expression[];

export function call(node: ts.CallExpression, writer: Writer): string {
  const callee = stripped(node.expression);
  const args = node.arguments;
  if (ts.isIdentifier(callee)) return named(callee.text, args, writer);
  if (ts.isPropertyAccessExpression(callee)) return method(callee, args, writer);
  if (ts.isFunctionExpression(callee) || ts.isArrowFunction(callee))
    return `${writer.lambda(callee)}(${list(args, writer)})`;
  if (callee.kind === ts.SyntaxKind.SuperKeyword) return `super().__init__(${list(args, writer)})`;
  return `${expression(callee, writer)}(${list(args, writer)})`;
}

export function construct(
  { expression: callee, arguments: args = [] as unknown as ts.NodeArray<ts.Expression> }: ts.NewExpression,
  writer: Writer,
): string {
  const name = callee.getText();
  if (name === 'Set') return args.length === 0 ? 'set()' : `set(${list(args, writer)})`;
  if (name === 'WeakRef') {
    writer.imports.add('weakref');
    return `weakref.ref(${list(args, writer)})`;
  }
  if (/^(Promise|Map|Proxy|Array|Uint8Array|MessageChannel)$/.test(name)) return refuse(`new ${name}`);
  return `${expression(callee, writer)}(${passed(lastName(callee), args, writer)})`;
}

function lastName(node: ts.Expression): string {
  return ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();
}

/** Arguments as Python takes them: `*args` spread, trailing options as keywords. */
function passed(name: string, args: Args, writer: Writer): string {
  const { ARGS_AT, OPTIONS_AT } = writer.signatures;
  return args
    .flatMap((given, index) => {
      const arg = stripped(given);
      if (index === ARGS_AT[name]) {
        if (ts.isArrayLiteralExpression(arg)) return arg.elements.map((one) => expression(one, writer));
        return arg.getText() === 'undefined' ? [] : [`*${expression(arg, writer)}`];
      }
      if (index === OPTIONS_AT[name]) {
        if (ts.isObjectLiteralExpression(arg)) return keywords(arg, writer);
        if (arg.getText() === 'undefined') return [];
        return [`**${expression(arg, writer)}`];
      }
      if (LENIENT.has(name) && (ts.isArrowFunction(arg) || ts.isFunctionExpression(arg)))
        return [writer.lambda(arg, true)];
      return [expression(arg, writer)];
    })
    .join(', ');
}

/** Methods that call a function with arguments which it may leave out in JavaScript. */
export const LENIENT: ReadonlySet<string> = new Set([
  'addDoneCallback',
  'setExceptionHandler',
  'setTaskFactory',
  '_addCallback',
  'run',
]);

function keywords(node: ts.ObjectLiteralExpression, writer: Writer): string[] {
  return node.properties.map((item) => {
    if (ts.isShorthandPropertyAssignment(item)) return `${snake(item.name.text)}=${expression(item.name, writer)}`;
    if (ts.isSpreadAssignment(item)) return `**${expression(item.expression, writer)}`;
    if (!ts.isPropertyAssignment(item)) return refuse('an object with methods of its own');
    return `${keyOf(item.name)}=${expression(item.initializer, writer)}`;
  });
}

/** A function that takes no arguments, for what JavaScript passes as a promise or as a closure. */
function thunk(given: ts.Expression | undefined, writer: Writer): string {
  if (given === undefined) return refuse('a call without its argument');
  const node = stripped(given);
  if (ts.isArrowFunction(node)) return writer.lambda(node);
  if (ts.isIdentifier(node) || ts.isFunctionExpression(node)) return expression(node, writer);
  return `lambda: ${expression(node, writer)}`;
}

function named(name: string, args: Args, writer: Writer): string {
  const [first, second] = args;
  switch (name) {
    case 'raises':
    case 'rejects':
      return `${writer.need('raises')}(${first === undefined ? '' : expression(first, writer)}, ${thunk(second, writer)})`;
    case 'raisedBy': {
      if (first === undefined || second === undefined) return refuse('a call without its argument');
      const closure = stripped(second);
      const awaited =
        ts.isArrowFunction(closure) || ts.isFunctionExpression(closure)
          ? called(closure, writer)
          : expression(second, writer);
      return `${writer.need('raised_by')}(${expression(first, writer)}, ${awaited})`;
    }
    case 'isKind':
      return `isinstance(${list(args, writer)})`;
    case 'expectNone':
      writer.need('equal');
      return `equal(${first === undefined ? '' : expression(first, writer)}, None)`;
    case 'fail':
      return `${writer.need('fail')}(${list(args, writer)})`;
    case 'bytes':
      return `${list(args, writer)}.encode('latin-1')`;
    case 'text':
      return `bytes(${list(args, writer)}).decode('latin-1')`;
    case 'pattern':
      return `${writer.need('pattern')}(${list(args, writer)})`;
    case 'socketPair':
      return `${writer.need('socket_pair')}()`;
    case 'udpSocket':
      return `${writer.need('udp_socket')}()`;
    case 'turns':
      return `${writer.need('turns')}(${list(args.slice(1), writer)})`;
    case 'recordLog':
      return `${writer.need('record_log')}()`;
    case 'String':
      if (first === undefined) return "''";
      return isError(first, writer) ? refuse('the text of an error') : `str(${expression(first, writer)})`;
    case 'Number':
      return `float(${list(args, writer)})`;
    default: {
      const last = args.at(-1);
      const options = writer.takesOptions.has(variable(name)) && last !== undefined ? stripped(last) : undefined;
      const given = args.slice(0, options === undefined ? undefined : -1).map((arg) => expression(arg, writer));
      if (options !== undefined) {
        if (ts.isObjectLiteralExpression(options)) given.push(...keywords(options, writer));
        else given.push(options.getText() === 'options' ? '**options' : expression(options, writer));
      }
      return `${expression(ts.factory.createIdentifier(name), writer)}(${given.join(', ')})`;
    }
  }
}

function method(callee: ts.PropertyAccessExpression, args: Args, writer: Writer): string {
  const receiver = stripped(callee.expression);
  const name = callee.name.text;
  const text = receiver.getText();
  if (text === 'env') return environment(name, args, writer);
  if (text === 'env.patience' && name === 'bound') return args[0] === undefined ? 'None' : expression(args[0], writer);
  if (name === 'exec' && /(^|\.)(python|host)$/.test(text)) return executed(args, writer);
  if (text === 'asyncio' || text === 'this.asyncio') return module(name, args, writer);
  const own = builtin(text, name, args, writer) ?? onValue(receiver, name, args, writer);
  if (own !== undefined) return own;
  const whole = expression(receiver, writer);
  const result = `${whole}.${snake(name)}(${passed(name, args, writer)})`;
  const optional = callee.questionDotToken !== undefined && ts.isIdentifier(receiver);
  return optional ? `(${result} if ${whole} is not None else None)` : result;
}

function module(name: string, args: Args, writer: Writer): string {
  if (name === 'run' || name === 'createEagerTaskFactory')
    return `asyncio.${snake(name)}(${passed(name, args, writer)})`;
  if (name === 'gather' && args[0] !== undefined) {
    return `asyncio.gather(${passed('gather', args, writer)})`;
  }
  return `${moduleName(name, writer)}(${passed(name, args, writer)})`;
}

function environment(name: string, args: Args, writer: Writer): string {
  const [first] = args;
  const given = (): string => list(args, writer);
  switch (name) {
    case 'run':
      return `loop.run_until_complete(${first === undefined ? '' : called(first, writer)})`;
    case 'runForever':
      return `${args.length === 0 ? 'loop' : given()}.run_forever()`;
    case 'spin':
      return `${writer.need('spin')}(${given()})`;
    case 'pause':
      writer.imports.add('time');
      return `time.sleep(${given()})`;
    case 'newLoop':
      return `${writer.need('new_loop')}()`;
    case 'takeReports':
      writer.need('Record');
      return `${writer.need('take_reports')}()`;
    case 'fromHost':
      return `${writer.need('from_host')}(${given()})`;
    case 'defer':
      writer.imports.add('atexit');
      return `atexit.register(${given()})`;
    case 'kill':
      writer.imports.add('os').add('signal');
      return first !== undefined && ts.isStringLiteral(first)
        ? `os.kill(os.getpid(), signal.${first.text})`
        : `os.kill(os.getpid(), getattr(signal, ${given()}))`;
    case 'collectGarbage':
      writer.imports.add('gc');
      return 'gc.collect()';
    default:
      return refuse(`env.${name}() is not known here`);
  }
}

/** The coroutine of a coroutine function. */
function called(node: ts.Expression, writer: Writer): string {
  const at = stripped(node);
  if (ts.isArrowFunction(at) && !ts.isBlock(at.body)) return expression(at.body, writer);
  return `${expression(at, writer)}()`;
}

/** Python source of the test's own, as a function; the modules it may use are imported. */
function executed([source, bindings]: Args, writer: Writer): string {
  const text = source === undefined ? undefined : knownText(source, writer);
  if (text === undefined) return refuse('Python source that is made while it runs');
  const lines = dedent(text);
  const own = new Set([
    'asyncio',
    'contextvars',
    'threading',
    'gc',
    'weakref',
    'sys',
    'os',
    'signal',
    'time',
    'inspect',
    'functools',
    'types',
    'importlib',
    'logging',
    'warnings',
    'socket',
    'selectors',
    'concurrent.futures',
  ]);
  for (const name of own) if (new RegExp(`\\b${name.replace('.', '\\.')}\\.`).test(text)) writer.imports.add(name);
  if (/\bnew_loop_source\b/.test(text)) return refuse('it makes loops in other interpreters');
  if (/\bnew_loop\b/.test(text)) writer.need('new_loop');
  const names: string[] = [];
  const values: string[] = [];
  if (bindings !== undefined) {
    const node = stripped(bindings);
    if (!ts.isObjectLiteralExpression(node)) return refuse('bindings that are made while it runs');
    for (const item of node.properties) {
      if (ts.isShorthandPropertyAssignment(item)) {
        names.push(item.name.text);
        values.push(expression(item.name, writer));
      } else if (ts.isPropertyAssignment(item) && ts.isIdentifier(item.name)) {
        names.push(item.name.text);
        values.push(expression(item.initializer, writer));
      } else return refuse('bindings of this kind');
    }
  }
  const name = writer.name('python');
  writer.hoist([`def ${name}(${names.join(', ')}):`, ...indented(lines)]);
  // The kit hands results over as values: a tuple comes as a list.
  return `${name}(${values.join(', ')})`;
}

function knownText(node: ts.Expression, writer: Writer): string | undefined {
  const at = stripped(node);
  if (ts.isStringLiteral(at) || ts.isNoSubstitutionTemplateLiteral(at)) return at.text;
  if (ts.isIdentifier(at)) {
    const value = writer.values.get(at.text);
    return typeof value === 'string' ? value : undefined;
  }
  if (ts.isTemplateExpression(at)) {
    const spans = at.templateSpans.map((span) => [knownText(span.expression, writer), span.literal.text] as const);
    return spans.some(([value]) => value === undefined)
      ? undefined
      : at.head.text + spans.map(([value, text]) => `${value ?? ''}${text}`).join('');
  }
  return undefined;
}

function dedent(text: string): string[] {
  const lines = text.replace(/^\n+|\s+$/g, '').split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.filter((line) => line.trim() !== '').map((line) => line.slice(Number.isFinite(margin) ? margin : 0));
}

/** `Array.from`, `Object.keys`, `Math.max` and their kin. */
function builtin(owner: string, name: string, args: Args, writer: Writer): string | undefined {
  const [first, second] = args;
  const given = (): string => list(args, writer);
  switch (`${owner}.${name}`) {
    case 'Array.from': {
      if (first === undefined) return undefined;
      const length = /^\{ length: (.*) \}$/s.exec(first.getText());
      const range = length === null ? expression(first, writer) : `range(${lengthOf(first, writer)})`;
      if (second === undefined) return length === null ? `list(${range})` : `[None] * ${lengthOf(first, writer)}`;
      if (!ts.isArrowFunction(second)) return refuse('Array.from with such a function');
      const [item, index] = second.parameters;
      if (length !== null) return comprehension(second, index?.name ?? item?.name, range, writer);
      return comprehension(second, item?.name, range, writer);
    }
    case 'Array.isArray':
      return `isinstance(${given()}, (list, tuple))`;
    case 'Object.keys':
      return `list(${given()})`;
    case 'Object.entries':
      return `${given()}.items()`;
    case 'Object.values':
      return `list(${given()}.values())`;
    case 'Math.max':
    case 'Math.min':
    case 'Math.abs':
    case 'Math.round':
      return `${name}(${given()})`;
    case 'performance.now':
      writer.imports.add('time');
      return '(time.perf_counter() * 1000)';
    default:
      return /^(Object|Array|Math|JSON|Symbol|Promise|Reflect|Number|process|console|Function|Date)$/.test(owner)
        ? refuse(`${owner}.${name}() is JavaScript's own`)
        : undefined;
  }
}

function lengthOf(node: ts.Expression, writer: Writer): string {
  const [item] = (node as ts.ObjectLiteralExpression).properties;
  if (item !== undefined && ts.isPropertyAssignment(item)) return expression(item.initializer, writer);
  return item !== undefined && ts.isShorthandPropertyAssignment(item)
    ? variable(item.name.text)
    : refuse('a length of this kind');
}

function comprehension(
  arrow: ts.ArrowFunction,
  target: ts.BindingName | undefined,
  over: string,
  writer: Writer,
): string {
  const { value, hoisted } = writer.captured(() => bound(target, arrow, writer));
  const [inner, name] = value;
  if (hoisted.length === 0) return `[${inner} for ${name} in ${over}]`;
  // A function that is defined anew for each item needs a loop of statements.
  const made = writer.name('made');
  writer.hoist([`${made} = []`, `for ${name} in ${over}:`, ...indented([...hoisted, `${made}.append(${inner})`])]);
  return made;
}

/** The body of a function of one parameter, and the name of that parameter; a pattern is read from the whole. */
function bound(target: ts.BindingName | undefined, arrow: ts.ArrowFunction, writer: Writer): readonly [string, string] {
  const body = ts.isBlock(arrow.body) ? refuse('a function of statements over a list') : arrow.body;
  const before = new Map(writer.renamed);
  let name = '_';
  if (target !== undefined && ts.isIdentifier(target)) {
    name = variable(target.text);
    writer.renamed.set(target.text, name);
  } else if (target !== undefined && ts.isObjectBindingPattern(target)) {
    name = 'item';
    for (const { name: own, propertyName } of target.elements) {
      if (!ts.isIdentifier(own)) return refuse('a nested pattern');
      const key = propertyName !== undefined && ts.isIdentifier(propertyName) ? propertyName.text : own.text;
      writer.renamed.set(own.text, literalText(key, 'item', writer));
    }
  } else if (target !== undefined) {
    name = target.elements
      .map((one) => {
        if (ts.isOmittedExpression(one)) return '_';
        if (!ts.isIdentifier(one.name)) return refuse('a nested pattern');
        writer.renamed.set(one.name.text, variable(one.name.text));
        return one.dotDotDotToken === undefined ? variable(one.name.text) : `*${variable(one.name.text)}`;
      })
      .join(', ');
  }
  const text = writer.each(target === undefined ? [] : namesIn(target), () => expression(body, writer));
  writer.renamed.clear();
  for (const [key, value] of before) writer.renamed.set(key, value);
  return [text, name];
}

function namesIn(target: ts.BindingName): string[] {
  if (ts.isIdentifier(target)) return [target.text];
  return target.elements.flatMap((one) => (ts.isOmittedExpression(one) ? [] : namesIn(one.name)));
}

/** Methods of JavaScript's lists, sets, strings and functions. */
function onValue(receiver: ts.Expression, name: string, args: Args, writer: Writer): string | undefined {
  const [first, second] = args;
  const whole = (): string => expression(receiver, writer);
  const given = (): string => list(args, writer);
  switch (name) {
    case 'push':
      if (args.length === 1 && first !== undefined && !ts.isSpreadElement(first))
        return `${whole()}.append(${given()})`;
      return `${whole()}.extend([${given()}])`;
    case 'map':
    case 'filter':
    case 'some':
    case 'every': {
      if (first === undefined || !ts.isArrowFunction(first)) {
        return name === 'map' && first !== undefined
          ? `[${expression(first, writer)}(item) for item in ${whole()}]`
          : refuse(`${name}() with such a function`);
      }
      const [item, index] = first.parameters;
      if (name === 'map' && index === undefined) return comprehension(first, item?.name, whole(), writer);
      const [body, target] = bound(item?.name, first, writer);
      const over = index === undefined ? whole() : `enumerate(${whole()})`;
      const names = index === undefined ? target : `${variable(index.name.getText())}, ${target}`;
      if (name === 'map') return `[${body} for ${names} in ${over}]`;
      if (name === 'filter') return `[${target} for ${names} in ${over} if ${body}]`;
      return `${name === 'some' ? 'any' : 'all'}(${body} for ${names} in ${over})`;
    }
    case 'sort':
      return first === undefined ? `sorted(${whole()})` : refuse('sort() by a function');
    case 'slice': {
      const [from, to] = [first, second].map((one) => (one === undefined ? '' : expression(one, writer)));
      return `${whole()}[${from ?? ''}:${to ?? ''}]`;
    }
    case 'includes':
    case 'has':
      return `(${given()} in ${whole()})`;
    case 'join':
      return `${given() === '' ? "','" : given()}.join(${whole()})`;
    case 'entries':
      return `enumerate(${whole()})`;
    case 'startsWith':
      return `${whole()}.startswith(${given()})`;
    case 'endsWith':
      return `${whole()}.endswith(${given()})`;
    case 'indexOf':
      return `${whole()}.index(${given()})`;
    case 'at':
      return `${whole()}[${given()}]`;
    case 'toString':
      return `repr(${whole()})`;
    case 'deref':
      return `${whole()}()`;
    case 'bind':
      if (args.length <= 1) return whole();
      writer.imports.add('functools');
      return `functools.partial(${[whole(), list(args.slice(1), writer)].join(', ')})`;
    case 'splice':
      return given() === '0' ? `[${whole()}.pop(0) for _ in range(len(${whole()}))]` : refuse('splice()');
    case 'return':
      return `${whole()}.close()`;
    case 'next':
      return refuse('the result of a step');
    case 'then':
    case 'catch':
    case 'finally':
    case 'call':
    case 'apply':
      return refuse(`${name}() is JavaScript's own`);
    case 'replace':
    case 'replaceAll':
      return first !== undefined && ts.isStringLiteral(first)
        ? `${whole()}.replace(${given()})`
        : refuse(`${name}() of a pattern`);
    case 'run':
      return managed(receiver, args, writer);
    case 'concat':
      return `(${whole()} + ${given()})`;
    case 'flat':
      return `[one for item in ${whole()} for one in item]`;
    default:
      return undefined;
  }
}

/** `yield* manager.run(body)` is `async with`; a context's run() and a Runner's are Python's own. */
function managed(receiver: ts.Expression, args: Args, writer: Writer): string | undefined {
  const [body] = args;
  const coroutine = body !== undefined && ts.isFunctionExpression(body) && body.asteriskToken !== undefined;
  const text = receiver.getText();
  if (!coroutine && !/timeout|group|TaskGroup/i.test(text)) return undefined;
  if (body === undefined) return undefined;
  return `${writer.need('run_in')}(${expression(receiver, writer)}, ${expression(body, writer)})`;
}
