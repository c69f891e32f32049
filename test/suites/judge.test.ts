/** The judge holds each test to account for the module's state and the descriptors that it leaves, and frees the former for the next. */
import { expect } from 'chai';
import { findPythons, openEmbedded, openNative } from '../../bridge';
import { asyncio as referenceAsyncio, newEventLoop, subject as reference } from '../../reference';
import { compareVersions, NEWEST_CONTRACT, OLDEST_CONTRACT, type AsyncioModule, type Subject } from '../../spec';
import { expect as expectCounted, runTest, type TestCase, type World } from '../../suites';

/** A test as suites declare them; it asserts, so that it could pass. */
function testThat(body: (world: World) => void | Promise<void>): TestCase {
  return {
    clause: 'lifetime.enter.sets_current',
    title: 'made up',
    options: {},
    body: async (world) => {
      expectCounted(1).to.equal(1);
      await body(world);
    },
  };
}

const LEAVING = {
  'the running loop': ({ asyncio, loop }: World): void => asyncio._setRunningLoop(loop),
  'the current task of its loop': ({ asyncio, loop }: World): void => {
    asyncio._setRunningLoop(loop);
    asyncio._enterTask(loop, { standIn: true } as never);
    asyncio._setRunningLoop(null);
  },
  'the current task of a further loop': async ({ asyncio, env }: World): Promise<void> => {
    const loop = await env.newLoop();
    asyncio._setRunningLoop(loop);
    asyncio._enterTask(loop, { standIn: true } as never);
    asyncio._setRunningLoop(null);
  },
};

/** A test that any loop passes if nothing is in its way. */
const sound = testThat(async ({ loop, asyncio, env }) => {
  const current = await env.run(function* () {
    yield* asyncio.sleep(0);
    return asyncio.currentTask() !== null;
  });
  expectCounted(current).to.equal(true);
  expectCounted(asyncio.currentTask(loop)).to.equal(null);
});

async function judge(subject: Subject, asyncio: AsyncioModule): Promise<void> {
  for (const [what, body] of Object.entries(LEAVING)) {
    const verdict = await runTest(testThat(body), subject, asyncio).catch((error: unknown) => error as Error);
    expect(verdict, what).to.have.property('name', 'LeftBehind');
    expect((verdict as Error).message, what).to.match(
      /^a (loop is still the running|task is still the current) one after/,
    );
    await runTest(sound, subject, asyncio);
  }
}

async function supportedPythons(): Promise<Awaited<ReturnType<typeof findPythons>>> {
  return (await findPythons()).filter(({ version, implementation }) => {
    const contract = version.split('.').slice(0, 2).join('.');
    const known = compareVersions(contract, OLDEST_CONTRACT) >= 0 && compareVersions(contract, NEWEST_CONTRACT) <= 0;
    return known && implementation === 'CPython';
  });
}

describe('what a test leaves', () => {
  it('fails it and no other, on the reference', () => judge(reference, referenceAsyncio));

  it('fails it and no other, on embedded CPython', async () => {
    const subject = await openEmbedded();
    await judge(subject, subject.asyncio as AsyncioModule);
  });

  it('fails it and no other, on the oldest and the newest CPython there are', async function () {
    const pythons = await supportedPythons();
    if (pythons.length === 0) this.skip();
    for (const { path } of new Set([pythons[0], pythons.at(-1)]) as Set<(typeof pythons)[number]>) {
      const subject = await openNative({ python: path, module: 'asyncio', factory: 'SelectorEventLoop' });
      await judge(subject, subject.asyncio as AsyncioModule);
      await subject.dispose?.();
    }
  });

  it('is what each of its runs leaves open, and not what an interpreter opens once', async function () {
    const [found] = await supportedPythons();
    if (found === undefined || process.platform !== 'linux') this.skip();
    const subject = await openNative({ python: found.path, module: 'asyncio', factory: 'SelectorEventLoop' });
    const opening = (python: string): TestCase => ({
      ...testThat(({ env }) => void env.python.exec(python)),
      clause: 'transport.write.bad_type',
    });
    const asyncio = subject.asyncio as AsyncioModule;
    try {
      await runTest(opening("sys.opened_once = getattr(sys, 'opened_once', None) or os.pipe()"), subject, asyncio);
      const inTurn = "sys.runs = getattr(sys, 'runs', 0) + 1; sys.runs % 2 and os.pipe()";
      for (const leak of ['os.pipe()', inTurn]) {
        const verdict = await runTest(opening(leak), subject, asyncio).catch((error: unknown) => error);
        expect(verdict, leak).to.have.property('name', 'LeftBehind');
        expect((verdict as Error).message).to.match(/^the test left open: descriptor \d+ \(pipe:/);
      }
    } finally {
      await subject.dispose?.();
    }
  });

  it('does not hide what the test itself found', async () => {
    const found = testThat(({ asyncio, loop }) => {
      asyncio._setRunningLoop(loop);
      expectCounted('wrong').to.equal('right');
    });
    const verdict = await runTest(found, reference, referenceAsyncio).catch((error: unknown) => error as Error);
    expect(verdict).to.have.property('name', 'AssertionError');
    expect(referenceAsyncio._getRunningLoop()).to.equal(null);
  });

  it('that was given up does not reach the next', async () => {
    referenceAsyncio._setRunningLoop(newEventLoop());
    await runTest(sound, reference, referenceAsyncio);
  });
});
