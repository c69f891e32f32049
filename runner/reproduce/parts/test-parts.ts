/** What a stand-alone script of a test needs: its body, and the declarations around it that it uses, in order. */
import ts from 'typescript';
import { testId, type TestCase } from '../../../suites';
import { testSource } from '../../plan/test-sources';
import { refuse } from './refusal';
import { areaOf, declaredTests, freeNames, suiteModule, type SuiteModule } from './suite-module';

export interface Parts {
  /** The function that is the test: `async ({ loop, env }) => { ... }`. */
  readonly body: ts.ArrowFunction | ts.FunctionExpression;
  /** Statements it needs, each after those that it needs itself. */
  readonly declarations: readonly Declaration[];
  /** Names it uses of the suites' support, of the spec, and of modules of node's. */
  readonly support: ReadonlySet<string>;
  readonly spec: ReadonlySet<string>;
  readonly node: ReadonlyMap<string, string>;
  /** What names stood for when the test was declared. */
  readonly values: ReadonlyMap<string, unknown>;
}
export interface Declaration {
  readonly name: string;
  readonly text: string;
}

type Statement = ts.VariableStatement | ts.FunctionDeclaration | ts.ClassDeclaration;

/** @throws Refusal */
export function partsOf(test: TestCase): Parts {
  const source = testSource(testId(test)) ?? refuse('the kit was built without the sources of its tests');
  const module = suiteModule(source.file);
  const noted = declaredTests(module).get(testId(test)) ?? refuse('the test was not found in its suite');
  const body = noted.call.arguments[2] ?? refuse('the test has no body');
  return new Collector(noted.values).collect(body, module);
}

class Collector {
  readonly #declarations = new Map<string, Declaration>();
  readonly #support = new Set<string>();
  readonly #spec = new Set<string>();
  readonly #node = new Map<string, string>();

  constructor(private readonly values: ReadonlyMap<string, unknown>) {}

  collect(given: ts.Expression, module: SuiteModule): Parts {
    let body: ts.Node = given;
    if (ts.isIdentifier(body)) body = parsed(this.#textOf(this.values.get(body.text), body.text), module);
    if (ts.isCallExpression(body)) refuse('its body is made by a function');
    if (!ts.isArrowFunction(body) && !ts.isFunctionExpression(body)) refuse('its body is no function');
    this.#need(body, given, module);
    return {
      body,
      declarations: [...this.#declarations.values()],
      support: this.#support,
      spec: this.#spec,
      node: this.#node,
      values: this.values,
    };
  }

  /** Resolves the free names of `node` as they are seen at `place`. */
  #need(node: ts.Node, place: ts.Node, module: SuiteModule): void {
    for (const name of freeNames(node)) this.#resolve(name, place, module);
  }

  #resolve(name: string, place: ts.Node, module: SuiteModule): void {
    const from = module.imports.get(name);
    if (from !== undefined) {
      this.#import(name, from);
      return;
    }
    for (let at: ts.Node = place; at !== undefined; at = at.parent) {
      const scope = at.parent;
      if (scope === undefined) return;
      if (ts.isForOfStatement(scope) && at !== scope.expression && namesIn(scope.initializer).has(name)) {
        this.#bind(name, scope, module);
        return;
      }
      if (
        (ts.isArrowFunction(scope) || ts.isFunctionExpression(scope)) &&
        scope.parameters.some((p) => namesIn(p).has(name))
      ) {
        this.#bind(name, scope, module);
        return;
      }
      const statement = declarationIn(scope, name);
      if (statement !== undefined) {
        this.#declare(name, statement, module);
        return;
      }
    }
  }

  /** A variable of a loop around the test: what it stood for. */
  #bind(name: string, place: ts.Node, module: SuiteModule): void {
    if (this.#declarations.has(name)) return;
    const text = this.#textOf(this.values.get(name), name);
    const statement = parsedStatement(`const ${name} = ${text};`, module);
    this.#need(statement, place, module);
    this.#declarations.set(name, { name, text: statement.getText() });
  }

  #declare(name: string, statement: Statement, module: SuiteModule): void {
    const key = `${module.path}:${String(statement.pos)}`;
    if (this.#declarations.has(key)) return;
    // Held before what it needs, so that functions which call each other come to an end.
    this.#declarations.set(key, { name, text: '' });
    this.#need(statement, statement, module);
    this.#declarations.delete(key);
    this.#declarations.set(key, { name, text: statement.getText() });
  }

  #import(name: string, from: string): void {
    const area = areaOf(from);
    if (area === 'support') this.#support.add(name);
    else if (area === 'spec') this.#spec.add(name);
    else if (area === 'node') this.#node.set(name, from);
    else {
      const module = suiteModule(from);
      const statement = declarationIn(module.source, name);
      if (statement !== undefined) this.#declare(name, statement, module);
      else this.#import(name, module.imports.get(name) ?? refuse(`${name} was not found`));
    }
  }

  /** A value as source text. */
  #textOf(value: unknown, name: string): string {
    if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'string')
      return value === undefined ? 'undefined' : JSON.stringify(value);
    if (typeof value === 'number') return String(value);
    if (typeof value === 'function') return textOfFunction(value, name);
    if (Array.isArray(value)) return `[${value.map((item) => this.#textOf(item, name)).join(', ')}]`;
    if (Object.getPrototypeOf(value) !== Object.prototype) refuse(`the value of ${name} cannot be written down`);
    const items = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${this.#textOf(item, name)}`);
    return `{ ${items.join(', ')} }`;
  }
}

function textOfFunction(value: { readonly name: string }, name: string): string {
  if ((globalThis as Record<string, unknown>)[value.name] === value) return value.name;
  const text = Function.prototype.toString.call(value);
  if (text.includes('[native code]')) refuse(`${name} is a native function`);
  if (/^class /.test(text)) return value.name;
  return text;
}

function parsedStatement(text: string, { path }: SuiteModule): ts.Statement {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.JS);
  return statements[0] ?? refuse('an empty declaration');
}

function parsed(text: string, module: SuiteModule): ts.Expression {
  const statement = parsedStatement(`(${text});`, module) as ts.ExpressionStatement;
  return (statement.expression as ts.ParenthesizedExpression).expression;
}

function declarationIn(scope: ts.Node, name: string): Statement | undefined {
  if (!ts.isSourceFile(scope) && !ts.isBlock(scope)) return undefined;
  return scope.statements.find(
    (statement): statement is Statement =>
      (ts.isVariableStatement(statement) && namesIn(statement.declarationList).has(name)) ||
      ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name?.text === name),
  );
}

/** The names that a declaration list, a parameter or a pattern binds. */
function namesIn(node: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (at: ts.Node): void => {
    if (ts.isVariableDeclarationList(at)) at.declarations.forEach(visit);
    else if (ts.isVariableDeclaration(at) || ts.isParameter(at) || ts.isBindingElement(at)) visit(at.name);
    else if (ts.isIdentifier(at)) names.add(at.text);
    else if (ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) at.elements.forEach(visit);
  };
  visit(node);
  return names;
}
