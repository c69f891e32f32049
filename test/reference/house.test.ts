/** How the reference is built: what a reader of it may take for granted, and what other files of ours rely on. */
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { AbstractEventLoop, asyncio, BaseEventLoop, NodeEventLoop, SelectorEventLoop } from '../../reference';
import { RuntimeError, type ExceptionContext, type Future } from '../../spec';
import { logger } from '../../reference/python/logger';

const ROOT = join(__dirname, '..', '..', '..');

/** The classes from that of `thing` up to AbstractEventLoop's. */
function ancestry(type: object): readonly string[] {
  const names: string[] = [];
  for (let at: object | null = type; typeof at === 'function'; at = Object.getPrototypeOf(at) as object | null) {
    if (at === Function.prototype) break;
    names.push((at as { name: string }).name);
  }
  return names;
}

describe('the house of the reference', () => {
  it('lets these folders alone ask node for anything', () => {
    const folder = join(ROOT, 'reference');
    const asking = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && /['"]node:/.test(readFileSync(join(folder, name), 'utf8')))
      .map((name) => name.split(/[\\/]/)[0]);
    expect([...new Set(asking)].sort()).to.deep.equal(['executor', 'node', 'selector', 'sockets', 'tls']);
  });

  it('takes three steps from a successor to the contract', () => {
    for (const successor of [NodeEventLoop, SelectorEventLoop]) {
      const [, ...above] = ancestry(successor);
      expect(above, successor.name).to.deep.equal(['BaseEventLoop', 'CoreLoop', 'AbstractEventLoop']);
    }
  });

  it('lists no method of AbstractEventLoop among the enumerable keys, as no class does', () => {
    expect(Object.getOwnPropertyNames(AbstractEventLoop.prototype)).to.include('createServer');
    const keys: string[] = [];
    for (const key in new BaseEventLoop()) keys.push(key);
    expect(Object.keys(AbstractEventLoop.prototype)).to.deep.equal([]);
    expect(keys).not.to.include('createServer');
  });

  it('names what wakes a task up "wakeup": broken loops leave the callbacks of tasks alone by that name', async () => {
    const loop = new NodeEventLoop();
    const future = loop.createFuture<null>();
    const names: string[] = [];
    const add = future.addDoneCallback.bind(future);
    future.addDoneCallback = (callback, options) => {
      names.push(callback.name);
      add(callback, options);
    };
    const wait = function* (waited: Future<null>): Generator<unknown, null> {
      return yield* waited;
    };
    const task = asyncio.ensureFuture(wait(future), { loop });
    // After the task's first step.
    loop.callSoon(() => {
      future.setResult(null);
    });
    await loop.runUntilComplete(task);
    loop.close();
    expect(names).to.deep.equal(['wakeup']);
  });

  it('prints the stack of a task to standard error, unless told otherwise', () => {
    const loop = new NodeEventLoop();
    const task = loop.createTask(asyncio.sleep(0));
    const { write } = process.stderr;
    const written: unknown[] = [];
    process.stderr.write = (text: unknown): boolean => {
      written.push(text);
      return true;
    };
    try {
      task.printStack();
    } finally {
      process.stderr.write = write;
    }
    task.cancel();
    loop.close();
    expect(written.join('')).to.match(/^Stack for <Task pending .*> \(most recent call last\):\n {2}.+\n$/);
  });

  it('is of no use before a host is installed', () => {
    const path = require.resolve('../../reference/loop/current-host');
    const loaded = require.cache[path];
    // Loaded anew it stands by itself: no entry point has installed anything.
    Reflect.deleteProperty(require.cache, path);
    try {
      const { currentHost } = require(path) as typeof import('../../reference/loop/current-host');
      expect(() => currentHost()).to.throw(RuntimeError, /no host is installed/);
    } finally {
      require.cache[path] = loaded;
    }
  });

  it('logs a context without a message under one of its own', () => {
    // What a program hands to callExceptionHandler() need not have one: the type says so, or this does not compile.
    const context: ExceptionContext = {};
    const loop = new NodeEventLoop();
    const { sink } = logger;
    const logged: string[] = [];
    logger.sink = ({ message }) => {
      logged.push(message);
    };
    try {
      loop.callExceptionHandler(context);
    } finally {
      logger.sink = sink;
      loop.close();
    }
    expect(logged.join('\n')).to.match(/^Unhandled exception in event loop/);
  });
});

describe('the exported names', () => {
  /** What TypeScript declares by itself, as far as it is a type of general use. */
  function globalTypes(): ReadonlySet<string> {
    const path = require.resolve('typescript/lib/lib.es5.d.ts');
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
    return new Set(source.statements.filter(ts.isTypeAliasDeclaration).map(({ name }) => name.text));
  }

  it('shadow none of the types that TypeScript brings', () => {
    const known = globalTypes();
    expect(known).to.include('Awaited');
    for (const report of ['index', 'reference', 'spec', 'suites']) {
      const text = readFileSync(join(ROOT, 'api', `${report}.txt`), 'utf8');
      const names = [...text.matchAll(/^(?:type|interface|class|const|function) (\w+)/gm)].map(
        ([, name]) => name ?? '',
      );
      expect(names.length, report).to.be.greaterThan(5);
      expect(
        names.filter((name) => known.has(name)),
        report,
      ).to.deep.equal([]);
    }
  });
});
