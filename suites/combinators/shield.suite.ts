/** shield(): cancelled in another's place. */
import { CancelledError, ValueError } from '../../spec';
import { expect, rejects, reportsNothing, suite } from '../support';
import { ThirdPartyFuture } from './third-party-future';

export const shieldSuite = suite('combinators', 'shield', (test) => {
  test('combinators.shield.outer_cancel_spares_inner', 'cancels the shield alone', async ({ loop, asyncio, env }) => {
    const inner = loop.createFuture<number>();
    const outer = asyncio.shield(inner);
    expect(outer.getLoop()).to.equal(loop);
    expect(outer.cancel()).to.equal(true);
    await env.spin(2);
    expect([outer.cancelled(), inner.done()]).to.deep.equal([true, false]);
    inner.setResult(1);
    expect(await loop.runUntilComplete(inner)).to.equal(1);
    await env.spin();
  });

  test('combinators.shield.outer_cancel_spares_inner', 'cancels a task that awaits it', async (world) => {
    const { loop, asyncio, env } = world;
    const trace: string[] = [];
    const gate = loop.createFuture();
    const work = function* () {
      yield* gate;
      trace.push('work');
      return 'done';
    };
    const inner = loop.createTask(work());
    const waiter = loop.createTask(
      (function* () {
        return yield* asyncio.shield(inner);
      })(),
    );
    await env.spin(2);
    waiter.cancel();
    await rejects(CancelledError, loop.runUntilComplete(waiter));
    expect([waiter.cancelled(), inner.done()]).to.deep.equal([true, false]);
    gate.setResult(null);
    expect(await loop.runUntilComplete(inner)).to.equal('done');
    expect(trace).to.deep.equal(['work']);
  });

  test('combinators.shield.outcome_copied', 'ends as the inner future does', async ({ loop, asyncio, env }) => {
    const value = {};
    const error = new ValueError('inner');
    const inner = [loop.createFuture(), loop.createFuture(), loop.createFuture()] as const;
    const outer = inner.map((future) => asyncio.shield(future));
    inner[0].setResult(value);
    inner[1].setException(error);
    inner[2].cancel();
    // The turns that follow are for a report that must not come.
    await env.spin(5);
    expect(outer.map((future) => future.done())).to.deep.equal([true, true, true]);
    expect(outer[0]?.result()).to.equal(value);
    expect(outer[1]?.exception()).to.equal(error);
    expect(outer[2]?.cancelled()).to.equal(true);
    expect(asyncio.shield(inner[0])).to.equal(inner[0]);
  });

  test('combinators.shield.outcome_copied', 'shields a coroutine', async ({ asyncio, env }) => {
    const inner = function* () {
      yield* asyncio.sleep(0);
      return 'shielded';
    };
    const result = await env.run(function* () {
      return yield* asyncio.shield(inner());
    });
    expect(result).to.equal('shielded');
  });

  test('combinators.shield.late_inner_exception', 'says nothing of an error in the same turn', async (world) => {
    const { loop, asyncio, env } = world;
    await reportsNothing(loop, env, async () => {
      const inner = loop.createFuture();
      const outer = asyncio.shield(inner);
      inner.setException(new ValueError('late'));
      outer.cancel();
      await env.spin(3);
      expect(outer.cancelled()).to.equal(true);
    });
  });

  test('combinators.shield.outer_cancel_spares_inner', 'takes an outcome that comes too late', async (world) => {
    const { loop, asyncio, env } = world;
    const [good, gone] = [loop.createFuture<number>(), loop.createFuture<number>()];
    const outer = [asyncio.shield(good), asyncio.shield(gone)];
    good.setResult(1);
    gone.cancel();
    for (const future of outer) future.cancel();
    await env.spin(3);
    expect(outer.map((future) => future.cancelled())).to.deep.equal([true, true]);
    expect(good.result()).to.equal(1);
    expect(env.takeReports()).to.deep.equal([]);
  });

  test('combinators.shield.callback_removed', 'takes its callback back', async ({ loop, asyncio, env }) => {
    const inner = new ThirdPartyFuture(loop);
    const outer = asyncio.shield(inner);
    expect(inner.added).to.have.lengthOf(1);
    outer.cancel();
    await env.spin();
    expect(inner.removed).to.include(inner.added[0]);
    expect(inner.cancelled()).to.equal(false);
  });

  test('combinators.shield.late_error_not_retrieved', 'fails, and is lost', async ({ loop, asyncio, env }) => {
    await (async () => {
      const [late, awaited] = [loop.createFuture(), loop.createFuture()];
      const outer = [asyncio.shield(late), asyncio.shield(awaited)];
      outer[0]?.cancel();
      await env.spin(2);
      late.setException(new ValueError('nobody waits'));
      awaited.setException(new ValueError('control'));
      await env.spin(2);
      expect(outer[1]?.exception()).to.be.instanceOf(ValueError);
      expect(env.takeReports(), 'while the future is held').to.deep.equal([]);
    })();
    for (let i = 0; i < 3; i++) {
      await env.collectGarbage();
      await env.spin();
    }
    const reports = env.takeReports();
    expect(reports.map((report) => String(report.exception))).to.have.lengthOf(1);
    expect(String(reports[0]?.exception)).to.match(/nobody waits/);
    expect(reports[0]?.message).to.match(/never retrieved/);
  });
});
