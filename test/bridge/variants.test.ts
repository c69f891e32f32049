/** Which interpreter, which implementation, which selector: what was asked for is what runs. */
import { expect } from 'chai';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { findPython, findPythons, openEmbedded, openNative } from '../../bridge';
import { compareVersions, type Coroutine, type Subject } from '../../spec';
import { needsPython } from './support';

const WHICH =
  'import asyncio\nreturn asyncio.Future.__module__, asyncio.Task.__module__, type(loop._selector).__name__';

async function facts(subject: Subject): Promise<unknown> {
  try {
    await subject.beforeTest?.();
    const loop = await subject.newEventLoop();
    const result = subject.python?.exec(WHICH, { loop });
    loop.close();
    return result;
  } finally {
    await subject.dispose?.();
  }
}

describe('bridge: variants of CPython', function () {
  needsPython(this);
  const asyncio = { python: 'python3', module: 'asyncio', factory: 'SelectorEventLoop' };

  it('runs the accelerated Future and Task, or the pure ones', async () => {
    const [future, task] = (await facts(await openNative(asyncio))) as string[];
    expect([future, task]).to.deep.equal(['_asyncio', '_asyncio']);
    for (const implementation of ['python', 'pure'] as const) {
      const subject = await openNative({ ...asyncio, implementation });
      expect(subject.name).to.equal('python:asyncio:SelectorEventLoop?implementation=python');
      const [pureFuture, pureTask] = (await facts(subject)) as string[];
      expect([pureFuture, pureTask]).to.deep.equal(['asyncio.futures', 'asyncio.tasks']);
    }
  });

  for (const [name, selector] of [
    ['poll', 'PollSelector'],
    ['select', 'SelectSelector'],
  ] as const) {
    it(`runs on ${name}()`, async () => {
      const byQuery = await facts(await openNative({ ...asyncio, args: { selector: name } }));
      const byName = await facts(await openNative({ ...asyncio, module: 'loopcert_loops', factory: name }));
      expect([(byQuery as string[])[2], (byName as string[])[2]]).to.deep.equal([selector, selector]);
    });
  }

  it('finds each interpreter by its version, its path and its name', async () => {
    const all = await findPythons();
    expect(all.length).to.be.greaterThan(0);
    for (const { path, version } of all) {
      expect(await findPython(path)).to.equal(path);
      try {
        const subject = await openNative({ ...asyncio, python: version });
        expect(subject.contract).to.equal(version);
        await subject.dispose?.();
      } catch (error) {
        expect((error as Error).message).to.match(new RegExp(`Python ${version} is too old`));
      }
    }
    const plain = await findPython('python3');
    expect(existsSync(plain)).to.equal(true);
    expect(/[/\\]shims[/\\]/.test(plain)).to.equal(false);
    const minor = /^\d+\.\d+/.exec(all[all.length - 1]?.version ?? '')?.[0] ?? '';
    const named = await Promise.all([findPython(minor), findPython(`python${minor}`)]);
    expect(realpathSync(named[0])).to.equal(realpathSync(named[1]));
  });

  it('finds the interpreter of a virtual environment', async function () {
    const folder = join(__dirname, '..', '..', '..', '.venv');
    if (!existsSync(folder)) this.skip();
    expect(await findPython(folder)).to.match(/\.venv[/\\]bin[/\\]python3?$/);
  });

  for (const [where, open] of [
    ['native', () => openNative(asyncio)],
    ['embedded', () => openEmbedded()],
  ] as const) {
    it(`runs asyncio.run() and Runner.run() with callbacks to TypeScript (${where})`, async () => {
      const subject = await open();
      try {
        await subject.beforeTest?.();
        const { run, sleep, Runner, getRunningLoop } = subject.asyncio as Required<NonNullable<Subject['asyncio']>>;
        const trace: string[] = [];
        const main = function* (): Coroutine<string> {
          getRunningLoop().callSoon(() => trace.push('callback'));
          yield* sleep(0.02);
          trace.push('slept');
          return 'done';
        };
        trace.push(await run(main()));
        expect(trace.splice(0)).to.deep.equal(['callback', 'slept', 'done']);
        if (compareVersions(subject.contract ?? '3.8', '3.11') < 0) return;
        const runner = new Runner();
        trace.push(await runner.run(main()), await runner.run(main()));
        await runner.close();
        expect(trace).to.deep.equal(['callback', 'slept', 'callback', 'slept', 'done', 'done']);
      } finally {
        if (where === 'native') await subject.dispose?.();
      }
    });
  }

  it('keeps node live while asyncio.run() runs', async () => {
    const subject = await openNative(asyncio);
    try {
      await subject.beforeTest?.();
      const { run, sleep } = subject.asyncio as Required<NonNullable<Subject['asyncio']>>;
      const trace: string[] = [];
      setTimeout(() => trace.push('host'), 10);
      await run(
        (function* (): Coroutine<void> {
          trace.push('begun');
          yield* sleep(0.1);
          trace.push('done');
        })(),
      );
      expect(trace).to.deep.equal(['begun', 'host', 'done']);
    } finally {
      await subject.dispose?.();
    }
  });

  it('says of an object that its test has ended', async () => {
    const subject = await openNative(asyncio);
    try {
      await subject.beforeTest?.();
      const loop = await subject.newEventLoop();
      loop.close();
      await subject.beforeTest?.();
      expect(() => loop.isClosed()).to.throw(/belongs to a test that has ended/);
    } finally {
      await subject.dispose?.();
    }
  });
});
