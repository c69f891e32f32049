/** The spec as data: ids, levels, versions, and that no fact of the inventory was dropped silently. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAPTERS, CLAUSES, compareVersions, findClause, FORMER_IDS, LEVELS, NEEDS, PROFILES } from '../../spec';

const inventory = JSON.parse(readFileSync(join(__dirname, 'inventory.json'), 'utf8')) as string[];

describe('the clauses', () => {
  it('have unique ids that belong to their chapter', () => {
    const seen = new Set<string>();
    for (const chapter of CHAPTERS) {
      for (const clause of chapter.clauses as readonly { readonly id: string }[]) {
        expect(clause.id, 'an id begins with its chapter').to.match(
          new RegExp(`^${chapter.id}\\.[a-z0-9_]+(\\.[a-z0-9_]+)*$`, 'i'),
        );
        expect(seen.has(clause.id), `${clause.id} stands twice`).to.equal(false);
        seen.add(clause.id);
      }
    }
    expect(seen.size).to.be.greaterThan(0);
  });

  it('state one sentence each, with source, level, profile and versions', () => {
    for (const clause of CLAUSES) {
      expect(clause.statement, clause.id).to.match(/^\S[^]*[.)]$/);
      expect(clause.source, clause.id).to.not.equal('');
      expect(clause.api.length, `${clause.id} binds a name`).to.be.greaterThan(0);
      expect(LEVELS, clause.id).to.include(clause.level);
      expect(PROFILES, clause.id).to.include(clause.profile);
      for (const need of clause.needs ?? []) expect(NEEDS, clause.id).to.include(need);
      if (clause.until !== undefined) {
        expect(compareVersions(clause.since, clause.until), `${clause.id}: since before until`).to.be.lessThan(0);
      }
    }
  });

  it('hold every fact of the inventory', () => {
    const ids = new Set<string>([...CLAUSES.map((clause) => clause.id), ...Object.keys(FORMER_IDS)]);
    const missing = inventory.filter((id) => !ids.has(id));
    expect(missing, 'facts of the inventory without a clause').to.deep.equal([]);
  });

  it('lead former ids to clauses that there are, and use none of them again', () => {
    for (const [id, { now, reason }] of Object.entries(FORMER_IDS)) {
      expect(findClause(id), `${id} is a clause again`).to.equal(undefined);
      for (const current of now) expect(findClause(current), `${id} leads to ${current}`).to.not.equal(undefined);
      expect(reason, id).to.match(/^it \w+/);
    }
  });
});
