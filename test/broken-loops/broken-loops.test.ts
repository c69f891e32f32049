/** Tests of the tests: each broken loop is caught by the tests of the clause it breaks, and the sound loop is not. */
import { expect } from 'chai';
import { attempt } from './attempt';
import { BROKEN_LOOPS } from '.';

describe('broken loops', () => {
  // A broken loop may leave a rejected promise or a throwing callback behind; mocha would blame the next test for it.
  const ignore = (): void => {};
  before(() => {
    process.on('unhandledRejection', ignore);
  });
  after(() => {
    process.off('unhandledRejection', ignore);
  });

  it('are many', () => {
    expect(BROKEN_LOOPS.length).to.be.greaterThan(59);
  });

  it('are named once', () => {
    const names = BROKEN_LOOPS.map((broken) => `${broken.breaks}: ${broken.fault}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([]);
  });

  for (const broken of BROKEN_LOOPS) {
    it(`${broken.breaks} catches: ${broken.fault}`, async () => {
      const { tests, failure } = await attempt(broken);
      expect(tests, 'no test of the clause applies').to.be.greaterThan(0);
      expect(failure, 'the broken loop passed').to.not.equal(undefined);
      expect(failure?.message ?? '', 'a readable message').to.not.match(
        /^(Cannot read properties|.* is not a function)/,
      );
      if (broken.message !== undefined) expect(failure?.message).to.match(broken.message);
    });
  }

  it('differ from the sound loop, which passes the same tests', async () => {
    for (const clause of new Set(BROKEN_LOOPS.map((broken) => broken.breaks))) {
      const { failure } = await attempt({ fault: 'none', breaks: clause });
      expect(failure, `${clause} fails on the reference itself`).to.equal(undefined);
    }
  });
});
