/** The table of what clauses bind has no silent gap. */
import { expect } from 'chai';
import { coverage } from './api/coverage';
import { UNBOUND } from './api/unbound';

describe('the coverage of the API', () => {
  const all = coverage();

  it('has a clause or a reason for every public name and parameter', () => {
    const silent = all.filter(({ clauses, reason }) => clauses.length === 0 && reason === undefined);
    expect(silent.map(({ reference }) => reference)).to.deep.equal([]);
  });

  it('gives no reason for what a clause binds, and keeps none that nothing needs', () => {
    expect(all.filter(({ clauses, reason }) => clauses.length > 0 && reason !== undefined)).to.deep.equal([]);
    const unused = UNBOUND.filter(([pattern]) => !all.some(({ reference }) => pattern.test(reference)));
    expect(unused.map(([pattern]) => pattern.source)).to.deep.equal([]);
  });

  it('binds what makes a loop: callbacks, timers, futures and tasks', () => {
    const bound = (reference: string): boolean =>
      (all.find((one) => one.reference === reference)?.clauses.length ?? 0) > 0;
    const core = ['loop.call_soon', 'loop.call_later(delay)', 'Future.set_result', 'loop.create_task(name)', 'Task'];
    expect(core.filter((reference) => !bound(reference))).to.deep.equal([]);
  });
});
