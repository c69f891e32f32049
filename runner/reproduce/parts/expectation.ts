/** Reads chai's sentences: `expect(x, 'what').to.deep.equal(y)` says what is looked at, and what is asked of it. */
import ts from 'typescript';
import { refuse } from './refusal';

export interface Expectation {
  readonly actual: ts.Expression;
  readonly message: ts.Expression | undefined;
  readonly checks: readonly Check[];
}
export interface Check {
  readonly matcher: string;
  readonly negated: boolean;
  readonly deep: boolean;
  /** `.to.have.members` and `.to.include.members` differ by this. */
  readonly include: boolean;
  readonly args: readonly ts.Expression[];
}

/** Matchers that compare two numbers, and the operator, which both languages write alike. */
export const COMPARISONS: Readonly<Record<string, string>> = {
  above: '>',
  greaterThan: '>',
  below: '<',
  lessThan: '<',
  least: '>=',
  most: '<=',
};

const WORDS: ReadonlySet<string> = new Set([
  'to',
  'be',
  'been',
  'is',
  'that',
  'which',
  'and',
  'has',
  'have',
  'with',
  'at',
  'of',
  'same',
  'but',
  'does',
]);

/** The sentence that `node` is the end of; undefined when it is none. */
export function expectationAt(node: ts.Node): Expectation | undefined {
  if (!ts.isCallExpression(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  const links: { name: string; args?: readonly ts.Expression[] }[] = [];
  let at: ts.Expression = node;
  for (;;) {
    if (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression)) {
      links.unshift({ name: at.expression.name.text, args: at.arguments });
      at = at.expression.expression;
    } else if (ts.isPropertyAccessExpression(at)) {
      links.unshift({ name: at.name.text });
      at = at.expression;
    } else break;
  }
  if (!ts.isCallExpression(at) || !ts.isIdentifier(at.expression) || at.expression.text !== 'expect') return undefined;
  const [actual, message] = at.arguments;
  if (actual === undefined) return undefined;
  const checks: Check[] = [];
  let [negated, deep, include] = [false, false, false];
  for (const { name, args } of links) {
    if (name === 'not') negated = !negated;
    else if (name === 'deep') deep = true;
    else if (args === undefined && (name === 'include' || name === 'contain')) include = true;
    else if (args !== undefined) {
      checks.push({ matcher: name, negated, deep, include, args });
      [deep, include] = [false, false];
      if (links.some((link) => link.name === 'and')) negated = false;
    } else if (!WORDS.has(name)) refuse(`expect(...).${name} is not known here`);
  }
  return { actual, message, checks };
}
