/** What the streams of all hosts have in common, over a host that only writes down what it is asked for. */
import { expect } from 'chai';
import { copyContext } from '../../../reference';
import { BaseStreamTransport, type StreamOptions } from '../../../reference/transports/base-stream-transport';
import {
  ConnectionResetError,
  RuntimeError,
  ValueError,
  type AbstractEventLoop,
  type BaseProtocol,
} from '../../../spec';
import { ManualLoop } from '../manual-loop';

class Stream extends BaseStreamTransport<AbstractEventLoop> {
  /** Bytes that the host does not take are kept. */
  keeps = false;
  protected override readonly _unsent = {
    size: 0,
    clear: (): void => {
      this._unsent.size = 0;
    },
  };

  constructor(
    loop: ManualLoop,
    protocol: BaseProtocol,
    readonly trace: unknown[],
    options: StreamOptions = {},
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
  protected override _send(data: Uint8Array): void {
    this.trace.push(['send', ...data.subarray(0, 3)]);
    if (this.keeps) this._unsent.size += data.length;
  }
  protected override _shutDown(): void {
    this.trace.push('shut down');
  }
  protected override _release(): void {
    this.trace.push('release');
  }

  /** The host has sent so much of what was kept. */
  sent(count: number): void {
    this._unsent.size -= count;
    this._sentSome();
  }
  fail(error: unknown): void {
    this._fail(error, 'it failed');
  }
  end(error: unknown): void {
    this._forceClose(error);
  }
  lose(error: unknown): void {
    this._lose(error);
  }
}

const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('a stream over any host', () => {
  let loop: ManualLoop;
  let trace: unknown[];
  let stream: Stream;
  const named = (name = ''): BaseProtocol => ({
    connectionMade: () => trace.push(`${name}made`),
    connectionLost: (error: unknown) => trace.push([`${name}lost`, error]),
    pauseWriting: () => trace.push('pause'),
    resumeWriting: () => trace.push('resume'),
  });
  /** What is written down while `action` runs, and what it schedules. */
  const seen = (action: () => void): readonly unknown[] => {
    const before = trace.length;
    action();
    loop.run();
    return trace.slice(before);
  };
  const open = (options: StreamOptions = {}, protocol = named()): Stream => {
    stream = new Stream(loop, protocol, trace, options);
    loop.run();
    return stream;
  };

  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
  });

  const server = {
    _attach: () => trace.push('attach'),
    _detach: () => trace.push('detach'),
  } as never;

  it('tells its server, its protocol and who waits that it is there, in this order', () => {
    const made = new Stream(loop, named(), trace, { server });
    expect(trace).to.deep.equal(['attach']);
    loop.turn();
    expect(trace).to.deep.equal(['attach', 'made', 'begin reading', 'ready']);
    expect(made._startTlsCompatible).to.equal(true);
    expect(made._sendfileCompatible).to.equal('TRY_NATIVE');
    expect(made.isReading()).to.equal(true);
    expect(made.isClosing()).to.equal(false);
    expect(made.canWriteEof()).to.equal(true);
  });

  it('keeps what is known of it, and the context that it is called in', () => {
    const context = copyContext();
    open({ extra: { sockname: 'here' }, context });
    expect(stream.getExtraInfo('sockname')).to.equal('here');
    expect(stream.getExtraInfo('peername')).to.equal(null);
    stream.close();
    expect(loop.schedules).to.have.length(4);
    for (const options of loop.schedules) expect(options).to.deep.equal({ context });
    loop.schedules.length = 0;
    open();
    for (const options of loop.schedules) expect(options, 'its own').to.deep.equal({});
  });

  it('does not begin to read when the protocol closes it at once', () => {
    const closing = { ...named(), connectionMade: () => stream.close() } as BaseProtocol;
    stream = new Stream(loop, closing, trace);
    loop.run();
    expect(trace).to.deep.equal(['stop reading', 'ready', ['lost', null], 'release']);
  });

  it('ends once, and tells the protocol before the host and the server', () => {
    open({ server });
    expect(
      seen(() => {
        stream.close();
        expect(stream.isClosing()).to.equal(true);
        stream.close();
        stream.abort();
        stream.end(new Error('too late'));
        stream.lose(new Error('too late'));
      }),
    ).to.deep.equal(['stop reading', ['lost', null], 'release', 'detach']);
    expect(seen(() => stream.write(bytes(1)))).to.deep.equal([]);
    expect(seen(() => stream.writeEof())).to.deep.equal([]);
  });

  it('tells its server and its host of the end, whatever the protocol raises', () => {
    const fault = new TypeError('it is broken');
    const raising = {
      ...named(),
      connectionLost: () => {
        throw fault;
      },
    } as BaseProtocol;
    open({ server }, raising);
    expect(seen(() => stream.abort())).to.deep.equal(['stop reading', 'release', 'detach']);
    expect(loop.faults).to.deep.equal([fault]);
  });

  it('closes when all is sent', () => {
    open().keeps = true;
    stream.write(bytes(1, 2, 3));
    expect(seen(() => stream.close())).to.deep.equal(['stop reading']);
    expect(seen(() => stream.sent(2))).to.deep.equal([]);
    expect(stream.getWriteBufferSize()).to.equal(1);
    expect(seen(() => stream.sent(1))).to.deep.equal([['lost', null], 'release']);
    expect(seen(() => stream.sent(0))).to.deep.equal([]);
  });

  it('drops what is not sent when it is aborted', () => {
    open().keeps = true;
    stream.write(bytes(1));
    expect(
      seen(() => {
        stream.abort();
        expect([stream.isClosing(), stream.getWriteBufferSize()]).to.deep.equal([true, 0]);
      }),
    ).to.deep.equal(['stop reading', ['lost', null], 'release']);
  });

  it('ends its side when all is sent', () => {
    open().keeps = true;
    stream.write(bytes(1, 2));
    expect(seen(() => stream.writeEof())).to.deep.equal([]);
    expect(seen(() => stream.sent(1))).to.deep.equal([]);
    expect(seen(() => stream.sent(1))).to.deep.equal(['shut down']);
    expect(seen(() => stream.writeEof())).to.deep.equal([]);
    expect(() => stream.write(bytes(1))).to.throw(RuntimeError, 'Cannot call write() after write_eof()');
    expect(() => stream.writelines([bytes(1)])).to.throw(RuntimeError, 'Cannot call writelines() after write_eof()');
    expect(seen(() => stream.close())).to.deep.equal(['stop reading', ['lost', null], 'release']);
    open();
    expect(seen(() => stream.writeEof())).to.deep.equal(['shut down']);
    open();
    stream.close();
    expect(seen(() => stream.writeEof())).to.deep.equal([['lost', null], 'release']);
  });

  it('sends what is written, and nothing for nothing', () => {
    open();
    expect(seen(() => stream.write(bytes(1, 2)))).to.deep.equal([['send', 1, 2]]);
    expect(seen(() => stream.write(bytes()))).to.deep.equal([]);
    expect(seen(() => stream.writelines([bytes(1), bytes(2, 3)]))).to.deep.equal([['send', 1, 2, 3]]);
    for (const odd of ['text', null, [1]]) expect(() => stream.write(odd as never)).to.throw(TypeError, 'bytes-like');
    expect(() => stream.writelines(['text'] as never)).to.throw(TypeError, 'bytes-like');
  });

  it('asks its protocol to wait, and to go on', () => {
    open().keeps = true;
    stream.setWriteBufferLimits({ high: 4, low: 2 });
    expect(stream.getWriteBufferLimits()).to.deep.equal([2, 4]);
    expect(seen(() => stream.write(bytes(1, 2, 3, 4)))).to.deep.equal([['send', 1, 2, 3]]);
    expect(seen(() => stream.write(bytes(5)))).to.deep.equal([['send', 5], 'pause']);
    expect(seen(() => stream.sent(2))).to.deep.equal([]);
    expect(seen(() => stream.sent(1))).to.deep.equal(['resume']);
    expect(seen(() => stream.sent(2))).to.deep.equal([]);
    expect(() => stream.setWriteBufferLimits({ low: -1 })).to.throw(ValueError);
    stream.setWriteBufferLimits();
    expect(stream.getWriteBufferLimits()).to.deep.equal([16_384, 65_536]);
  });

  it('reports a fault of the program, and no failure of the system', () => {
    const fault = new TypeError('it is broken');
    open();
    expect(seen(() => stream.fail(fault))).to.deep.equal(['stop reading', ['lost', fault], 'release']);
    const [report, ...others] = loop.reports;
    expect(others).to.deep.equal([]);
    expect(report).to.include({ message: 'it failed', exception: fault, transport: stream });
    expect(report?.['protocol']).to.equal(stream.getProtocol());
    open();
    const reset = new ConnectionResetError('reset');
    expect(seen(() => stream.fail(reset))).to.deep.equal(['stop reading', ['lost', reset], 'release']);
    expect(loop.reports).to.have.length(1);
  });

  it('reads as it is told, until it closes', () => {
    open();
    expect(seen(() => stream.resumeReading())).to.deep.equal([]);
    expect(seen(() => stream.pauseReading())).to.deep.equal(['stop reading']);
    expect(stream.isReading()).to.equal(false);
    expect(seen(() => stream.pauseReading())).to.deep.equal([]);
    expect(seen(() => stream.resumeReading())).to.deep.equal(['read on']);
    expect(stream.isReading()).to.equal(true);
    stream.pauseReading();
    stream.keeps = true;
    stream.write(bytes(1));
    stream.close();
    expect(seen(() => stream.resumeReading())).to.deep.equal([]);
    open();
    stream.keeps = true;
    stream.write(bytes(1));
    stream.close();
    expect(stream.isReading()).to.equal(false);
    expect(seen(() => stream.pauseReading())).to.deep.equal([]);
  });

  it('lets nobody write but the one that has reserved it', () => {
    open();
    const way = stream._reserve();
    expect(() => stream.write(bytes(1))).to.throw(RuntimeError, 'sendfile is in progress');
    expect(seen(() => way.write(bytes(2)))).to.deep.equal([['send', 2]]);
    way.release();
    expect(seen(() => stream.write(bytes(1)))).to.deep.equal([['send', 1]]);
  });

  it('calls the protocol that it has by then', () => {
    open();
    const other = named('other ');
    stream.setProtocol(other);
    expect(stream.getProtocol()).to.equal(other);
    expect(seen(() => stream.abort())).to.deep.equal(['stop reading', ['other lost', null], 'release']);
  });
});
