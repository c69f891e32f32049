/** The build notes the source of every test, so that an installed kit can show it. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testSource } from '../../runner/plan/test-sources';
import { SUITES, testId } from '../../suites';

const ROOT = join(__dirname, '..', '..', '..');
const tests = SUITES.flatMap((suite) => suite.tests);

describe('sources of tests', () => {
  it('are known for every test', () => {
    const missing = tests.map(testId).filter((id) => testSource(id) === undefined);
    expect(missing).to.deep.equal([]);
  });

  it('are the declarations that stand in the suites', () => {
    for (const test of tests) {
      const source = testSource(testId(test));
      const lines = readFileSync(join(ROOT, source?.file ?? ''), 'utf8').split('\n');
      const declared = lines[(source?.line ?? 0) - 1]?.trim() ?? '';
      // A declaration that fits on a line ends with its semicolon there.
      expect(declared.replace(/;$/, ''), testId(test)).to.equal(source?.text.split('\n')[0]);
    }
  });

  it('name the clause, unless a helper declares the test', () => {
    const own = tests.filter((test) => testSource(testId(test))?.text.includes(`'${test.clause}'`));
    expect(own.length).to.be.greaterThan(tests.length * 0.7);
  });
});
