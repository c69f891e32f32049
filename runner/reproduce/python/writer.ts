/** Statements and functions of a test in Python. What has no plain counterpart is refused, never guessed. */
import ts from 'typescript';
import { expectationAt } from '../parts/expectation';
import { refuse } from '../parts/refusal';
import { assertionLines } from './assertions';
import { expression, keyOf, literalText } from './expression';
import { constantsIn, hasEffect, isAssignment, isStep, joinParameters, literalName, stripped, uses } from './syntax';
import { indented, variable } from './words';

/** By our names: which argument is spread, which becomes keywords; see bridge/signatures.ts. */
export interface Signatures {
  readonly ARGS_AT: Readonly<Record<string, number>>;
  readonly OPTIONS_AT: Readonly<Record<string, number>>;
}

interface Scope {
  /** Names that this function binds. */
  readonly own: Set<string>;
  /** Names of an outer function that it assigns to. */
  readonly assigned: Set<string>;
  /** Variables of the loops it stands in, which its own functions must take by value. */
  readonly looped: Set<string>;
}

export class Writer {
  readonly shims = new Set<string>();
  readonly imports = new Set<string>();
  /** Variables that hold errors, and those that hold what a host thread will bring. */
  readonly errors = new Set<string>();
  readonly promises = new Set<string>();
  /** Functions that are called with arguments they do not take, as JavaScript allows. */
  readonly lenient = new Set<string>();
  /** What a name stands for where it is no variable in Python. */
  readonly renamed = new Map<string, string>();
  /** Functions whose last parameter is an options object: keywords in Python. */
  readonly takesOptions = new Set<string>();
  /** Lists of arguments that come with keywords. */
  readonly forwarded = new Set<string>();
  /** Variables that run over the names of methods. */
  readonly memberNames = new Set<string>();
  /** Names that are taken. */
  readonly reserved = new Set<string>();
  /** What the test calls its world, where it takes it whole. */
  world: string | undefined;
  readonly #scopes: Scope[] = [{ own: new Set(), assigned: new Set(), looped: new Set() }];
  #before: string[] = [];
  #serial = 0;

  constructor(
    readonly signatures: Signatures,
    readonly values: ReadonlyMap<string, unknown>,
  ) {}

  need(shim: string): string {
    this.shims.add(shim);
    return shim;
  }

  /** Lines to stand before the statement that is being written. */
  hoist(lines: readonly string[]): void {
    this.#before.push(...lines);
  }

  /** What `write` gives, and what it would have hoisted. */
  captured<T>(write: () => T): { readonly value: T; readonly hoisted: readonly string[] } {
    const outer = this.#before;
    this.#before = [];
    const value = write();
    const hoisted = this.#before;
    this.#before = outer;
    return { value, hoisted };
  }

  /** A name of our own. */
  name(base: string): string {
    let name = base;
    while (this.reserved.has(name)) {
      this.#serial += 1;
      name = `${base}_${String(this.#serial + 1)}`;
    }
    this.reserved.add(name);
    return name;
  }

  /** Writes an expression that is evaluated anew for each value of `names`. */
  each<T>(names: readonly string[], write: () => T): T {
    const looped = this.#scopes.at(-1)?.looped ?? new Set<string>();
    const fresh = names.filter((name) => !looped.has(name));
    for (const name of fresh) looped.add(name);
    const result = write();
    for (const name of fresh) looped.delete(name);
    return result;
  }

  expression(node: ts.Node): string {
    return expression(node as ts.Expression, this);
  }

  block(statements: readonly ts.Statement[]): string[] {
    return statements.flatMap((statement) => this.statement(statement));
  }

  /** With what it hoisted before it. */
  #with(write: () => readonly string[]): string[] {
    const outer = this.#before;
    this.#before = [];
    const lines = write();
    const all = [...this.#before, ...lines];
    this.#before = outer;
    return all;
  }

  statement(node: ts.Statement): string[] {
    return this.#with(() => this.#statement(node));
  }

  #statement(node: ts.Statement): readonly string[] {
    if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap((one) => this.#declaration(one));
    if (ts.isExpressionStatement(node)) return this.#effect(node.expression);
    if (ts.isFunctionDeclaration(node))
      return this.define(variable(node.name?.text ?? refuse('a function without a name')), node);
    if (ts.isClassDeclaration(node)) return this.#class(node);
    if (ts.isReturnStatement(node))
      return [node.expression === undefined ? 'return' : `return ${this.expression(node.expression)}`];
    if (ts.isThrowStatement(node)) return [`raise ${this.expression(node.expression)}`];
    if (ts.isIfStatement(node)) return this.#if(node);
    if (ts.isBlock(node)) return this.block(node.statements);
    if (ts.isForOfStatement(node)) return this.#forOf(node);
    if (ts.isForStatement(node)) return this.#for(node);
    if (ts.isWhileStatement(node)) return [`while ${this.expression(node.expression)}:`, ...this.#body(node.statement)];
    if (ts.isTryStatement(node)) return this.#try(node);
    if (ts.isBreakStatement(node)) return ['break'];
    if (ts.isContinueStatement(node)) return ['continue'];
    if (ts.isEmptyStatement(node)) return [];
    return refuse(`${ts.SyntaxKind[node.kind]} has no counterpart in Python here`);
  }

  #body(node: ts.Statement): string[] {
    const lines = ts.isBlock(node) ? this.block(node.statements) : this.statement(node);
    return indented(lines.length === 0 ? ['pass'] : lines);
  }

  #bind(name: string): string {
    this.#scopes.at(-1)?.own.add(name);
    this.renamed.delete(name);
    return variable(name);
  }

  #declaration({ name, initializer }: ts.VariableDeclaration): string[] {
    if (ts.isIdentifier(name)) {
      const target = this.#bind(name.text);
      const value = initializer === undefined ? undefined : stripped(initializer);
      if (value === undefined) return [`${target} = None`];
      if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return this.define(target, value);
      this.#classify(name.text, value);
      return [`${target} = ${this.expression(value)}`];
    }
    if (initializer === undefined) return refuse('a pattern without a value');
    if (ts.isArrayBindingPattern(name)) {
      // JavaScript takes what it has names for; a list that is written out has no more.
      const exact = ts.isArrayLiteralExpression(stripped(initializer)) || /\*/.test(this.#arrayTarget(name));
      const target = this.#arrayTarget(name).replace(/,$/, '');
      return [`${exact ? this.#arrayTarget(name) : `${target}, *_`} = ${this.expression(initializer)}`];
    }
    const from = stripped(initializer);
    const whole = this.expression(from);
    return name.elements.flatMap((element) => {
      const key = element.propertyName ?? element.name;
      if (!ts.isIdentifier(element.name) || !ts.isIdentifier(key)) return refuse('a nested pattern');
      if (ts.isIdentifier(from) && (from.text === 'env' || from.text === this.world)) return [];
      const value = literalText(key.text, whole, this);
      return [`${this.#bind(element.name.text)} = ${value}`];
    });
  }

  #arrayTarget(pattern: ts.ArrayBindingPattern): string {
    const names = pattern.elements.map((element) => {
      if (ts.isOmittedExpression(element)) return '_';
      if (!ts.isIdentifier(element.name)) return refuse('a nested pattern');
      const name = this.#bind(element.name.text);
      return element.dotDotDotToken === undefined ? name : `*${name}`;
    });
    return names.length === 1 ? `${names[0] ?? ''},` : names.join(', ');
  }

  #classify(name: string, value: ts.Expression): void {
    const text = value.getText();
    if (
      /^(await |yield\* )?(raises|rejects|raisedBy)\(|^new \w*(Error|Exit|Interrupt|Exception|Failure|Own\w*)\(/.test(
        text,
      )
    )
      this.errors.add(name);
    if (/^env\.fromHost\(/.test(text)) this.promises.add(name);
  }

  /** An expression for what it does. */
  #effect(given: ts.Expression): string[] {
    const node = stripped(given);
    const expectation = expectationAt(node);
    if (expectation !== undefined) return assertionLines(expectation, this);
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return this.#assignment(node);
    if ((ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && isStep(node.operator)) {
      const target = this.#target(node.operand);
      return [`${target} ${node.operator === ts.SyntaxKind.PlusPlusToken ? '+=' : '-='} 1`];
    }
    if (ts.isDeleteExpression(node)) return [`del ${this.expression(node.expression)}`];
    if (
      ts.isCallExpression(node) &&
      node.questionDotToken === undefined &&
      ts.isPropertyAccessExpression(node.expression)
    ) {
      const { questionDotToken, expression: receiver } = node.expression;
      if (questionDotToken !== undefined && ts.isIdentifier(receiver))
        return [`if ${this.expression(receiver)} is not None:`, ...indented([this.expression(node)])];
    }
    if (ts.isYieldExpression(node) && node.asteriskToken !== undefined && node.expression?.getText() === '[]')
      return [];
    const text = this.expression(node);
    return text === 'None' ? [] : [text.replace(/^\((await .*)\)$/, '$1')];
  }

  #assignment(node: ts.BinaryExpression): string[] {
    const right = stripped(node.right);
    const operator = node.operatorToken.getText();
    if (operator === '??=' || operator === '||=' || operator === '&&=') refuse(`${operator} is not known here`);
    if (ts.isBinaryExpression(right) && isAssignment(right.operatorToken.kind)) {
      return [...this.#assignment(right), `${this.#target(node.left)} = ${this.expression(right.left)}`];
    }
    if (ts.isPropertyAccessExpression(node.left) && node.left.name.text === 'length' && right.getText() === '0')
      return [`${this.expression(node.left.expression)}.clear()`];
    if (ts.isIdentifier(node.left)) this.#classify(node.left.text, right);
    if (ts.isArrayLiteralExpression(node.left))
      return [`${node.left.elements.map((one) => this.#target(one)).join(', ')} = ${this.expression(right)}`];
    if (ts.isArrowFunction(right) || ts.isFunctionExpression(right)) {
      for (const { name, dotDotDotToken } of right.parameters)
        if (dotDotDotToken !== undefined && ts.isIdentifier(name)) this.forwarded.add(name.text);
    }
    // Who calls a method that stands in for another may pass more than it takes.
    const standsIn =
      ts.isPropertyAccessExpression(node.left) && (ts.isArrowFunction(right) || ts.isFunctionExpression(right));
    const value = standsIn ? this.lambda(right, true) : this.expression(right);
    return [`${this.#target(node.left)} ${operator} ${value}`];
  }

  #target(node: ts.Expression): string {
    const at = stripped(node);
    if (ts.isIdentifier(at)) {
      const scope = this.#scopes.at(-1);
      if (scope !== undefined && !scope.own.has(at.text)) scope.assigned.add(at.text);
      return variable(at.text);
    }
    if (ts.isPropertyAccessExpression(at)) return `${this.expression(at.expression)}.${literalName(at.name.text)}`;
    return this.expression(at);
  }

  #if({ expression: condition, thenStatement, elseStatement }: ts.IfStatement): string[] {
    const lines = [`if ${this.expression(condition)}:`, ...this.#body(thenStatement)];
    if (elseStatement === undefined) return lines;
    if (!ts.isIfStatement(elseStatement)) return [...lines, 'else:', ...this.#body(elseStatement)];
    const [first = '', ...rest] = this.statement(elseStatement);
    return first.startsWith('if ')
      ? [...lines, `el${first}`, ...rest]
      : [...lines, 'else:', ...indented([first, ...rest])];
  }

  #looping(names: readonly string[], body: ts.Statement): string[] {
    const scope = this.#scopes.at(-1);
    const before = new Set(scope?.looped);
    for (const name of [...names, ...constantsIn(body)]) scope?.looped.add(name);
    const lines = this.#body(body);
    if (scope !== undefined) for (const name of scope.looped) if (!before.has(name)) scope.looped.delete(name);
    return lines;
  }

  #forOf({ initializer, expression: over, statement }: ts.ForOfStatement): string[] {
    if (!ts.isVariableDeclarationList(initializer)) return refuse('a loop over an old variable');
    const [{ name } = refuse('a loop over nothing')] = initializer.declarations;
    let target: string;
    const names: string[] = [];
    const prologue: string[] = [];
    if (ts.isIdentifier(name)) {
      target = this.#bind(name.text);
      names.push(name.text);
      const items = stripped(over);
      if (ts.isArrayLiteralExpression(items) && items.elements.every((item) => ts.isStringLiteral(item)))
        this.memberNames.add(name.text);
    } else if (ts.isArrayBindingPattern(name)) {
      target = this.#arrayTarget(name);
      for (const element of name.elements)
        if (!ts.isOmittedExpression(element) && ts.isIdentifier(element.name)) names.push(element.name.text);
    } else {
      target = 'item';
      for (const element of name.elements) {
        if (!ts.isIdentifier(element.name)) return refuse('a nested pattern');
        names.push(element.name.text);
        prologue.push(`${this.#bind(element.name.text)} = ${literalText(element.name.text, 'item', this)}`);
      }
    }
    return [`for ${target} in ${this.expression(over)}:`, ...indented(prologue), ...this.#looping(names, statement)];
  }

  /** `for (let i = a; i < b; i++)`, and `for (;;)`. */
  #for({ initializer, condition, incrementor, statement }: ts.ForStatement): string[] {
    if (initializer === undefined && condition === undefined) return ['while True:', ...this.#body(statement)];
    const one =
      initializer !== undefined && ts.isVariableDeclarationList(initializer) ? initializer.declarations[0] : undefined;
    const counts = incrementor !== undefined && /^(\w+)\+\+$|^\+\+(\w+)$|^\w+ \+= 1$/.test(incrementor.getText());
    if (one === undefined || !ts.isIdentifier(one.name) || one.initializer === undefined || !counts)
      return refuse('a for loop of this kind');
    if (
      condition === undefined ||
      !ts.isBinaryExpression(condition) ||
      !/^<=?$/.test(condition.operatorToken.getText())
    )
      return refuse('a for loop of this kind');
    const from = this.expression(one.initializer);
    const to = this.expression(condition.right) + (condition.operatorToken.getText() === '<=' ? ' + 1' : '');
    const name = this.#bind(one.name.text);
    return [
      `for ${name} in range(${from === '0' ? to : `${from}, ${to}`}):`,
      ...this.#looping([one.name.text], statement),
    ];
  }

  #try({ tryBlock, catchClause, finallyBlock }: ts.TryStatement): string[] {
    const lines = ['try:', ...this.#body(tryBlock)];
    if (catchClause !== undefined) {
      const name = catchClause.variableDeclaration?.name;
      if (name !== undefined && !ts.isIdentifier(name)) return refuse('a nested pattern');
      if (name !== undefined) this.errors.add(name.text);
      // Python forgets the variable after the clause, and a closure may still want it.
      const caught = name === undefined ? '' : ` as ${this.#bind(name.text)}`;
      lines.push(`except BaseException${caught}:`, ...this.#body(catchClause.block));
    }
    if (finallyBlock !== undefined) lines.push('finally:', ...this.#body(finallyBlock));
    return lines;
  }

  #class({ name, heritageClauses, members }: ts.ClassDeclaration): string[] {
    const base = heritageClauses?.[0]?.types[0]?.expression;
    if (name === undefined) return refuse('a class without a name');
    this.#bind(name.text);
    const heading = `class ${name.text}${base === undefined ? '' : `(${this.expression(base)})`}:`;
    const fields = members.filter((member) => ts.isPropertyDeclaration(member));
    const constructor = members.find((member) => ts.isConstructorDeclaration(member));
    const methods = members.filter((member) => ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member));
    const others = members.length - fields.length - methods.length - (constructor === undefined ? 0 : 1);
    if (others > 0 || (base !== undefined && fields.length > 0)) return refuse('a class of this kind');
    const made =
      constructor !== undefined || fields.length > 0
        ? this.#method('__init__', constructor, () => fields.flatMap((field) => this.#field(field)))
        : [];
    const body = [...made, ...methods.flatMap((method) => this.#member(method))];
    return [heading, ...indented(body.length === 0 ? ['pass'] : body)];
  }

  #member(node: ts.MethodDeclaration | ts.GetAccessorDeclaration): string[] {
    const lines = this.#method(keyOf(node.name), node);
    return ts.isGetAccessorDeclaration(node) ? ['@property', ...lines] : lines;
  }

  #field({ name, initializer }: ts.PropertyDeclaration): string[] {
    return this.#with(() => [
      `self.${keyOf(name)} = ${initializer === undefined ? 'None' : this.expression(initializer)}`,
    ]);
  }

  #method(name: string, node: ts.FunctionLikeDeclaration | undefined, first: () => string[] = () => []): string[] {
    if (node === undefined) return [`def ${name}(self):`, ...indented(first())];
    const [heading = '', ...lines] = this.define(name, node, false, first);
    return [heading.replace(/\((?=\))/, '(self').replace(/^([^(]*)\((?!self)/, '$1(self, '), ...lines];
  }

  /** A `def` of that name. */
  define(
    name: string,
    node: ts.FunctionLikeDeclaration,
    lenient = this.lenient.has(name),
    first: () => string[] = () => [],
  ): string[] {
    const { body, asteriskToken } = node;
    if (body === undefined) return refuse('a function without a body');
    const scope: Scope = { own: new Set(), assigned: new Set(), looped: new Set() };
    this.#scopes.push(scope);
    const { text, prologue } = this.parameters(node, lenient);
    if (text.endsWith('**options')) this.takesOptions.add(name);
    const renamed = new Map(this.renamed);
    const lines = [
      ...first(),
      ...(ts.isBlock(body) ? this.block(body.statements) : this.#with(() => this.#returned(body))),
    ];
    this.renamed.clear();
    for (const [key, value] of renamed) this.renamed.set(key, value);
    this.#scopes.pop();
    const outer = this.#scopes.at(-1) as Scope;
    const missing = [...scope.assigned].filter((assigned) => !outer.own.has(assigned));
    for (const assigned of missing) outer.assigned.add(assigned);
    const keyword = this.#scopes.length === 1 ? 'global' : 'nonlocal';
    const outside = [...scope.assigned].map((assigned) => {
      // What is bound at the top of the script is a global, from however deep.
      return {
        assigned,
        word:
          this.#scopes[0]?.own.has(assigned) === true && !this.#scopes.slice(1).some((s) => s.own.has(assigned))
            ? 'global'
            : keyword,
      };
    });
    const taken = [...outer.looped].filter((captured) => !scope.own.has(captured) && uses(node, captured));
    if (taken.some((captured) => scope.assigned.has(captured))) refuse('a closure that changes a variable of a loop');
    const signature = joinParameters(text, taken.map(variable));
    return [
      `${asteriskToken === undefined ? '' : 'async '}def ${name}(${signature}):`,
      ...indented([
        ...['global', 'nonlocal'].flatMap((word) => {
          const names = outside.filter((one) => one.word === word).map(({ assigned }) => variable(assigned));
          return names.length === 0 ? [] : [`${word} ${names.join(', ')}`];
        }),
        ...prologue,
        ...(lines.length === 0 ? ['pass'] : lines),
      ]),
    ];
  }

  #returned(body: ts.Expression): readonly string[] {
    const node = stripped(body);
    const effect =
      expectationAt(node) !== undefined ||
      ts.isVoidExpression(node) ||
      (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) ||
      ((ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && isStep(node.operator));
    if (effect) return this.#effect(ts.isVoidExpression(node) ? node.expression : node);
    return [`return ${this.expression(node)}`];
  }

  /** The parameters, and the lines that take apart those given as patterns. */
  parameters(
    node: ts.FunctionLikeDeclaration,
    lenient: boolean,
  ): { readonly text: string; readonly prologue: string[] } {
    const prologue: string[] = [];
    const names = node.parameters.map((parameter, index) => {
      const { name, initializer, dotDotDotToken } = parameter;
      if (ts.isIdentifier(name)) {
        const own = this.#bind(name.text);
        if (dotDotDotToken !== undefined) {
          this.renamed.set(name.text, `list(${own})`);
          return this.forwarded.has(name.text) ? `*${own}, **keywords` : `*${own}`;
        }
        if (name.text === 'options') return '**options';
        return initializer === undefined ? own : `${own}=${this.expression(initializer)}`;
      }
      if (ts.isObjectBindingPattern(name) && name.elements.every((one) => WORLD.has(one.name.getText())))
        return 'world';
      const whole = `item${index === 0 ? '' : String(index + 1)}`;
      if (ts.isArrayBindingPattern(name)) prologue.push(`${this.#arrayTarget(name)} = ${whole}`);
      else
        for (const element of name.elements) {
          if (!ts.isIdentifier(element.name)) return refuse('a nested pattern');
          prologue.push(`${this.#bind(element.name.text)} = ${literalText(element.name.text, whole, this)}`);
        }
      return whole;
    });
    const rest = node.parameters.some(({ dotDotDotToken }) => dotDotDotToken !== undefined);
    return {
      text: [...names, ...(lenient && !rest && names.at(-1) !== '**options' ? ['*_'] : [])].join(', '),
      prologue,
    };
  }

  /** A function as an expression: a lambda where one can be, else the name of a `def` before the statement. */
  lambda(node: ts.ArrowFunction | ts.FunctionExpression, lenient = false): string {
    const plain = !ts.isBlock(node.body) && node.asteriskToken === undefined ? stripped(node.body) : undefined;
    const simple =
      plain !== undefined && !hasEffect(plain) && node.parameters.every(({ name }) => ts.isIdentifier(name));
    if (simple) {
      const scope: Scope = { own: new Set(), assigned: new Set(), looped: new Set() };
      this.#scopes.push(scope);
      const outer = this.#before;
      this.#before = [];
      const renamed = new Map(this.renamed);
      const { text } = this.parameters(node, lenient);
      const body = this.expression(plain);
      const hoisted = this.#before;
      this.#before = outer;
      this.renamed.clear();
      for (const [key, value] of renamed) this.renamed.set(key, value);
      this.#scopes.pop();
      if (hoisted.length === 0) {
        const looped = [...(this.#scopes.at(-1)?.looped ?? [])];
        const taken = looped.filter((captured) => !scope.own.has(captured) && uses(node, captured)).map(variable);
        const signature = joinParameters(text, taken);
        return `lambda${signature === '' ? '' : ` ${signature}`}: ${body}`;
      }
    }
    const empty = ts.isBlock(node.body) && node.body.statements.length === 0 && node.asteriskToken === undefined;
    if (empty)
      return `lambda ${lenient ? '*_' : this.parameters(node, false).text}: None`.replace('lambda :', 'lambda:');
    const own = ts.isFunctionExpression(node) && node.name !== undefined ? variable(node.name.text) : undefined;
    const name = own ?? this.name(node.asteriskToken === undefined ? 'callback' : 'body');
    this.hoist(this.define(name, node, lenient));
    return name;
  }
}

/** What a test is given: variables of the script. */
const WORLD: ReadonlySet<string> = new Set(['loop', 'asyncio', 'env', 'subject']);
