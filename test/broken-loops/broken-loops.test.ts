/** Tests of the tests: each broken loop is caught by the tests of the clause it breaks, and the sound loop is not. */
import { expect } from 'chai';
import { socketsMissing } from '../../reference/sockets';
import { CLAUSES, type ClauseId } from '../../spec';
import { attempt, attemptSound, whyNotCaught, type Attempt } from './attempt';
import { BROKEN_LOOPS, type BrokenLoop } from '.';

/** Attempts under way before their turn to be judged comes, so that no child process is idle: of those that hang, and of the others. */
const AHEAD = 6;

describe('broken loops', () => {
  const attempts = new Map<number, Promise<Attempt>>();

  function attemptAt(index: number): Promise<Attempt> {
    const begun = { hanging: 0, others: 0 };
    for (let i = index; i < BROKEN_LOOPS.length && Math.min(begun.hanging, begun.others) < AHEAD; i++) {
      const broken = BROKEN_LOOPS[i] as BrokenLoop;
      const kind = broken.hangs === true ? 'hanging' : 'others';
      begun[kind] += 1;
      if (begun[kind] <= AHEAD && !attempts.has(i)) attempts.set(i, attempt(broken));
    }
    return attempts.get(index) as Promise<Attempt>;
  }

  it('are many', () => {
    expect(BROKEN_LOOPS.length).to.be.greaterThan(59);
  });

  it('are named once', () => {
    const names = BROKEN_LOOPS.map((broken) => `${broken.breaks}: ${broken.fault}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([]);
  });

  const broken = new Set(BROKEN_LOOPS.map(({ breaks }) => breaks));
  for (const { id, level, untested } of CLAUSES) {
    // Pending, and so seen and counted, until somebody breaks it.
    if (level === 'must' && untested === undefined && !broken.has(id)) it(`break ${id}`);
  }

  for (const [index, broken] of BROKEN_LOOPS.entries()) {
    it(`${broken.breaks} catches: ${broken.fault}`, async function () {
      const made = await attemptAt(index);
      if (made.skipped !== undefined) {
        if (this.test !== undefined) this.test.title += ` (skipped: ${made.skipped})`;
        this.skip();
      }
      expect(whyNotCaught(broken, made)).to.equal(undefined);
    });
  }

  /** Without sockets some clauses have no test that applies: each of their broken loops is skipped, and says so. */
  async function isLeftOut(clause: ClauseId): Promise<boolean> {
    if (socketsMissing() === null) return false;
    const own = BROKEN_LOOPS.flatMap(({ breaks, python }, i) => (breaks === clause && python === undefined ? [i] : []));
    const made = await Promise.all(own.map(attemptAt));
    return made.length > 0 && made.every(({ skipped }) => skipped !== undefined);
  }

  it('differ from the sound loop, which passes the same tests', async function () {
    this.timeout(120_000);
    const kinds = new Map(
      BROKEN_LOOPS.map(({ breaks, python }) => [`${breaks} ${String(python !== undefined)}`, breaks]),
    );
    await Promise.all(
      [...kinds].map(async ([key, clause]) => {
        const { tests, failure, skipped } = await attemptSound(clause, key.endsWith('true'));
        expect(failure, `${clause} fails on the sound loop: ${String(failure)}`).to.equal(undefined);
        if (skipped === undefined && !(await isLeftOut(clause))) expect(tests, clause).to.be.greaterThan(0);
      }),
    );
  });
});
