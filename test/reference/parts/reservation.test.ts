/** A transport that is reserved for a file: nobody else writes meanwhile. */
import { expect } from 'chai';
import { Reservation } from '../../../reference/transports/reservation';
import { RuntimeError } from '../../../spec';

describe('a reservation', () => {
  it('keeps others from writing until it is given back', () => {
    const reservation = new Reservation();
    reservation.check();
    const wrote: unknown[] = [];
    const way = reservation.take((data) => wrote.push(data));
    expect(() => {
      reservation.check();
    }).to.throw(RuntimeError, 'unable to write');
    expect(() => reservation.take(() => {})).to.throw(RuntimeError, 'unable to send a file');
    way.write(new Uint8Array([1]));
    expect(wrote).to.have.length(1);
    way.release();
    reservation.check();
    reservation.take(() => {});
  });
});
