/** Makes mutants of the reference's compiled modules: one small fault each, found in the syntax tree. */
import * as ts from 'typescript';
import type { Mutant } from './mutant';

const SWAPS: ReadonlyMap<ts.SyntaxKind, readonly string[]> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ['!==']],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ['===']],
  [ts.SyntaxKind.LessThanToken, ['<=', '>=']],
  [ts.SyntaxKind.LessThanEqualsToken, ['<', '>']],
  [ts.SyntaxKind.GreaterThanToken, ['>=', '<=']],
  [ts.SyntaxKind.GreaterThanEqualsToken, ['>', '<']],
  [ts.SyntaxKind.AmpersandAmpersandToken, ['||']],
  [ts.SyntaxKind.BarBarToken, ['&&']],
  [ts.SyntaxKind.PlusToken, ['-']],
  [ts.SyntaxKind.MinusToken, ['+']],
  [ts.SyntaxKind.PlusEqualsToken, ['-=']],
  [ts.SyntaxKind.MinusEqualsToken, ['+=']],
]);

/** All mutants of one source file. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const mutants: Mutant[] = [];
  const counts = new Map<string, number>();

  const add = (node: ts.Node, start: number, end: number, replacement: string): void => {
    const original = text.slice(start, end);
    if (replacement === original) return;
    const key = `${file} ${enclosing(node)}: ${squeeze(original)} -> ${squeeze(replacement)}`;
    const n = (counts.get(key) ?? 0) + 1;
    counts.set(key, n);
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    const id = n === 1 ? key : `${key} (${n})`;
    mutants.push({ id, file, line, start, end, reach: reachOf(node, source), original, replacement });
  };
  const replace = (node: ts.Node, replacement: string): void => {
    add(node, node.getStart(source), node.getEnd(), replacement);
  };

  const visit = (node: ts.Node): void => {
    if (isCompilersOwn(node, source)) return;
    if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) {
      if (ts.isIfStatement(node)) replace(node.expression, 'true');
      replace(node.expression, 'false');
    } else if (ts.isConditionalExpression(node)) {
      replace(node.condition, 'true');
      replace(node.condition, 'false');
    } else if (ts.isBinaryExpression(node)) {
      for (const swap of SWAPS.get(node.operatorToken.kind) ?? []) replace(node.operatorToken, swap);
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      replace(node, node.operand.getText(source));
    } else if (node.kind === ts.SyntaxKind.TrueKeyword) {
      replace(node, 'false');
    } else if (node.kind === ts.SyntaxKind.FalseKeyword) {
      replace(node, 'true');
    } else if (ts.isNumericLiteral(node)) {
      replace(node, String(Number(node.text) + 1));
    } else if (ts.isExpressionStatement(node) && !ts.isSourceFile(node.parent) && !isSuperCall(node.expression)) {
      replace(node, ';');
    } else if (ts.isThrowStatement(node)) {
      replace(node, ';');
    } else if (ts.isReturnStatement(node) && node.expression !== undefined) {
      replace(node, 'return undefined;');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

/** An operator is part of what may be left out after it: `a || b` runs where `a` does. */
function reachOf(node: ts.Node, source: ts.SourceFile): number {
  return (ts.isBinaryExpression(node.parent) && node.parent.operatorToken === node ? node.parent : node).getStart(
    source,
  );
}

function squeeze(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 90 ? `${line.slice(0, 87)}...` : line;
}

/** What the compiler adds: `exports.__esModule`, `exports.a = void 0`, helpers like `__importStar`, and the `0` in `(0, module.f)(...)`. */
function isCompilersOwn(node: ts.Node, source: ts.SourceFile): boolean {
  if (ts.isVariableDeclaration(node)) return node.name.getText(source).startsWith('__');
  if (ts.isVoidExpression(node)) return true;
  if (ts.isNumericLiteral(node) && ts.isBinaryExpression(node.parent)) {
    return node.parent.operatorToken.kind === ts.SyntaxKind.CommaToken && node.parent.left === node;
  }
  return ts.isExpressionStatement(node) && node.getText(source).includes('"__esModule"');
}

function isSuperCall(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}

function enclosing(node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    if ((ts.isFunctionLike(at) || ts.isClassLike(at)) && at.name !== undefined) names.unshift(at.name.getText());
    else if (ts.isConstructorDeclaration(at)) names.unshift('constructor');
  }
  return names.length === 0 ? 'module' : names.join('.');
}
