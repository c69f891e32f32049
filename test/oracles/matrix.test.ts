import { expect } from 'chai';
import { LETTERS, renewed, type Matrix, type Oracle } from './matrix';

const NONE = { p: 0, n: 0, s: 0, u: 0, k: 0, f: 0 };
const oracle = (subject: string, runtime: string): Oracle => ({
  subject,
  runtime,
  must: NONE,
  other: NONE,
  failures: [],
});
const matrix = (digest: string, oracles: readonly Oracle[], clauses: Matrix['clauses']): Matrix => ({
  digest,
  letters: LETTERS,
  oracles,
  clauses,
});

describe('the matrix of oracles', () => {
  const old = matrix('1', [oracle('a', '1'), oracle('b', '1'), oracle('c', '1')], { x: 'pfp', y: 'ppp' });

  it('takes what was run anew in the place of the oracle of its name', () => {
    const fresh = matrix('1', [oracle('c', '2'), oracle('b', '2')], { x: 'kp', y: 'np' });
    const { oracles, clauses } = renewed(old, fresh);
    expect(oracles.map(({ runtime }) => runtime)).to.deep.equal(['1', '2', '2']);
    expect(clauses).to.deep.equal({ x: 'ppk', y: 'ppn' });
  });

  it('mixes no editions of the clauses', () => {
    expect(() => renewed(old, matrix('2', [oracle('b', '2')], { x: 'p' }))).to.throw(/of other clauses: run all/);
  });
});
