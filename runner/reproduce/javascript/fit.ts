/** Joins what spans lines and would fit on one, as far as a script must shrink: first literals and calls, then blocks. */
import ts from 'typescript';
import { MOST_LINES } from '../parts/most-lines';

const WIDTH = 118;

/** @returns the lines as they are when they are few enough. */
export function fit(lines: readonly string[]): readonly string[] {
  let fitted = lines;
  const steps = [
    withoutComments,
    ...[isLiteral, isSmall, isAny].map((mayJoin) => (text: string) => joined(text, mayJoin)),
    neighboursJoined,
  ];
  for (const step of steps) {
    if (fitted.length <= MOST_LINES) break;
    fitted = step(fitted.join('\n'))
      .split('\n')
      .filter((line) => line.trim() !== '');
  }
  return fitted;
}

function isLiteral(node: ts.Node): boolean {
  return ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node) || ts.isCallExpression(node);
}

/** Blocks of one statement. */
function isSmall(node: ts.Node): boolean {
  if (
    ts.isFunctionLike(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isIfStatement(node) ||
    ts.isTryStatement(node)
  )
    return count(node) <= 2;
  return (
    isLiteral(node) ||
    (ts.isExpressionStatement(node) && count(node) <= 3) ||
    (ts.isVariableStatement(node) && count(node) <= 3)
  );
}

function isAny(node: ts.Node): boolean {
  return isLiteral(node) || ts.isStatement(node) || ts.isFunctionLike(node) || ts.isClassElement(node);
}

function count(node: ts.Node): number {
  let statements = 0;
  const visit = (at: ts.Node): void => {
    if (ts.isStatement(at) && !ts.isBlock(at)) statements += 1;
    ts.forEachChild(at, visit);
  };
  visit(node);
  return statements;
}

function joined(text: string, mayJoin: (node: ts.Node) => boolean): string {
  const source = ts.createSourceFile('script.js', text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.JS);
  const edits: { start: number; end: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const [start, end] = [node.getStart(source), node.end];
    const own = text.slice(start, end);
    if (own.includes('\n') && mayJoin(node) && isPlain(node, own)) {
      const lineStart = text.lastIndexOf('\n', start) + 1;
      const lineEnd = text.indexOf('\n', end);
      const line = own
        .replace(/\s*\n\s*/g, ' ')
        .replace(/([([]) /g, '$1')
        .replace(/,? ([)\]])/g, '$1')
        .replace(/ (\??\.\w)/g, '$1');
      const around = start - lineStart + ((lineEnd < 0 ? text.length : lineEnd) - end);
      if (around + line.length <= WIDTH) {
        edits.push({ start, end, text: line });
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits.reverse().reduce((all, { start, end, text: line }) => all.slice(0, start) + line + all.slice(end), text);
}

/** Comments of whole lines, save those at the top of the script. */
function withoutComments(text: string): string {
  return text.replace(/^\s+\/\/.*$|^ *\/\*\*[^]*?\*\/$/gm, '');
}

/** The last resort: short statements side by side. */
function neighboursJoined(text: string): string {
  const simple = /^ *(?!(?:return|if|for|while|function|class|async|\/\/|'use|[})]))[^]*;$/;
  const lines: string[] = [];
  let left = text.split('\n').length - MOST_LINES;
  for (const line of text.split('\n')) {
    const last = lines[lines.length - 1];
    const sameDepth = last !== undefined && last.search(/\S/) === line.search(/\S/) && line.search(/\S/) > 0;
    if (left > 0 && sameDepth && simple.test(last) && simple.test(line) && last.length + line.trim().length < WIDTH) {
      lines[lines.length - 1] = `${last} ${line.trim()}`;
      left -= 1;
    } else lines.push(line);
  }
  return lines.join('\n');
}

/** Without comments, and without text whose line breaks count. */
function isPlain(node: ts.Node, text: string): boolean {
  if (/\/\/|\/\*/.test(text)) return false;
  let plain = true;
  const visit = (at: ts.Node): void => {
    if ((ts.isNoSubstitutionTemplateLiteral(at) || ts.isTemplateExpression(at)) && at.getText().includes('\n'))
      plain = false;
    if (ts.isStringLiteral(at) && / {2}|[([] | [)\]]/.test(at.text)) plain = false;
    ts.forEachChild(at, visit);
  };
  visit(node);
  return plain;
}
