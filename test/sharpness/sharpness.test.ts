/** Tests of attribution on broken loops: the clause that is broken is accused, never blocked by another. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { shuffle } from '../../runner/plan/shuffle';
import { BROKEN_LOOPS } from '../broken-loops';
import { inParallel } from '../prove/workers';
import { whyNotAccused } from './accused';
import { endChildren } from './pool';
import { relianceBelow } from './reliance-of-all';

/** So many are tried anew; `npm run sharpness -- --accused` tries all. */
const SAMPLE = 40;
const FILE = join(__dirname, '..', '..', '..', 'test', 'sharpness', 'sharpness.json');

describe('sharpness', () => {
  after(endChildren);

  it('accuses the clause that is broken', async function () {
    this.timeout(300_000);
    const all = [...BROKEN_LOOPS.entries()].filter(([, { python, hangs }]) => python === undefined && hangs !== true);
    const sample = shuffle(all, 7).slice(0, SAMPLE);
    const reliance = await relianceBelow(sample.map(([, { breaks }]) => breaks));
    const problems: string[] = [];
    await inParallel(sample, 2, async ([index, { breaks, fault }]) => {
      const why = await whyNotAccused(index, reliance);
      if (why !== undefined) problems.push(`${breaks}: ${fault}: ${why}`);
    });
    expect(problems).to.deep.equal([]);
  });

  it('accused it on every loop that was measured', () => {
    const { notAccused } = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly notAccused: readonly string[] };
    expect(notAccused).to.deep.equal([]);
  });
});
