/** Where a datagram goes: to the peer of its transport, or to whom it is addressed. */
import { expect } from 'chai';
import { destination } from '../../../reference/transports/destination';
import { ValueError } from '../../../spec';

describe('the destination of a datagram', () => {
  it('is the peer where there is one, or what is given', () => {
    expect(destination(null, null)).to.equal(null);
    expect(destination(null, ['h', 1])).to.deep.equal(['h', 1]);
    expect(destination(['h', 1], null)).to.deep.equal(['h', 1]);
    expect(destination(['h', 1], ['h', 1])).to.deep.equal(['h', 1]);
    expect(destination('/a', '/a')).to.equal('/a');
    for (const [peer, given] of [
      [
        ['h', 1],
        ['h', 2],
      ],
      [
        ['h', 1],
        ['g', 1],
      ],
      [
        ['h', 1],
        ['h', 1, 0, 0],
      ],
      [['h', 1], '/a'],
      ['/a', ['h', 1]],
      ['/a', '/b'],
    ] as const) {
      expect(() => destination(peer, given)).to.throw(ValueError, 'must be None or');
    }
  });
});
