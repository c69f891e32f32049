/** How what arrived is handed to a protocol: as data or into its buffer, and who is told of what it raises. */
import { expect } from 'chai';
import { BufferedProtocol, Protocol } from '../../../reference/transports/base-protocols';
import { deliver, deliverEof, isBuffered, ProtocolFault, roomOf } from '../../../reference/transports/delivery';
import { KeyboardInterrupt, RuntimeError, SystemExit, type BaseProtocol } from '../../../spec';

const REQUESTS = [new SystemExit(), new KeyboardInterrupt()];

class Collecting extends BufferedProtocol {
  readonly room = new Uint8Array(4);
  readonly got: (readonly number[])[] = [];
  override getBuffer(): Uint8Array {
    return this.room;
  }
  override bufferUpdated(count: number): void {
    this.got.push([...this.room.subarray(0, count)]);
  }
}

describe('delivery', () => {
  it('fills the buffer of a protocol that has one, as far as it goes', () => {
    const protocol = new Collecting();
    expect(deliver(protocol, new Uint8Array([1, 2]))).to.equal(2);
    expect(deliver(protocol, new Uint8Array([1, 2, 3, 4]))).to.equal(4);
    expect(deliver(protocol, new Uint8Array([1, 2, 3, 4, 5, 6]))).to.equal(4);
    expect(protocol.got).to.deep.equal([
      [1, 2],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });

  it('tells who has a buffer by descent, or by the methods', () => {
    expect(isBuffered(new Collecting())).to.equal(true);
    expect(isBuffered(Object.assign(new Collecting(), { dataReceived: () => {} }))).to.equal(true);
    expect(isBuffered(new Protocol())).to.equal(false);
    const getBuffer = (): Uint8Array => new Uint8Array(1);
    expect(isBuffered({ getBuffer } as unknown as BaseProtocol)).to.equal(true);
    expect(isBuffered({ getBuffer, dataReceived: () => {} } as unknown as BaseProtocol)).to.equal(false);
    expect(isBuffered({} as BaseProtocol)).to.equal(false);
    // Who forgot its own has no room.
    expect(new BufferedProtocol().getBuffer(-1)).to.have.length(0);
  });

  it('says which method raised, and lets requests to exit pass', () => {
    const raising = (error: unknown): BaseProtocol => {
      const fail = (): never => {
        throw error;
      };
      return Object.assign(new Protocol(), { dataReceived: fail, eofReceived: fail });
    };
    const fault = new TypeError('it is broken');
    const caught = (action: () => unknown): unknown => {
      try {
        return action();
      } catch (error) {
        return error;
      }
    };
    const data = new Uint8Array(1);
    expect(caught(() => deliver(raising(fault), data))).to.deep.include({ method: 'data_received', error: fault });
    expect(caught(() => deliverEof(raising(fault)))).to.deep.include({ method: 'eof_received', error: fault });
    for (const request of REQUESTS) expect(caught(() => deliver(raising(request), data))).to.equal(request);
    const odd = (buffer: unknown): unknown =>
      caught(() => roomOf(Object.assign(new Collecting(), { getBuffer: () => buffer as Uint8Array })));
    for (const buffer of [new Uint8Array(0), 'x', null]) expect(odd(buffer)).to.be.instanceOf(ProtocolFault);
    expect((odd(new Uint8Array(0)) as ProtocolFault).error).to.be.instanceOf(RuntimeError);
    expect((odd('x') as ProtocolFault).error).to.be.instanceOf(TypeError);
  });

  it('tells whether the protocol wants to go on after the end', () => {
    for (const answer of [true, false, undefined]) {
      const protocol = Object.assign(new Protocol(), { eofReceived: () => answer });
      expect(deliverEof(protocol)).to.equal(answer === true);
    }
  });
});
