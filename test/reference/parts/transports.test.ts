/** Parts that all transports share, by themselves. */
import { expect } from 'chai';
import { deliver, deliverEof, isBuffered, ProtocolFault, roomOf } from '../../../reference/transports/delivery';
import { destination } from '../../../reference/transports/destination';
import { FlowControl, type Paced } from '../../../reference/transports/flow-control';
import { Reservation } from '../../../reference/transports/reservation';
import { BufferedProtocol, Protocol } from '../../../reference/transports/base-protocols';
import { SendfileProtocol, type FileTransport } from '../../../reference/network/sendfile-protocol';
import {
  ConnectionError,
  ConnectionResetError,
  KeyboardInterrupt,
  RuntimeError,
  SystemExit,
  ValueError,
  type AbstractEventLoop,
  type BaseProtocol,
  type Coroutine,
} from '../../../spec';

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

describe('flow control', () => {
  let size = 0;
  let told: string[] = [];
  let reports: unknown[] = [];
  let fault: unknown;
  const protocol = {
    pauseWriting: () => {
      told.push('pause');
      if (fault !== undefined) throw fault;
    },
    resumeWriting: () => {
      told.push('resume');
      if (fault !== undefined) throw fault;
    },
  } as unknown as BaseProtocol;
  const transport = {
    _loop: { callExceptionHandler: (context: unknown) => reports.push(context) },
    getWriteBufferSize: () => size,
    getProtocol: () => protocol,
  } as unknown as Paced;
  let flow: FlowControl;
  const at = (bytes: number): readonly string[] => {
    const before = told.length;
    const grows = bytes > size;
    size = bytes;
    if (grows) flow.grew();
    else flow.shrank();
    return told.slice(before);
  };

  beforeEach(() => {
    size = 0;
    told = [];
    reports = [];
    fault = undefined;
    flow = new FlowControl(transport);
  });

  it('asks above the high mark to stop, and at the low mark to go on', () => {
    expect(flow.limits).to.deep.equal([16_384, 65_536]);
    expect(at(65_536)).to.deep.equal([]);
    expect(at(65_537)).to.deep.equal(['pause']);
    expect(at(70_000)).to.deep.equal([]);
    expect(at(16_385)).to.deep.equal([]);
    expect(at(16_384)).to.deep.equal(['resume']);
    expect(at(0)).to.deep.equal([]);
  });

  it('makes of one mark the other', () => {
    flow.setLimits({ high: 100 });
    expect(flow.limits).to.deep.equal([25, 100]);
    flow.setLimits({ high: 103 });
    expect(flow.limits).to.deep.equal([25, 103]);
    flow.setLimits({ low: 10 });
    expect(flow.limits).to.deep.equal([10, 40]);
    flow.setLimits({ low: 7, high: 7 });
    expect(flow.limits).to.deep.equal([7, 7]);
    flow.setLimits({ high: 0 });
    expect(flow.limits).to.deep.equal([0, 0]);
    flow.setLimits({});
    expect(flow.limits).to.deep.equal([16_384, 65_536]);
    for (const limits of [{ high: 1, low: 2 }, { high: -1 }, { low: -1 }, { high: 5, low: -1 }]) {
      expect(() => {
        flow.setLimits(limits);
      }).to.throw(ValueError, 'must be >=');
    }
    expect(flow.limits).to.deep.equal([16_384, 65_536]);
    expect(new FlowControl(transport, 400).limits).to.deep.equal([100, 400]);
  });

  it('asks at once when the mark comes down below what waits', () => {
    at(1000);
    flow.setLimits({ high: 999 });
    expect(told).to.deep.equal(['pause']);
  });

  it('reports what the protocol raises, and lets requests to exit pass', () => {
    fault = new TypeError('it is broken');
    at(65_537);
    at(0);
    expect(told).to.deep.equal(['pause', 'resume']);
    expect(reports).to.deep.equal([
      { message: 'protocol.pause_writing() failed', exception: fault, transport, protocol },
      { message: 'protocol.resume_writing() failed', exception: fault, transport, protocol },
    ]);
    for (const request of REQUESTS) {
      fault = undefined;
      at(0);
      fault = request;
      expect(() => at(65_537))
        .to.throw()
        .and.to.equal(request);
    }
    expect(reports).to.have.length(2);
  });
});

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

describe('the protocol of a transport over which a file is sent', () => {
  interface Fake {
    readonly transport: FileTransport;
    readonly calls: unknown[];
    reading: boolean;
    closing: boolean;
  }
  const original = (calls: unknown[]): BaseProtocol =>
    ({
      pauseWriting: () => calls.push('original pauses'),
      resumeWriting: () => calls.push('original resumes'),
      connectionLost: (error: unknown) => calls.push(['original lost', error]),
    }) as unknown as BaseProtocol;
  const fake = (): Fake => {
    const calls: unknown[] = [];
    let protocol = original(calls);
    const made = {
      calls,
      reading: true,
      closing: false,
      transport: {
        write: (data: Uint8Array) => calls.push([...data]),
        getProtocol: () => protocol,
        setProtocol: (next: BaseProtocol) => {
          protocol = next;
        },
        isReading: () => made.reading,
        pauseReading: () => {
          made.reading = false;
        },
        resumeReading: () => {
          made.reading = true;
        },
        isClosing: () => made.closing,
      } as unknown as FileTransport,
    };
    return made;
  };
  const loop = {
    createFuture: () => {
      let done = false;
      return {
        done: () => done,
        setResult: () => {
          done = true;
        },
        *[Symbol.iterator](): Generator<string> {
          while (!done) yield 'waits';
        },
      };
    },
  } as unknown as AbstractEventLoop;
  const step = (sending: Coroutine<void>): boolean => (sending.next() as { done?: boolean }).done === true;

  it('pauses reading, sends, and gives back', () => {
    const { transport, calls } = fake();
    const before = transport.getProtocol();
    const sending = new SendfileProtocol(loop, transport);
    expect(transport.getProtocol()).to.equal(sending);
    expect(transport.isReading()).to.equal(false);
    expect(step(sending.send(new Uint8Array([1, 2])))).to.equal(true);
    expect(calls).to.deep.equal([[1, 2]]);
    expect(() => {
      sending.dataReceived();
    }).to.throw(RuntimeError, 'reading should be paused');
    sending.restore();
    expect(transport.getProtocol()).to.equal(before);
    expect(transport.isReading()).to.equal(true);
    expect(calls).to.deep.equal([[1, 2]]);
  });

  it('leaves reading paused that was', () => {
    const made = fake();
    made.reading = false;
    new SendfileProtocol(loop, made.transport).restore();
    expect(made.reading).to.equal(false);
  });

  it('waits for room, and hands on that there is some to who was asked to wait before', () => {
    const { transport, calls } = fake();
    const sending = new SendfileProtocol(loop, transport);
    sending.resumeWriting();
    expect(calls).to.deep.equal(['original resumes']);
    sending.pauseWriting();
    const block = sending.send(new Uint8Array([1]));
    expect(step(block)).to.equal(false);
    sending.resumeWriting();
    expect(step(block)).to.equal(true);
    expect(calls).to.deep.equal(['original resumes', [1]]);
    sending.pauseWriting();
    sending.restore();
    expect(calls.at(-1)).to.equal('original pauses');
  });

  it('ends with the connection', () => {
    for (const [lost, raised] of [
      [new ConnectionResetError('it was reset'), ConnectionResetError],
      [null, ConnectionError],
      [new TypeError('it is broken'), ConnectionError],
    ] as const) {
      const { transport, calls } = fake();
      const sending = new SendfileProtocol(loop, transport);
      sending.pauseWriting();
      const block = sending.send(new Uint8Array([1]));
      expect(step(block)).to.equal(false);
      sending.connectionLost(lost);
      expect(calls.at(-1)).to.deep.equal(['original lost', lost]);
      expect(() => step(block)).to.throw(raised);
      expect(() => step(sending.send(new Uint8Array([2])))).to.throw(raised);
      sending.restore();
      expect(calls).not.to.include('original pauses');
    }
    const made = fake();
    const sending = new SendfileProtocol(loop, made.transport);
    made.closing = true;
    expect(() => step(sending.send(new Uint8Array([1])))).to.throw(ConnectionError, 'closed by peer');
    expect(made.calls).to.deep.equal([]);
  });
});
