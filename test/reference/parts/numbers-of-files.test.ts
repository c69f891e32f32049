/** The number of a file: itself, or what the file says. */
import { expect } from 'chai';
import { descriptorOf, numberOf } from '../../../reference/selector/descriptor-of';
import { ValueError } from '../../../spec';

describe('the number of a file', () => {
  it('is itself, or what the file says', () => {
    for (const of of [descriptorOf, numberOf]) expect([of(0), of(7), of({ fileno: () => 8 })]).to.deep.equal([0, 7, 8]);
  });

  it('is refused where it is none', () => {
    const odd = [null, undefined, 'text', {}, 1.5, { fileno: () => 'x' }, { fileno: () => null }];
    for (const of of [descriptorOf, numberOf]) {
      for (const file of odd) expect(() => of(file as never)).to.throw(ValueError, 'Invalid file object');
    }
    expect(() => descriptorOf(-1)).to.throw(ValueError, 'Invalid file descriptor: -1');
    expect(() => descriptorOf({ fileno: () => -2 })).to.throw(ValueError, 'Invalid file descriptor: -2');
    expect(numberOf(-1)).to.equal(-1);
  });
});
