/** The proof that is checked in is about the reference, the clauses and the tests as they are now. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CLAUSES } from '../../spec';
import { allMutants, isCore } from './all-mutants';
import { digestsOf } from './digests';
import { EQUIVALENCES, equivalenceOf } from './equivalent';
import type { Proof } from './proof';

const root = join(__dirname, '..', '..');
const REMEDY = 'the proof is stale: `npm run prove` brings it up to date, then `npm run generate`';

describe('the proof that tests bite', () => {
  const path = join(root, '..', 'test', 'prove', 'proof.json');
  const proof = JSON.parse(readFileSync(path, 'utf8')) as Proof;
  const core = allMutants(root).filter(isCore);

  it('is about these mutants, clauses and tests', () => {
    expect(proof.digests, REMEDY).to.deep.equal(digestsOf(root));
  });

  it('names every must clause', () => {
    const must = CLAUSES.filter(({ level }) => level === 'must').map(({ id }) => id);
    expect(Object.keys(proof.clauses)).to.have.members(must);
  });

  it('accounts for every mutant', () => {
    const { made, killed, surviving, uncovered, equivalent } = proof.mutants;
    expect(made, REMEDY).to.equal(core.length);
    expect(killed + surviving + uncovered + equivalent).to.equal(made);
    expect(proof.survivors).to.have.length(surviving + uncovered);
  });

  it('calls no mutant equivalent that there is not', () => {
    expect(core.filter((mutant) => equivalenceOf(mutant) !== undefined)).to.have.length(proof.mutants.equivalent);
    const known = new Set(core.map(({ id }) => id));
    const unused = EQUIVALENCES.flatMap(({ ids }) => ids).filter((id) => !known.has(id));
    expect(unused, 'remove these from test/prove/equivalent/').to.deep.equal([]);
  });
});
