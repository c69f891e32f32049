/** The names that clauses bind: each is spelt in one way, and is where it is said to be. */
import { expect } from 'chai';
import { API, appliesTo, CLAUSES, parseReference, type ApiName } from '../../spec';
import { interpreters, namesIn } from './api/interpreters';
import { namesOf, readPinned } from './api/pinned';

const pinned = readPinned();
const inventories = new Map(pinned.versions.map((version) => [version, namesOf(pinned, version)]));
const names = Object.keys(API) as ApiName[];

/** Of a release, `3.13.18`, whether a version of the contract, `3.13`, has begun. */
const claimed = (name: ApiName, release: string): boolean => {
  const versions: { readonly since: `3.${number}`; readonly until?: `3.${number}` } = API[name];
  return appliesTo(versions, release);
};

describe('the vocabulary of api', () => {
  it('names what each pinned version has, and nothing that it has not', () => {
    const wrong = pinned.versions.flatMap((version) =>
      names
        .filter((name) => claimed(name, version) !== (inventories.get(version)?.[name] !== undefined))
        .map((name) => `${name} in ${version}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('holds every public name of the classes of the contract', () => {
    expect(Object.keys(pinned.names).filter((name) => !Object.hasOwn(API, name))).to.deep.equal([]);
  });

  it('is pinned for every minor version of the contract', () => {
    const minors = new Set(pinned.versions.map((version) => version.split('.').slice(0, 2).join('.')));
    expect([...minors]).to.deep.equal(['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15']);
  });

  it('is what the interpreters of this machine say', async function () {
    this.timeout(120_000);
    const found = await interpreters();
    if (found.length === 0) this.skip();
    for (const { version, path } of found) {
      const minor = `${version.split('.').slice(0, 2).join('.')}.`;
      const told = await namesIn(path);
      const kin = pinned.versions.filter((known) => known === version || known.startsWith(minor));
      const candidates = kin.includes(version) ? [version] : kin;
      const same = candidates.some(
        (known) => JSON.stringify(sorted(inventories.get(known))) === JSON.stringify(sorted(told)),
      );
      if (same) continue;
      expect(
        told,
        `asyncio of Python ${version} is not as pinned: look at what is new, then npm run inventory`,
      ).to.deep.equal(inventories.get(candidates.at(-1) ?? ''));
    }
  });
});

describe('the names that clauses bind', () => {
  const versionsOf = (clause: (typeof CLAUSES)[number]): readonly string[] =>
    pinned.versions.filter((version) => appliesTo(clause, version));

  it('exist somewhere in the versions that the clause is about', () => {
    const wrong = CLAUSES.flatMap((clause) =>
      clause.api
        .map((reference) => parseReference(reference).name)
        .filter((name) => !versionsOf(clause).some((version) => claimed(name, version)))
        .map((name) => `${clause.id}: ${name}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('are never all missing from a version that the clause is about', () => {
    const wrong = CLAUSES.flatMap((clause) =>
      versionsOf(clause)
        .filter((version) => !clause.api.some((reference) => claimed(parseReference(reference).name, version)))
        .map((version) => `${clause.id} since ${clause.since} in ${version}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('have the parameters that the clause speaks of', () => {
    const wrong = CLAUSES.flatMap((clause) =>
      clause.api.flatMap((reference) => {
        const { name, parameter } = parseReference(reference);
        if (parameter === undefined) return [];
        // Of any version: a later one may pass it on among its keywords.
        const known = pinned.versions.some(
          (version) => inventories.get(version)?.[name]?.parameters?.[parameter] !== undefined,
        );
        return known ? [] : [`${clause.id}: ${reference}`];
      }),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('stand once each', () => {
    const twice = CLAUSES.filter(({ api }) => new Set(api).size !== api.length);
    expect(twice.map(({ id }) => id)).to.deep.equal([]);
  });
});

function sorted(of: object | undefined): readonly unknown[] {
  return Object.entries(of ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
