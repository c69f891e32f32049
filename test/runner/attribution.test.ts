/** Tests of who is accused: which failed tests are blocked, and by which clause. */
import { expect } from 'chai';
import type { ClauseId } from '../../spec';
import { FURTHER_GROUNDS, GROUNDS } from '../../spec/grounds';
import { groundsFirst } from '../../runner/attribution/attribute';
import { blockedBy, type FailedTest } from '../../runner/attribution/blocking';
import { recordReliance } from '../../runner/attribution/record';
import { verdictOf } from '../../runner/results/verdict';
import { findClause } from '../../spec';
import { SUITES, testId } from '../../suites';

const RETURNS = 'threads.call_soon_threadsafe.returns_handle';
const EXPLICIT = 'context.call_soon_threadsafe.explicit';
const CANCEL = 'handles.cancel.prevents_call';

function failed(clause: ClauseId, title = 'fails'): FailedTest {
  return { id: `${clause}: ${title}`, clause };
}
const reliance = (
  ...entries: readonly (readonly [FailedTest, ...string[]])[]
): ReadonlyMap<string, readonly string[]> => new Map(entries.map(([{ id }, ...names]) => [id, names]));

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
  });

  it('stands on must clauses that are tested', () => {
    const tested = new Set(SUITES.flatMap((suite) => suite.tests).map(({ clause }) => clause));
    for (const [name, clauses] of Object.entries(GROUNDS)) {
      for (const id of clauses) {
        expect(findClause(id)?.level, `${name}: ${id}`).to.equal('must');
        expect(tested.has(id), id).to.equal(true);
      }
    }
    for (const clauses of Object.values(FURTHER_GROUNDS))
      for (const id of clauses) expect(tested.has(id), id).to.equal(true);
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
