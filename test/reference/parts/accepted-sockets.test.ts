/** A socket that was accepted elsewhere, and is given to a loop. */
import { expect } from 'chai';
import { connectAcceptedSocket } from '../../../reference/network/create-connection';

describe('a socket that was accepted', () => {
  it('is taken with the options that there are', () => {
    const taking = connectAcceptedSocket(
      {} as never,
      () => ({}) as never,
      { type: 1 } as never,
      { family: 1 } as never,
    );
    expect(() => taking.next()).to.throw(
      TypeError,
      "connect_accepted_socket() got an unexpected keyword argument 'family'",
    );
  });
});
