/** Tests of who is accused: which failed tests are blocked, and by which clause. */
import { expect } from 'chai';
import type { ClauseId } from '../../spec';
import {
  ENDING_GROUNDS,
  FURTHER_GROUNDS,
  GROUNDS,
  INNER_GROUNDS,
  PART_GROUNDS,
  TRANSPORT_GROUNDS,
} from '../../spec/grounds';
import { groundsFirst } from '../../runner/attribution/attribute';
import { blockedBy } from '../../runner/attribution/blocking';
import type { FailedTest } from '../../runner/attribution/failed-test';
import { GROUND_CLAUSES } from '../../runner/attribution/ground-clauses';
import { digestOf, Likeness } from '../../runner/attribution/likeness';
import { recordReliance } from '../../runner/attribution/record';
import { socketsMissing } from '../../reference/sockets';
import { verdictOf } from '../../runner/results/verdict';
import { findClause } from '../../spec';
import { SUITES, testId } from '../../suites';
import { failed, reliance } from './failed-tests';

const RETURNS = 'threads.call_soon_threadsafe.returns_handle';
const EXPLICIT = 'context.call_soon_threadsafe.explicit';
const CANCEL = 'handles.cancel.prevents_call';

describe('attribution', () => {
  const ground = failed(RETURNS);
  const user = failed(EXPLICIT);

  it('blocks a test by the failed ground of a name that it uses', () => {
    const uses = reliance(
      [user, 'loop.call_soon_threadsafe', 'loop.call_soon_threadsafe()'],
      [ground, 'loop.call_soon_threadsafe'],
    );
    expect([...blockedBy([ground, user], uses)]).to.deep.equal([[user.id, RETURNS]]);
  });

  it('blocks by a ground that fails now and then only what says the same', () => {
    const uses = reliance(
      [user, 'loop.call_soon_threadsafe', 'loop.call_soon_threadsafe()'],
      [ground, 'loop.call_soon_threadsafe'],
    );
    const said = (test: FailedTest, message: string): FailedTest => ({ ...test, error: { name: 'OSError', message } });
    const same = [{ ...said(ground, 'gone'), flaky: true }, said(user, 'gone')];
    const other = [{ ...said(ground, 'gone'), flaky: true }, said(user, 'here')];
    expect([...blockedBy(same, uses)]).to.deep.equal([[user.id, RETURNS]]);
    expect([...blockedBy(other, uses)]).to.deep.equal([]);
    expect([...blockedBy([said(ground, 'gone'), said(user, 'here')], uses)]).to.deep.equal([[user.id, RETURNS]]);
  });

  it('blocks nothing where the ground holds, or the name is not used', () => {
    const uses = reliance([user, 'loop.call_soon_threadsafe()']);
    expect([...blockedBy([user], uses)]).to.deep.equal([]);
    expect([...blockedBy([ground, user], reliance([user, 'loop.call_soon']))]).to.deep.equal([]);
  });

  it('lets both fail where each relies on the other', () => {
    const other = failed(CANCEL);
    const uses = reliance(
      [other, 'loop.call_soon_threadsafe()'],
      [ground, 'handle.cancel', 'loop.call_soon_threadsafe()'],
    );
    expect([...blockedBy([ground, other], uses)]).to.deep.equal([]);
  });

  it('blocks by what is broken in any case, though another of its tests relies back', () => {
    const other = failed(CANCEL);
    const leaning = failed(RETURNS, 'fails besides');
    const uses = reliance(
      [other, 'loop.call_soon_threadsafe()'],
      [ground, 'loop.call_soon_threadsafe'],
      [leaning, 'handle.cancel', 'loop.call_soon_threadsafe()'],
    );
    expect([...blockedBy([leaning, other], uses)]).to.deep.equal([]);
    expect([...blockedBy([ground, leaning, other], uses)]).to.deep.equal([[other.id, RETURNS]]);
  });

  it('passes a blocked ground on to what blocks it', () => {
    const other = failed(CANCEL);
    const third = failed('executor.run_in_executor.wakes_loop');
    const uses = reliance(
      [other, 'loop.call_soon_threadsafe()'],
      [third, 'handle.cancel', 'loop.call_soon_threadsafe()'],
    );
    expect(blockedBy([ground, other, third], uses).get(third.id)).to.equal(RETURNS);
  });

  it('blocks by a ground that failed in what the test does, and not in something else', () => {
    const other = failed(CANCEL, 'cancels a callback of call_soon_threadsafe()');
    const third = failed('timers.call_later.cancel');
    const uses = reliance(
      [other, 'loop.call_soon_threadsafe', 'handle.cancel'],
      [third, 'handle.cancel', 'loop.call_later'],
    );
    expect([...blockedBy([other, third], uses)]).to.deep.equal([]);
  });

  it('blocks by what a loop calls by itself, after what the test calls, and makes no circle of it', () => {
    const other = failed('combinators.gather.cancel');
    const copy = failed('future.exception.returned');
    const uses = reliance([other, 'asyncio.gather', 'inner future.exception'], [copy, 'future.exception']);
    expect([...blockedBy([copy, other], uses)]).to.deep.equal([[other.id, copy.clause]]);
    const back = reliance([other, 'inner future.exception'], [copy, 'asyncio.gather', 'inner task.cancel']);
    expect([...blockedBy([copy, other], back)]).to.deep.equal([[other.id, copy.clause]]);
    const cancel = failed('task.cancel.pending_true');
    const circle = reliance([cancel, 'inner future.exception'], [copy, 'inner task.cancel']);
    expect([...blockedBy([copy, cancel], circle)]).to.deep.equal([]);
  });

  it('blocks by what transports and servers are asked for on the way', () => {
    const writes = failed('transport.write.order_and_integrity');
    const other = failed('transport.set_protocol.redirects');
    const uses = reliance([writes, 'transport.write'], [other, 'transport.write', 'transport.set_protocol']);
    expect([...blockedBy([writes, other], uses)]).to.deep.equal([[other.id, writes.clause]]);
  });

  describe('by a fault that was met before', () => {
    const says = (test: FailedTest, message: string): FailedTest => ({
      ...test,
      error: { name: 'AssertionError', message },
    });
    const digest = (message: string): string => digestOf({ name: 'AssertionError', message });
    const likeness = new Likeness({
      [RETURNS]: [
        `${EXPLICIT} ${digest('no context')}, ${CANCEL} ${digest('called')}, ${RETURNS} ${digest('no handle')}`,
      ],
    });
    const broken = says(ground, 'no handle');

    it('blocks what says the same', () => {
      const beside = [says(user, 'no context'), says(failed(CANCEL), 'called')];
      const blocked = blockedBy([broken, ...beside], new Map(), { likeness });
      expect([...blocked]).to.deep.equal(beside.map(({ id }) => [id, RETURNS]));
    });

    it('blocks nothing that says something else, or where the clause holds or fails in another way', () => {
      const beside = [says(user, 'no context'), says(failed(CANCEL), 'called')];
      expect(blockedBy([broken, says(user, 'another context')], new Map(), { likeness }).size).to.equal(0);
      expect(blockedBy(beside, new Map(), { likeness }).size).to.equal(0);
      expect(blockedBy([says(ground, 'something else'), ...beside], new Map(), { likeness }).size).to.equal(0);
    });

    it('does not take a fault for met of which most is missing, save what was not tested', () => {
      const learnt = new Likeness({
        [RETURNS]: [
          `${EXPLICIT} ${digest('x')}, ${CANCEL} 00000, timers.time.monotonic 00000, ${RETURNS} ${digest('y')}, x 0, y 0`,
        ],
      });
      const all = [says(ground, 'y'), says(user, 'x')];
      expect(blockedBy(all, new Map(), { likeness: learnt }).size).to.equal(0);
      const tested = new Set([RETURNS, EXPLICIT] as const);
      expect([...blockedBy(all, new Map(), { likeness: learnt, tested })]).to.deep.equal([[user.id, RETURNS]]);
    });
  });

  it('records options, what transports and servers are asked for, and what the reference does by itself', async () => {
    const clauses: readonly string[] = ['task.create_task.context', 'server.close.keeps_clients'];
    const ids = SUITES.flatMap((suite) => suite.tests).filter(({ clause }) => clauses.includes(clause));
    const names = [...(await recordReliance(ids.map(testId))).values()].flat();
    expect(names).to.include.members([
      'loop.create_task(context)',
      'inner future.result',
      'transport.write',
      'server.close',
    ]);
  });

  it('records what needs descriptors on the loop that has them', async function () {
    if (socketsMissing() !== null) this.skip();
    const clauses: readonly string[] = ['sock.cancel.unregisters', 'fd.remove.return_value'];
    const ids = SUITES.flatMap((suite) => suite.tests).filter(({ clause }) => clauses.includes(clause));
    const names = [...(await recordReliance(ids.map(testId))).values()].flat();
    expect(names).to.include.members(['loop.sock_recv', 'loop.add_reader', 'loop.remove_reader', 'loop.remove_writer']);
  });

  it('goes on recording after a test that takes the process along', async () => {
    const of = (clause: string): readonly string[] =>
      SUITES.flatMap((suite) => suite.tests)
        .filter((test) => test.clause === clause)
        .map(testId);
    const later = of('callbacks.call_soon.fifo');
    const found = await recordReliance([...of('pipe.write.base_protocol_enough'), ...later]);
    for (const id of later) expect(found.has(id), id).to.equal(true);
  });

  it('blocks a test that left behind what another clause forbids', () => {
    const left: FailedTest = { ...user, relies: [RETURNS] };
    expect(blockedBy([ground, left], new Map()).get(left.id)).to.equal(RETURNS);
  });

  it('keeps a loop with a blocked must nonconformant, by its cause', () => {
    const clause = { id: EXPLICIT, level: 'must', profile: 'context', tests: [] } as const;
    const judged = verdictOf([{ ...clause, status: 'blocked', blockedBy: RETURNS }]);
    expect(judged.verdict).to.equal('nonconformant');
    expect(judged.reason).to.include(RETURNS);
  });

  it('runs first what others stand on, and keeps the order otherwise', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const clauses: Readonly<Record<string, string>> = { b: RETURNS, d: CANCEL };
    expect(groundsFirst(ids, (id) => clauses[id])).to.deep.equal(['b', 'd', 'a', 'c']);
    // Whether a method is there at all is known before what it is to refuse, and so in a run that was cut short.
    expect(groundsFirst(['start_tls.args.transport_type', 'start_tls.upgrade'], (id) => id)[0]).to.equal(
      'start_tls.upgrade',
    );
  });

  it('stands on must clauses that are tested', () => {
    const tested = new Set(SUITES.flatMap((suite) => suite.tests).map(({ clause }) => clause));
    for (const [name, clauses] of [GROUNDS, INNER_GROUNDS, TRANSPORT_GROUNDS, PART_GROUNDS, { ENDING_GROUNDS }].flatMap(
      Object.entries<readonly ClauseId[]>,
    )) {
      for (const id of clauses) {
        expect(findClause(id)?.level, `${name}: ${id}`).to.equal('must');
        expect(tested.has(id), id).to.equal(true);
      }
    }
    for (const clauses of Object.values(FURTHER_GROUNDS))
      for (const id of clauses) expect(tested.has(id), id).to.equal(true);
    for (const id of GROUND_CLAUSES) expect(tested.has(id as ClauseId), id).to.equal(true);
  });

  it('records the names that a test uses, the means of the kit, and who minds a late stop', async () => {
    const ids = SUITES.flatMap((suite) => suite.tests)
      .filter(({ clause }) =>
        ['iteration.run_once_idiom', 'callbacks.call_soon.fifo', 'asyncgens.shutdown.closes_all'].includes(clause),
      )
      .map(testId);
    const found = await recordReliance(ids);
    const of = (clause: string): readonly string[] =>
      [...found].filter(([id]) => id.startsWith(`${clause}: `)).flatMap(([, names]) => names);
    expect(of('iteration.run_once_idiom')).to.include.members([
      'loop.call_soon',
      'env.runForever',
      'loop.stop in time',
    ]);
    expect(of('callbacks.call_soon.fifo')).to.include('loop.call_soon').and.not.include('loop.stop in time');
    // It is Python text, which nobody runs here.
    expect(of('asyncgens.shutdown.closes_all')).to.include('loop.shutdown_asyncgens');
  });
});
