/** What is handed to a protocol that takes all, and what a protocol with a buffer is asked for. */
import { expect } from 'chai';
import { deliver, ProtocolFault, roomOf, tellFilled, tellMade } from '../../../reference/transports/delivery';
import { BufferedProtocol, Protocol } from '../../../reference/transports/base-protocols';
import { KeyboardInterrupt } from '../../../spec';

describe('delivery to a protocol', () => {
  it('takes all where there is no buffer to be filled', () => {
    const got: Uint8Array[] = [];
    const protocol = Object.assign(new Protocol(), { dataReceived: (data: Uint8Array) => got.push(data) });
    const data = new Uint8Array([1, 2, 3]);
    expect(deliver(protocol, data)).to.equal(3);
    expect(got).to.deep.equal([data]);
  });

  it('asks for a buffer of any size', () => {
    const hints: number[] = [];
    const room = new Uint8Array(3);
    const protocol = Object.assign(new BufferedProtocol(), {
      getBuffer: (hint: number) => {
        hints.push(hint);
        return room;
      },
    });
    expect(roomOf(protocol)).to.equal(room);
    expect(hints).to.deep.equal([-1]);
  });

  it('says which method raised, of those that tell', () => {
    const fault = new TypeError('it is broken');
    const raising = (error: Error): BufferedProtocol =>
      Object.assign(new BufferedProtocol(), {
        connectionMade: () => {
          throw error;
        },
        bufferUpdated: () => {
          throw error;
        },
      });
    const caught = (action: () => void): unknown => {
      try {
        action();
      } catch (error) {
        return error;
      }
      return 'nothing';
    };
    const filling = (error: Error): unknown => caught(() => tellFilled(raising(error), 1));
    const making = (error: Error): unknown => caught(() => tellMade(raising(error), 'a transport' as never));
    expect(filling(fault)).to.be.instanceOf(ProtocolFault).and.deep.include({ method: 'buffer_updated', error: fault });
    expect(making(fault)).to.be.instanceOf(ProtocolFault).and.deep.include({ method: 'connection_made', error: fault });
    const request = new KeyboardInterrupt();
    expect([filling(request), making(request)]).to.deep.equal([request, request]);
  });
});
