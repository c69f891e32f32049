/** Loops that return what can be awaited and has no more than `await` asks for: no coroutine, and no future of asyncio's. */
import { expect } from 'chai';
import type { AbstractEventLoop, Coroutine, Subject } from '../../spec';
import { CancelledError } from '../../spec/contract/errors';
import { begin, closeAll, needsPython, openLoop, problem } from './support';

describe('bridge: bare awaitables', function () {
  needsPython(this);

  let subject: Subject;
  let loop: AbstractEventLoop;
  const open = async (kind: string): Promise<void> => {
    subject = await openLoop('Loop', { module: 'bare', args: { kind } });
    loop = await begin(subject);
  };
  afterEach(async () => {
    const fault = subject.takeFault?.();
    await closeAll();
    expect(fault?.message).to.equal(undefined);
  });

  const run = function* (): Coroutine {
    return yield* loop.runInExecutor(null, () => 'done');
  };
  const look = function* (): Coroutine {
    return yield* loop.getaddrinfo('name', 1);
  };

  for (const kind of ['Bare', 'Hollow', 'Sour']) {
    it(`are waited for (${kind})`, async () => {
      await open(kind);
      expect(await loop.runUntilComplete(run())).to.equal('done');
      loop.close();
    });
  }

  it('are given up: where they cannot be closed, there is nothing to close', async () => {
    await open('Bare');
    const steps = (loop.getaddrinfo('name', 1) as unknown as Iterable<unknown>)[Symbol.iterator]();
    expect(steps.return?.('kept')).to.deep.equal({ done: true, value: 'kept' });
    loop.close();
  });

  it('raise in who awaits them what they cannot be thrown', async () => {
    await open('Bare');
    const task = loop.createTask(look());
    loop.callSoon(() => task.cancel());
    expect(await problem(() => loop.runUntilComplete(task))).to.be.instanceOf(CancelledError);
    loop.close();
  });

  for (const [kind, message] of [
    ['Hollow', "'NoneType' object is not callable"],
    ['Sour', 'there is no close'],
  ] as const) {
    it(`fail by themselves where close() does (${kind})`, async () => {
      await open(kind);
      const steps = (loop.getaddrinfo('name', 1) as unknown as Iterable<unknown>)[Symbol.iterator]();
      expect((await problem(() => steps.return?.())).message).to.include(message);
      loop.close();
    });
  }

  it('may come with errors that have exceptions, and are no groups', async () => {
    await open('Bare');
    expect((await problem(() => loop.getnameinfo(['name', 1]))).message).to.include('one');
    loop.close();
  });
});
