/** Facts of the inventory that have no clause of their own: each names the clause that holds it, or says why there is none. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLAUSES } from '../../spec';

const covered = Object.entries(
  JSON.parse(readFileSync(join(__dirname, 'covered.json'), 'utf8')) as Readonly<Record<string, string>>,
);
const ids = new Set<string>(CLAUSES.map(({ id }) => id));

describe('facts without a clause of their own', () => {
  it('have none', () => {
    expect(covered.filter(([id]) => ids.has(id))).to.deep.equal([]);
  });

  it('are held by a clause that is there, or are left out for a reason', () => {
    const unfounded = covered.filter(([, by]) => !ids.has(by) && !/^[A-Z].*\s.*\.$/.test(by));
    expect(unfounded).to.deep.equal([]);
  });
});
