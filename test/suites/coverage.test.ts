/** Every clause is observed: a clause without a test says why, and a test's title is unique. */
import { expect } from 'chai';
import { CLAUSES } from '../../spec';
import { SUITES, testId } from '../../suites';

describe('the suites', () => {
  const tests = SUITES.flatMap((suite) => suite.tests);
  const observed = new Set(tests.map((test) => test.clause));

  it('test every must and should clause, or say why not', () => {
    const untested = CLAUSES.filter(
      (clause) => clause.level !== 'may' && clause.untested === undefined && !observed.has(clause.id),
    );
    expect(untested.map((clause) => clause.id)).to.deep.equal([]);
  });

  it('do not test what is said to be untestable', () => {
    const claimed = CLAUSES.filter((clause) => clause.untested !== undefined && observed.has(clause.id));
    expect(claimed.map((clause) => clause.id)).to.deep.equal([]);
  });

  it('name each test once', () => {
    const ids = tests.map(testId);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.length).to.be.greaterThan(0);
  });
});
