/** Questions about a test's syntax tree, and small texts of Python made of it: nothing here depends on what was written. */
import ts from 'typescript';
import { expectationAt } from '../parts/expectation';
import { variable } from './words';

export function joinParameters(text: string, taken: readonly string[]): string {
  if (taken.length === 0) return text;
  const defaults = taken.map((name) => `${name}=${name}`);
  const [, first = '', keywords = ''] = /^(.*?)(?:, )?(\*\*\w+)?$/.exec(text) ?? [];
  const star = /\*/.test(first) ? [] : ['*'];
  return [first, ...star, ...defaults, keywords].filter((part) => part !== '').join(', ');
}

/** Without parentheses and without `await`: in Python the calls that run a loop return when it is done. */
export function stripped(node: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(node)) return stripped(node.expression);
  return node;
}

export function literalName(name: string): string {
  return variable(name).replace(/_$/, '');
}

export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

export function isStep(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

/** Whether it does what an expression of Python's cannot. */
export function hasEffect(node: ts.Node): boolean {
  if (expectationAt(node) !== undefined || ts.isVoidExpression(node)) return true;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return true;
  if ((ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && isStep(node.operator)) return true;
  return false;
}

export function uses(node: ts.Node, name: string): boolean {
  let found = false;
  const visit = (at: ts.Node): void => {
    if (ts.isIdentifier(at) && at.text === name && !(ts.isPropertyAccessExpression(at.parent) && at.parent.name === at))
      found = true;
    if (!found) ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

/** Constants declared in a loop's body, each turn anew. */
export function constantsIn(body: ts.Statement): string[] {
  if (!ts.isBlock(body)) return [];
  return body.statements
    .filter((statement): statement is ts.VariableStatement => ts.isVariableStatement(statement))
    .flatMap(({ declarationList }) =>
      declarationList.declarations
        .map(({ name }) => (ts.isIdentifier(name) ? name.text : ''))
        .filter((name) => name !== ''),
    );
}
