/** A must rests on what a reader can look up: a section of Python's documentation, a PEP, or a test of CPython's. */
import { expect } from 'chai';
import { CLAUSES } from '../../spec';
import { ask, interpreters } from './api/interpreters';

/** `asyncio-eventloop, scheduling-callbacks`: page and section. */
const SECTION = /\basyncio-[a-z]+, [A-Za-z][\w.-]+/;
const PEP = /\bPEP \d+\b/;
const TEST = /\btest_\w+\.\w+\.test_\w+/g;
const OTHER_TESTS = /uvloop tests\/\S+ test_\w+/;

const cited = [...new Set(CLAUSES.flatMap(({ source }) => [...source.matchAll(TEST)].map(([name]) => name)))];

describe('the source of a clause', () => {
  it('names for every must a section of the documentation or a test', () => {
    const unfounded = CLAUSES.filter(
      ({ level, source }) =>
        level === 'must' &&
        !SECTION.test(source) &&
        !PEP.test(source) &&
        !OTHER_TESTS.test(source) &&
        source.match(TEST) === null,
    );
    expect(unfounded.map(({ id, source }) => `${id}: ${source}`)).to.deep.equal([]);
  });

  it('names tests in full: module, class and method', () => {
    const short = CLAUSES.filter(({ source }) => {
      const rest = source.replace(/uvloop tests\/[^;]*/g, '').replace(TEST, '');
      return /\btest_\w+/.test(rest);
    });
    expect(short.map(({ id, source }) => `${id}: ${source}`)).to.deep.equal([]);
  });

  it('names tests that are there, in one version at least', async function () {
    this.timeout(120_000);
    // From the newest down, until all are found: the files of tests are long.
    let missing: readonly string[] = cited;
    let asked = 0;
    for (const { path } of (await interpreters()).toReversed()) {
      if (missing.length === 0) break;
      const present = (await ask(path, 'cited_tests.py', missing)) as readonly string[] | null;
      if (present === null) continue;
      asked += 1;
      missing = missing.filter((name) => !present.includes(name));
    }
    // A test may have gone since; with the tests of few versions at hand nothing can be said of it.
    if (missing.length > 0 && asked < 3) this.skip();
    expect(missing).to.deep.equal([]);
  });
});
