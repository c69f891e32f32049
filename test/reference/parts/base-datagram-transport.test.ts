/** What the datagram transports of all hosts have in common, over a host that only writes down what it is asked for. */
import { expect } from 'chai';
import {
  BaseDatagramTransport,
  weight,
  type DatagramOptions,
} from '../../../reference/transports/base-datagram-transport';
import { ValueError, type AbstractEventLoop, type Address, type BaseProtocol } from '../../../spec';
import { ManualLoop } from '../manual-loop';

class Endpoint extends BaseDatagramTransport<AbstractEventLoop> {
  keeps = false;

  constructor(
    loop: ManualLoop,
    protocol: BaseProtocol,
    readonly trace: unknown[],
    options: DatagramOptions = {},
  ) {
    super(loop.asLoop, protocol, options);
    const waiter = { done: () => false, setResult: () => trace.push('ready') };
    this._begin(waiter as never);
  }

  protected override _beginReading(): void {
    this.trace.push('begin reading');
  }
  protected override _readOn(): void {
    this.trace.push('read on');
  }
  protected override _stopReading(): void {
    this.trace.push('stop reading');
  }
  protected override _send(data: Uint8Array, to: Address | null): void {
    this.trace.push(['send', data.length, to]);
    if (this.keeps) this._waiting += weight(data);
  }
  protected override _drop(): void {
    this.trace.push('drop');
  }
  protected override _release(): void {
    this.trace.push('release');
  }

  sent(count: number): void {
    this._waiting -= count;
    this._sentSome();
  }
  fail(error: unknown): void {
    this._fail(error);
  }
}

const ENDING = ['stop reading', 'drop', ['lost', null], 'release'];

describe('a datagram transport over any host', () => {
  let loop: ManualLoop;
  let trace: unknown[];
  let endpoint: Endpoint;
  const protocol = (): BaseProtocol => ({
    connectionMade: () => trace.push('made'),
    connectionLost: (error: unknown) => trace.push(['lost', error]),
    pauseWriting: () => trace.push('pause'),
    resumeWriting: () => trace.push('resume'),
  });
  const seen = (action: () => void): readonly unknown[] => {
    const before = trace.length;
    action();
    loop.run();
    return trace.slice(before);
  };
  const open = (options: DatagramOptions = {}, told = protocol()): Endpoint => {
    endpoint = new Endpoint(loop, told, trace, options);
    loop.run();
    return endpoint;
  };

  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
  });

  it('tells its protocol and who waits that it is there, in this order', () => {
    open({ extra: { sockname: 'here' } });
    expect(trace).to.deep.equal(['made', 'begin reading', 'ready']);
    expect(endpoint.getExtraInfo('sockname')).to.equal('here');
    expect(endpoint.isReading()).to.equal(true);
    expect(endpoint.isClosing()).to.equal(false);
    expect(endpoint.getWriteBufferSize()).to.equal(0);
  });

  it('counts an empty datagram too', () => {
    expect(weight(new Uint8Array(0))).to.be.greaterThan(0);
    expect(weight(new Uint8Array(5)) - weight(new Uint8Array(0))).to.equal(5);
  });

  it('sends to whom it is told, or to the one that is its peer', () => {
    open();
    expect(seen(() => endpoint.sendto(new Uint8Array(2), ['h', 1]))).to.deep.equal([['send', 2, ['h', 1]]]);
    expect(seen(() => endpoint.sendto(new Uint8Array(0)))).to.deep.equal([['send', 0, null]]);
    expect(() => endpoint.sendto('text' as never)).to.throw(TypeError, 'bytes-like');
    open({ address: ['p', 2] });
    expect(seen(() => endpoint.sendto(new Uint8Array(1)))).to.deep.equal([['send', 1, ['p', 2]]]);
    expect(() => endpoint.sendto(new Uint8Array(1), ['q', 2])).to.throw(ValueError, 'must be None or');
  });

  it('ends once', () => {
    open();
    expect(
      seen(() => {
        endpoint.close();
        expect(endpoint.isClosing()).to.equal(true);
        endpoint.close();
        endpoint.abort();
      }),
    ).to.deep.equal(['stop reading', ...ENDING]);
    expect(seen(() => endpoint.sendto(new Uint8Array(1), ['h', 1]))).to.deep.equal([]);
    open();
    expect(seen(() => endpoint.abort())).to.deep.equal(ENDING);
    expect(endpoint.isClosing()).to.equal(true);
    expect(seen(() => endpoint.close())).to.deep.equal([]);
  });

  it('closes when all is sent, and drops what waits when it is aborted', () => {
    open().keeps = true;
    endpoint.sendto(new Uint8Array(2), ['h', 1]);
    const waiting = endpoint.getWriteBufferSize();
    expect(seen(() => endpoint.close())).to.deep.equal(['stop reading']);
    expect(seen(() => endpoint.close())).to.deep.equal([]);
    expect(seen(() => endpoint.sent(waiting - 1))).to.deep.equal([]);
    expect(seen(() => endpoint.sent(1))).to.deep.equal(ENDING);
    open().keeps = true;
    endpoint.sendto(new Uint8Array(2), ['h', 1]);
    expect(seen(() => endpoint.abort())).to.deep.equal(ENDING);
    expect(endpoint.getWriteBufferSize()).to.equal(0);
  });

  it('gives back what it holds, whatever the protocol raises', () => {
    const fault = new TypeError('it is broken');
    open(
      {},
      {
        ...protocol(),
        connectionLost: () => {
          throw fault;
        },
      },
    );
    expect(seen(() => endpoint.abort())).to.deep.equal(['stop reading', 'drop', 'release']);
    expect(loop.faults).to.deep.equal([fault]);
  });

  it('reports a fault of the program, and ends with it', () => {
    const fault = new TypeError('it is broken');
    open();
    expect(seen(() => endpoint.fail(fault))).to.deep.equal(['stop reading', 'drop', ['lost', fault], 'release']);
    expect(loop.reports).to.have.length(1);
    expect(loop.reports[0]).to.include({
      message: 'Fatal write error on datagram transport',
      exception: fault,
      transport: endpoint,
    });
    expect(loop.reports[0]?.['protocol']).to.equal(endpoint.getProtocol());
  });

  it('asks its protocol to wait, and to go on', () => {
    open().keeps = true;
    endpoint.setWriteBufferLimits({ high: weight(new Uint8Array(2)), low: 1 });
    expect(endpoint.getWriteBufferLimits()).to.deep.equal([1, weight(new Uint8Array(2))]);
    expect(seen(() => endpoint.sendto(new Uint8Array(2), ['h', 1]))).to.deep.equal([['send', 2, ['h', 1]]]);
    expect(seen(() => endpoint.sendto(new Uint8Array(0), ['h', 1])).at(-1)).to.equal('pause');
    expect(seen(() => endpoint.sent(endpoint.getWriteBufferSize()))).to.deep.equal(['resume']);
    endpoint.setWriteBufferLimits();
    expect(endpoint.getWriteBufferLimits()).to.deep.equal([16_384, 65_536]);
  });

  it('reads as it is told, until it closes', () => {
    open().keeps = true;
    expect(seen(() => endpoint.resumeReading())).to.deep.equal([]);
    expect(seen(() => endpoint.pauseReading())).to.deep.equal(['stop reading']);
    expect(endpoint.isReading()).to.equal(false);
    expect(seen(() => endpoint.pauseReading())).to.deep.equal([]);
    expect(seen(() => endpoint.resumeReading())).to.deep.equal(['read on']);
    endpoint.sendto(new Uint8Array(1), ['h', 1]);
    endpoint.pauseReading();
    endpoint.close();
    expect(endpoint.isReading()).to.equal(false);
    expect(seen(() => endpoint.resumeReading())).to.deep.equal([]);
    open().keeps = true;
    endpoint.sendto(new Uint8Array(1), ['h', 1]);
    endpoint.close();
    expect(endpoint.isReading()).to.equal(false);
    expect(seen(() => endpoint.pauseReading())).to.deep.equal([]);
  });

  it('calls the protocol that it has by then', () => {
    open();
    const other = { connectionLost: () => trace.push('other lost') } as unknown as BaseProtocol;
    endpoint.setProtocol(other);
    expect(endpoint.getProtocol()).to.equal(other);
    expect(seen(() => endpoint.abort())).to.deep.equal(['stop reading', 'drop', 'other lost', 'release']);
  });
});
