/** What a proof is about, and what makes it stale. Whether the one that is checked in is, `npm run prove -- --check` says. */
import { join } from 'node:path';
import { expect } from 'chai';
import { allMutants } from './all-mutants';
import { staleness, type Present } from './check';
import { EQUIVALENCES } from './equivalent';
import type { Proof } from './proof';
import { syntaxOf } from './syntax';

const root = join(__dirname, '..', '..');

describe('the proof that tests bite', () => {
  it('calls no mutant equivalent that there is not', () => {
    const known = new Set(allMutants(root).map(({ id }) => id));
    const unused = EQUIVALENCES.flatMap(({ ids }) => ids).filter((id) => !known.has(id));
    expect(unused, 'remove these from test/prove/equivalent/').to.deep.equal([]);
  });

  it('is of programs: comments and layout do not count, everything else does', () => {
    const text = 'const a = 1; // one\nfunction f(b) { /* none */ return `x${b}` + /[/*]/.source; }\n';
    const mended = '/** Says more. */\nconst a =\n  1;\nfunction f(b) {\n  return `x${b}` + /[/*]/.source; // now\n}';
    expect(syntaxOf(mended)).to.equal(syntaxOf(text));
    for (const [before, after] of [
      ['= 1', '= 2'],
      ['`x$', '`x $'],
      ['/[/*]/', '/[/+]/'],
      ['return', 'yield'],
      ['f(b)', 'f(c)'],
    ] as const) {
      expect(text).to.include(before);
      expect(syntaxOf(text.replace(before, after)), after).not.to.equal(syntaxOf(text));
    }
  });

  it('is stale when a digest, a clause or a count is another', () => {
    const present: Present = {
      digests: { mutants: 'm', network: 'n', clauses: 'c', tests: 't' },
      must: ['a.b', 'a.c'],
      mutants: 10,
      equivalent: 2,
      network: { mutants: 20, equivalent: 1 },
    };
    const caught = { by: 'broken loop', fault: 'it is broken' } as const;
    const fresh: Proof = {
      tests: 3,
      mutants: { made: 10, killed: 7, surviving: 1, uncovered: 0, equivalent: 2, unjudged: 0 },
      folders: {},
      network: {
        mutants: { made: 20, killed: 4, surviving: 1, uncovered: 1, equivalent: 1, unjudged: 13 },
        folders: {},
        survivors: ['n', 'o'],
      },
      must: { clauses: 2, proven: 2 },
      clauses: { 'a.b': caught, 'a.c': caught },
      survivors: ['s'],
      digests: present.digests,
    };
    expect(staleness(fresh, present)).to.deep.equal([]);
    const stale = (proof: Partial<Proof>): string => staleness({ ...fresh, ...proof }, present).join('; ');
    for (const part of ['mutants', 'clauses', 'tests'] as const) {
      expect(stale({ digests: { ...fresh.digests, [part]: 'another' } })).to.equal(`the ${part} are others by now`);
    }
    expect(stale({ digests: { ...fresh.digests, network: 'another' } })).to.equal(
      'the mutants of the network are others by now',
    );
    expect(stale({ clauses: { ...fresh.clauses, 'a.d': caught } })).to.equal('no must clauses any more: a.d');
    expect(stale({ clauses: { 'a.b': caught } })).to.equal('must clauses that the proof does not know: a.c');
    expect(stale({ mutants: { ...fresh.mutants, made: 11, killed: 8 } })).to.include('10 mutants are to be accounted');
    expect(stale({ mutants: { ...fresh.mutants, equivalent: 3, killed: 6 } })).to.include('2 mutants are equivalent');
    expect(stale({ mutants: { ...fresh.mutants, killed: 8 } })).to.equal('the fates of the mutants do not add up');
    const { network } = fresh;
    expect(stale({ network: { ...network, survivors: [] } })).to.equal('the survivors are not all named');
    expect(stale({ network: { ...network, mutants: { ...network.mutants, made: 21, unjudged: 14 } } })).to.equal(
      '20 mutants are to be accounted for, and 21 are',
    );
    expect(stale({ survivors: [] })).to.equal('the survivors are not all named');
  });
});
