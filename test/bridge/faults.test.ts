/** What a Python loop does to its process is an error for the call it hit; the next test finds a fresh interpreter. */
import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PeerDied } from '../../bridge';
import type { Subject } from '../../spec';
import { begin, closeAll, ended, isAlive, needsPython, openLoop, problem, processesIn } from './support';

/** Both ways to hit a fault: in a synchronous call, and while the loop runs. */
const WAYS: Readonly<Record<string, (subject: Subject) => Promise<Error>>> = {
  'in a call': async (subject) => {
    const loop = await begin(subject);
    return problem(() => loop.callSoon(() => {}));
  },
  'while the loop runs': async (subject) => {
    const loop = await begin(subject);
    return problem(() =>
      loop.runUntilComplete(
        // An async function of Python's, so that the task's own first step is not the one that is hit.
        subject.python?.exec('async def main():\n    loop.call_soon(print)\nreturn main()', { loop }) as never,
      ),
    );
  },
};

describe('bridge: faults of a Python loop', function () {
  needsPython(this);
  this.slow(5000);
  afterEach(closeAll);

  const faults = [
    ['dying', 'calls os._exit()', /ended with exit code 7[^]*about to leave/],
    ['crashing', 'segfaults', /was killed by (SIGSEGV|signal 11)[^]*Segmentation fault/],
    ['closing', 'closes all its descriptors', /closed its channel/],
    ['babbling', 'writes nonsense to the channel', /wrote what is no message: \{"not": json/],
  ] as const;
  for (const [factory, what, message] of faults) {
    for (const [where, hit] of Object.entries(WAYS)) {
      it(`reports one that ${what} ${where}, and goes on`, async () => {
        const subject = await openLoop(factory);
        const { pid } = subject;
        const begun = performance.now();
        const error = await hit(subject);
        expect(error).to.be.instanceOf(PeerDied);
        expect(error.message).to.match(message);
        expect(performance.now() - begun).to.be.lessThan(4000);
        expect(await ended(pid as number)).to.equal(true);
        // Whatever comes after in the same test fails with the same error, at once.
        expect(await problem(() => subject.newEventLoop())).to.be.instanceOf(PeerDied);
        const loop = await begin(subject);
        expect([loop.isClosed(), subject.pid !== pid]).to.deep.equal([false, true]);
        loop.close();
      });
    }
  }

  for (const factory of ['sleeping', 'hogging']) {
    it(`ends one that blocks for ever in a call (${factory})`, async () => {
      const subject = await openLoop(factory, { patience: 1 });
      const loop = await begin(subject);
      const error = await problem(() => loop.callSoon(() => {}));
      expect(error).to.be.instanceOf(PeerDied);
      expect(error.message).to.match(/was killed: it did not answer a call within 1 s/);
      // What it was doing is told: by a thread of its own, or by faulthandler where Python holds all of them up.
      expect(error.message).to.match(factory === 'sleeping' ? /in sleeping\n/ : /in hogging\n/);
      expect((await begin(subject)).isClosed()).to.equal(false);
    });

    it(`replaces one that blocks for ever while it runs (${factory}); node stays live meanwhile`, async () => {
      const subject = await openLoop(factory);
      const { pid } = subject;
      const loop = await begin(subject);
      let settled = false;
      const run = loop
        .runUntilComplete(
          subject.python?.exec('async def main():\n    loop.call_soon(print)\nreturn main()', { loop }) as never,
        )
        .then(
          () => (settled = true),
          (error: unknown) => error,
        );
      const ticks: number[] = [];
      const timer = setInterval(() => ticks.push(1), 5);
      await new Promise((resolve) => setTimeout(resolve, 200));
      clearInterval(timer);
      expect([settled, ticks.length > 10]).to.deep.equal([false, true]);
      expect((await begin(subject)).isClosed()).to.equal(false);
      expect([subject.pid !== pid, await ended(pid as number)]).to.deep.equal([true, true]);
      expect(await run).to.be.instanceOf(PeerDied);
    });
  }

  it('is not disturbed by one that prints megabytes, and keeps the tail', async () => {
    const subject = await openLoop('printing', { patience: 30 });
    const loop = await begin(subject);
    const trace: string[] = [];
    loop.callSoon(() => trace.push('called'));
    loop.stop();
    await loop.runForever();
    expect(trace).to.deep.equal(['called']);
    const error = await problem(() => subject.python?.exec('os._exit(1)'));
    expect(error.message).to.match(/exit code 1[^]*nobody asked for\n[^]*and one to stderr/);
  });

  it('stays live under a flood of callbacks', async () => {
    const subject = await openLoop('flooding');
    const loop = await begin(subject);
    let calls = 0;
    loop.callLater(0, () => (calls += 1));
    setTimeout(
      () =>
        loop.callSoonThreadsafe(() => {
          loop.stop();
        }),
      50,
    );
    await loop.runForever();
    expect(calls).to.be.greaterThan(10);
    loop.close();
  });

  it('carries messages of megabytes', async () => {
    const subject = await openLoop('Recording');
    await begin(subject);
    const text = 'é'.repeat(3_000_000);
    expect(subject.python?.exec('return text[::-1]', { text })).to.equal(text);
  });

  it('reaps the threads and children that one leaves behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loopcert-test-'));
    try {
      const pids = join(folder, 'pids');
      const subject = await openLoop('breeding', { args: { pids } });
      const loop = await begin(subject);
      loop.callSoon(() => {});
      const own = subject.pid as number;
      const children = processesIn(pids).filter((pid) => pid !== own);
      expect(children.map(isAlive)).to.deep.equal([true, true]);
      await subject.dispose?.();
      for (const pid of [...children, own]) expect(await ended(pid)).to.equal(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('learns of a death although a forked child lives on', async () => {
    const subject = await openLoop('breeding_and_dying');
    const loop = await begin(subject);
    const error = await problem(() => loop.callSoon(() => {}));
    expect(error.message).to.match(/ended with exit code 3/);
  });
});
