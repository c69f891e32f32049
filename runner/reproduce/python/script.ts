/** A test as a script for Python: its text translated, and a few lines for what the kit lent it. */
import ts from 'typescript';
import { refuse } from '../parts/refusal';
import type { Parts } from '../parts/test-parts';
import { LENIENT } from './calls';
import { SHIMS } from './shims';
import { variable } from './words';
import { Writer, type Signatures } from './writer';

/** How the script comes by a loop: an expression, and the modules it needs. */
export interface LoopMaker {
  readonly imports: readonly string[];
  readonly expression: string;
  readonly path: readonly string[];
}

/** Where the loop is found; it has to come before what imports it. */
export function pathLines({ path }: Pick<LoopMaker, 'path'>): string[] {
  return path.length === 0 ? [] : [`import sys; sys.path[:0] = ${JSON.stringify(path)}`];
}

/** @throws Refusal */
export function pythonOf(parts: Parts, header: readonly string[], maker: LoopMaker, signatures: Signatures): string[] {
  const { body } = parts;
  if (parts.node.size > 0 && [...parts.node.keys()].some((name) => name !== 'constants'))
    refuse("it uses node's own modules");
  if (/\bsubject\./.test(body.getText()) && !/subject\.python\b/.test(body.getText()))
    refuse('it asks what the subject declares');
  const writer = new Writer(signatures, parts.values);
  const declared = parts.declarations.map(({ text }) => sourceOf(text));
  const all = [...declared, sourceOf(body.getText())];
  for (const source of all) noteLenient(source, writer);
  const world = body.parameters[0]?.name;
  if (world !== undefined && ts.isIdentifier(world)) writer.world = world.text;
  const before = declared.flatMap(({ statements }) => writer.block(statements));
  const inner = ts.isBlock(body.body)
    ? writer.block(body.body.statements)
    : writer.block([ts.factory.createExpressionStatement(body.body)]);
  refuseUnknown(parts.support, [...before, ...inner].join('\n'), writer.shims);
  const shims = new Set<string>(['equal']);
  if (writer.world !== undefined) writer.imports.add('types');
  const imports = new Set(['asyncio', 'faulthandler', ...maker.imports, ...writer.imports]);
  const add = (name: string): void => {
    for (const other of SHIMS[name]?.needs ?? []) add(other);
    for (const module of SHIMS[name]?.imports ?? []) imports.add(module);
    shims.add(name);
  };
  for (const name of writer.shims) add(name);
  if (!writer.shims.has('equal')) shims.delete('equal');
  const listens = shims.has('listen');
  const record = shims.has('Record') ? 'Record(context)' : 'context';
  return [
    ...header,
    ...pathLines(maker),
    `import ${[...imports].sort().join(', ')}`,
    'faulthandler.dump_traceback_later(10, exit=True)  # if it hangs',
    ...[...shims].flatMap((name) => SHIMS[name]?.lines ?? []),
    'reports = []',
    ...(listens
      ? [`make_loop = lambda: ${maker.expression}`, 'loop = listen(make_loop())']
      : [`loop = ${maker.expression}`, `loop.set_exception_handler(lambda _, context: reports.append(${record}))`]),
    ...lent([...before, ...inner].join('\n'), writer.world),
    ...before,
    ...inner,
    'assert not reports, reports',
  ];
}

/** Names that are Python's own, too. */
const OWN: ReadonlySet<string> = new Set(['bytes', 'text']);

/** @throws Refusal where something of the suites' is called that has no lines in Python: mostly what makes connections and their peers. */
function refuseUnknown(support: ReadonlySet<string>, text: string, shims: ReadonlySet<string>): void {
  for (const name of support) {
    const own = variable(name);
    if (OWN.has(name) || shims.has(own) || !new RegExp(`(?<![.\\w])${own}\\(`).test(text)) continue;
    refuse(`it needs ${name}() of the suites, which has no lines in Python: a connection has a peer in the kit`);
  }
}

/** What helpers are handed and no longer need. */
function lent(text: string, world: string | undefined): string[] {
  const whole = world !== undefined && new RegExp(`\\b${world}\\b`).test(text);
  return [
    ...(whole || /\benv\b/.test(text) ? ['env = None'] : []),
    ...(whole ? [`${world} = types.SimpleNamespace(loop=loop, asyncio=asyncio, env=None)`] : []),
  ];
}

function sourceOf(text: string): ts.SourceFile {
  return ts.createSourceFile('test.js', text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.JS);
}

/** Functions that are handed by name to who calls them with more arguments than they take. */
function noteLenient(source: ts.SourceFile, writer: Writer): void {
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      LENIENT.has(node.expression.name.text) &&
      node.expression.name.text !== 'run'
    )
      for (const arg of node.arguments) if (ts.isIdentifier(arg)) writer.lenient.add(variable(arg.text));
    ts.forEachChild(node, visit);
  };
  visit(source);
}
