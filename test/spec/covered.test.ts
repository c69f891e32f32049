/** Facts of the inventory that have no clause of their own: each names the clause that holds it, or says why there is none. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLAUSES } from '../../spec';

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, name), 'utf8'));
}

const covered = Object.entries(read('covered.json') as Readonly<Record<string, string>>);
/** By profile, what was found out about loops with a network before there were clauses of it. */
const rows = Object.values(read('network-rows.json') as Readonly<Record<string, readonly string[]>>).flat();
const ids = new Set<string>(CLAUSES.map(({ id }) => id));

describe('facts without a clause of their own', () => {
  it('have none', () => {
    expect(covered.filter(([id]) => ids.has(id))).to.deep.equal([]);
  });

  it('are held by a clause that is there, or are left out for a reason', () => {
    const unfounded = covered.filter(([, by]) => !ids.has(by) && !/^[A-Z].*\s.*\.$/.test(by));
    expect(unfounded).to.deep.equal([]);
  });

  it('are all that the inventory of the network has beside clauses', () => {
    const known = new Set(covered.map(([id]) => id));
    expect(rows.filter((id) => !ids.has(id) && !known.has(id))).to.deep.equal([]);
    expect(new Set(rows).size).to.equal(rows.length);
    const ofNetwork = covered.map(([id]) => id).filter((id) => /^(fd|private)\./.test(id));
    expect(
      ofNetwork.filter((id) => !rows.includes(id)),
      'no row',
    ).to.deep.equal([]);
  });
});
