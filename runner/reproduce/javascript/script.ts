/** A test as a script for node: its own text, with node:assert for chai and a few lines for what the kit lent it. */
import ts from 'typescript';
import { expectationAt } from '../parts/expectation';
import { refuse } from '../parts/refusal';
import type { Parts } from '../parts/test-parts';
import { assertionText } from './assertions';
import { ENVIRONMENT, SUPPORT } from './shims';

/** How the script comes by a loop: statements that define `newEventLoop`, and `asyncio` where it is used. */
export interface LoopLines {
  (needs: { readonly asyncio: boolean }): readonly string[];
}

/** The line after the header, of a script that is no ES module. */
export const SCRIPT_BEGINS = "'use strict'; const assert = require('node:assert');";

/** @throws Refusal */
export function javascriptOf(parts: Parts, header: readonly string[], loopLines: LoopLines): string[] {
  const { body } = parts;
  const [parameter] = body.parameters;
  const pattern = parameter?.name;
  const declarations = parts.declarations.flatMap(({ text }) => dedent(rewritten(text)));
  const block = ts.isBlock(body.body)
    ? body.body.statements.map((s) => s.getFullText()).join('')
    : `\n${body.body.getText()};`;
  const inner = rewritten(block).filter((line) => line.trim() !== '');
  const text = [...declarations, ...inner].join('\n');
  if (/\bsubject\b/.test(text)) refuse('it asks what the subject declares');
  if (/\bpython\b\.exec/.test(text)) refuse('it runs Python');
  const world = pattern !== undefined && ts.isIdentifier(pattern) ? pattern.text : undefined;
  const members = Object.keys(ENVIRONMENT).filter((name) =>
    new RegExp(`\\.${name}\\b|\\{[^}]*\\b${name}\\b[^}]*\\} = `).test(text),
  );
  const usesEnv = /\benv\b/.test(text) || world !== undefined;
  const usesAsyncio = /\basyncio\b/.test(text) || world !== undefined;
  const support = neededSupport(parts.support, text);
  const errors = [...parts.spec];
  return [
    ...header,
    SCRIPT_BEGINS,
    ...(errors.length === 0 ? [] : [`const { ${errors.join(', ')} } = require('loopcert/spec');`]),
    ...[...parts.node].map(([name, from]) => `const { ${name} } = require('${from}');`),
    ...loopLines({ asyncio: usesAsyncio }),
    ...support,
    ...declarations,
    '(async () => {',
    ...(members.includes('newLoop')
      ? [
          '  const reported = [];',
          '  const listen = (made) => (made.setExceptionHandler((_loop, context) => reported.push(context)), made);',
          '  const loop = listen(await newEventLoop());',
        ]
      : [
          '  const loop = await newEventLoop(), reported = [];',
          '  loop.setExceptionHandler((_loop, context) => reported.push(context));',
        ]),
    ...environment(usesEnv, members),
    ...(world === undefined ? [] : [`  const ${world} = { loop, asyncio, env };`]),
    ...(shadows(inner)
      ? ['  {', ...dedent(inner).map((line) => `    ${line}`), '  }']
      : dedent(inner).map((line) => `  ${line}`)),
    '  assert.deepStrictEqual(reported, []);',
    '})().then(() => process.exit(), (error) => { process._rawDebug(error); process.exit(1); });',
    "setTimeout(() => { process._rawDebug('it hangs'); process.exit(1); }, 10_000);",
  ];
}

function environment(used: boolean, members: readonly string[]): string[] {
  if (!used) return [];
  const lines = members.flatMap((name) => ENVIRONMENT[name] ?? []);
  const [only, ...others] = lines;
  return only !== undefined && others.length === 0
    ? [`  const env = { ${only.replace(/,$/, '')} };`]
    : ['  const env = {', ...lines.map((line) => `    ${line}`), '  };'];
}

function neededSupport(names: ReadonlySet<string>, text: string): string[] {
  const needed = new Set<string>();
  const add = (name: string): void => {
    if (name === 'expect') return;
    const shim = SUPPORT[name] ?? refuse(`${name}() is not known here`);
    for (const other of shim.needs ?? []) add(other);
    needed.add(name);
  };
  for (const name of names) if (new RegExp(`\\b${name}\\b`).test(text)) add(name);
  return [...needed].flatMap((name) => SUPPORT[name]?.lines ?? []);
}

/** The text with assertions rewritten. */
function rewritten(text: string): string[] {
  const source = ts.createSourceFile('test.js', text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.JS);
  return edit(source, source).split('\n');
}

function edit(node: ts.Node, source: ts.SourceFile): string {
  const expectation = expectationAt(node);
  if (expectation !== undefined) return assertionText(expectation, (inner) => edit(inner, source));
  let result = '';
  let end = node.getFullStart();
  const visit = (child: ts.Node): void => {
    result += source.text.slice(end, child.getFullStart());
    const lead = source.text.slice(child.getFullStart(), child.getStart(source));
    const changed = edit(child, source);
    result += expectationAt(child) === undefined ? changed : lead + changed;
    end = child.end;
  };
  ts.forEachChild(node, visit);
  return result + source.text.slice(end, node.end);
}

/** Whether the test has variables of its own by the names of the script's. */
function shadows(lines: readonly string[]): boolean {
  return lines.some((line) => /^\s*(const|let|function) [^=]*\b(loop|env|asyncio|reported|newEventLoop)\b/.test(line));
}

/** Four spaces of tsc's become two. */
function dedent(lines: readonly string[]): string[] {
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin).replace(/^ +/, (blank) => blank.slice(blank.length / 2)));
}
