/** What becomes of cancellations on both sides of gather(). */
import { CancelledError, ValueError } from '../../spec';
import { expect, raisedBy, rejects, suite } from '../support';
import { ThirdPartyFuture } from './third-party-future';

export const gatherCancelSuite = suite('combinators', 'gather() and cancellation', (test) => {
  test('combinators.gather.child_cancelled', 'fails without being cancelled', async ({ loop, asyncio, env }) => {
    const [gone, other] = [loop.createFuture(), loop.createFuture()];
    const gathered = asyncio.gather([gone, other]);
    gone.cancel();
    await rejects(CancelledError, loop.runUntilComplete(gathered));
    expect(gathered.cancelled()).to.equal(false);
    expect(gathered.exception()).to.be.instanceOf(CancelledError);
    expect(other.done()).to.equal(false);
    other.setResult(null);
    await env.spin(2);
  });

  test('combinators.gather.child_cancel_message', 'hands the message on', async ({ loop, asyncio }) => {
    const [gone, other] = [loop.createFuture(), loop.createFuture()];
    const gathered = asyncio.gather([gone, other]);
    gone.cancel('why');
    const error = await rejects(CancelledError, loop.runUntilComplete(gathered));
    expect(error.args).to.deep.equal(['why']);
  });

  test('combinators.gather.cancel', 'cancels children, and ends after them', async ({ loop, asyncio, env }) => {
    const trace: unknown[] = [];
    for (const returnExceptions of [false, true]) {
      const child = function* (name: string) {
        try {
          yield* asyncio.sleep(10);
        } catch (error) {
          yield* asyncio.sleep(0);
          trace.push(name, error instanceof CancelledError);
          throw error;
        }
      };
      const done = loop.createFuture();
      done.setResult(null);
      const tasks = [loop.createTask(child('a')), loop.createTask(child('b'))];
      const gathered = asyncio.gather([...tasks, done], { returnExceptions });
      await env.spin(2);
      expect(gathered.cancel()).to.equal(true);
      expect(gathered.done(), 'it ends after its children').to.equal(false);
      await rejects(CancelledError, loop.runUntilComplete(gathered));
      expect(tasks.map((task) => task.cancelled())).to.deep.equal([true, true]);
    }
    expect(trace).to.deep.equal(['a', true, 'b', true, 'a', true, 'b', true]);
  });

  test('combinators.gather.cancel', 'cancels the children of a cancelled waiter', async ({ loop, asyncio, env }) => {
    const children = [loop.createFuture(), loop.createFuture(), loop.createFuture()];
    const waiter = loop.createTask(
      (function* () {
        yield* asyncio.gather(children);
      })(),
    );
    await env.spin(2);
    expect(waiter.cancel('stop it')).to.equal(true);
    expect(children.map((child) => child.cancelled())).to.deep.equal([true, true, true]);
    const error = await rejects(CancelledError, loop.runUntilComplete(waiter));
    expect(waiter.cancelled()).to.equal(true);
    expect(error).to.be.instanceOf(CancelledError);
  });

  test('combinators.gather.cancel', 'refuses when all children are done', async ({ loop, asyncio }) => {
    const future = loop.createFuture<number>();
    const gathered = asyncio.gather([future]);
    future.setResult(4);
    expect(gathered.cancel()).to.equal(false);
    expect(await loop.runUntilComplete(gathered)).to.deep.equal([4]);
    expect(gathered.cancelled()).to.equal(false);
  });

  test('combinators.gather.cancel', 'asks third-party children with the message', async ({ loop, asyncio }) => {
    const child = new ThirdPartyFuture(loop);
    const gathered = asyncio.gather([child as never]);
    expect(gathered.cancel('why')).to.equal(true);
    expect(child.cancelMessages).to.have.lengthOf(1);
    expect(JSON.stringify(child.cancelMessages[0])).to.contain('why');
    await rejects(CancelledError, loop.runUntilComplete(gathered));
  });

  test('combinators.gather.cancel', 'is refused by one that has failed, and spares the rest', async (world) => {
    const { loop, asyncio, env } = world;
    const [bad, other] = [loop.createFuture(), loop.createFuture()];
    const gathered = asyncio.gather([bad, other]);
    bad.setException(new ValueError('bad'));
    await rejects(ValueError, loop.runUntilComplete(gathered));
    expect(gathered.cancel()).to.equal(false);
    expect(other.cancelled()).to.equal(false);
    expect(other.cancel()).to.equal(true);
    await env.spin(2);
  });

  test('combinators.gather.cancel', 'is counted once a child accepted it', async ({ loop, asyncio, env }) => {
    const deaf = loop.createTask(
      (function* () {
        for (let left = 2; left > 0; left--) yield* raisedBy(CancelledError, () => asyncio.sleep(60));
        return 'ended by itself';
      })(),
    );
    const gathered = asyncio.gather([deaf]);
    await env.spin(2);
    expect(gathered.cancel()).to.equal(true);
    await env.spin(2);
    expect(gathered.cancel()).to.equal(true);
    await rejects(CancelledError, loop.runUntilComplete(gathered));
    expect(deaf.result()).to.equal('ended by itself');
  });

  test('combinators.gather.cancel', 'is refused when no child is left to cancel', async ({ loop, asyncio }) => {
    const child = loop.createFuture();
    const gathered = asyncio.gather([child]);
    expect([gathered.cancel(), gathered.cancel()]).to.deep.equal([true, false]);
    await rejects(CancelledError, loop.runUntilComplete(gathered));
  });
});
