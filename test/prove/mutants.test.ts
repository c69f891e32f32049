/** Mutants are small faults, each in one place, and named so that two are told apart. */
import { expect } from 'chai';
import { applyMutant } from './mutant';
import { mutantsOf } from './mutants';

const SOURCE = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
function wait(loop, now) {
    if (loop.when > now)
        throw new Error('early');
    (0, loop.run)(1);
    return true;
}
`;

describe('mutants', () => {
  const mutants = mutantsOf('a.js', SOURCE);

  it('turn conditions, leave out statements and change values', () => {
    expect(mutants.map(({ id }) => id)).to.deep.equal([
      'a.js wait: loop.when > now -> true',
      'a.js wait: loop.when > now -> false',
      'a.js wait: > -> >=',
      'a.js wait: > -> <=',
      "a.js wait: throw new Error('early'); -> ;",
      'a.js wait: (0, loop.run)(1); -> ;',
      'a.js wait: 1 -> 2',
      'a.js wait: return true; -> return undefined;',
      'a.js wait: true -> false',
    ]);
  });

  it('change one place each', () => {
    const changed = mutants.map((mutant) => applyMutant(mutant, SOURCE));
    expect(new Set([SOURCE, ...changed]).size).to.equal(mutants.length + 1);
    expect(changed[2]).to.equal(SOURCE.replace('when > now', 'when >= now'));
  });

  it('reach whoever runs the left side of an operator', () => {
    const text = 'function f(a, b) { return a || b; }';
    const operator = mutantsOf('a.js', text).find(({ original }) => original === '||');
    expect(operator?.reach).to.equal(text.indexOf('a || b'));
    expect(operator?.start).to.equal(text.indexOf('||'));
  });

  it('are named once', () => {
    const twice = mutantsOf('a.js', 'function f(a) { a.b(); a.b(); }');
    expect(twice.map(({ id }) => id)).to.deep.equal(['a.js f: a.b(); -> ;', 'a.js f: a.b(); -> ; (2)']);
  });
});
