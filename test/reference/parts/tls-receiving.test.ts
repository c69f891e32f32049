/** What comes over TLS: when the protocol above is told of it, and what becomes of what it raises. */
import { expect } from 'chai';
import { ConnectionResetError, KeyboardInterrupt } from '../../../spec';
import { scriptedTls } from '../scripted-tls';

const PIECE = 64 * 1024;
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('the protocol of TLS receiving', () => {
  const tls = scriptedTls();
  const { trace, open, seen, wrapped } = tls;

  it('delivers at once what comes of what is fed, and in an iteration what node says by itself', () => {
    wrapped();
    tls.engine.fed = [bytes(1), bytes(2)];
    tls.ssl.dataReceived(bytes(9));
    expect(trace).to.deep.equal([
      ['feed', 9],
      ['data', 1],
      ['data', 2],
    ]);
    tls.loop.run();
    trace.length = 0;
    tls.engine.tell(bytes(3));
    expect([trace, tls.loop.waiting]).to.deep.equal([[], 1]);
    expect(seen(() => {})).to.deep.equal([['data', 3]]);
    tls.engine.fault = fault;
    expect(() => {
      tls.ssl.dataReceived(bytes(9));
    }).to.throw(fault);
    tls.engine.tell(bytes(4));
    expect(tls.loop.waiting, 'it is no longer fed').to.equal(1);
  });

  it('delivers no data before the handshake is over, nor after the end', () => {
    open();
    expect(seen(() => tls.engine.tell(bytes(1)))).to.deep.equal([]);
    wrapped();
    tls.ssl.transport.close();
    trace.length = 0;
    expect(seen(() => tls.engine.tell(bytes(1)))).to.deep.equal([]);
  });

  it('holds data back while it is paused, with the end after it, and nothing else', () => {
    wrapped();
    tls.ssl.transport.pauseReading();
    expect(tls.ssl.transport.isReading()).to.equal(false);
    tls.ssl.transport.write(bytes(1));
    expect(tls.ssl.transport.getWriteBufferSize()).to.equal(1);
    tls.engine.tell(bytes(1));
    tls.engine.tell('end');
    tls.engine.tell('sent');
    trace.length = 0;
    expect(seen(() => {})).to.deep.equal([]);
    expect(tls.ssl.transport.getWriteBufferSize()).to.equal(0);
    expect(seen(() => tls.ssl.transport.resumeReading())).to.deep.equal([['data', 1], 'eof', 'send end']);
    wrapped();
    tls.ssl.transport.pauseReading();
    tls.ssl.transport.resumeReading();
    expect([tls.loop.waiting, tls.ssl.transport.isReading()]).to.deep.equal([0, true]);
  });

  it('has the connection below stop when much waits, and go on when little does', () => {
    wrapped();
    tls.ssl.transport.pauseReading();
    tls.engine.tell(new Uint8Array(PIECE));
    tls.engine.tell(new Uint8Array(3 * PIECE));
    expect(trace.splice(0)).to.deep.equal(['below pauses']);
    expect(seen(() => tls.ssl.transport.resumeReading())).to.deep.equal([PIECE, 3 * PIECE, 'below reads']);
  });

  it('fills a buffer as often as it takes', () => {
    const room = new Uint8Array(2);
    wrapped({
      dataReceived: undefined,
      getBuffer: () => room,
      bufferUpdated: (count: number) => trace.push([...room.subarray(0, count)]),
    });
    tls.engine.tell(bytes(1, 2, 3, 4, 5));
    expect(seen(() => {})).to.deep.equal([[1, 2], [3, 4], [5]]);
  });

  it('ends with a fault of the protocol, which it reports', () => {
    wrapped({
      dataReceived: () => {
        throw fault;
      },
    });
    expect(seen(() => tls.engine.tell(bytes(1)))).to.deep.equal(['below aborts']);
    expect(tls.loop.reports.map(({ message, exception }) => [message, exception])).to.deep.equal([
      ['Fatal error: protocol.data_received() call failed.', fault],
    ]);
    expect(
      seen(() => tls.engine.tell(bytes(2))),
      'it is over',
    ).to.deep.equal([]);
    expect(seen(() => tls.ssl.connectionLost(null))).to.deep.equal(['destroy', ['lost', fault]]);
    expect(
      seen(() => tls.ssl.connectionLost(null)),
      'once',
    ).to.deep.equal(['destroy']);
  });

  it('ends with a failure that the protocol passes on, which is no fault', () => {
    const reset = new ConnectionResetError('reset');
    wrapped({
      dataReceived: () => {
        throw reset;
      },
    });
    expect(seen(() => tls.engine.tell(bytes(1)))).to.deep.equal(['below aborts']);
    expect(tls.loop.reports).to.deep.equal([]);
    const other = new ConnectionResetError('of the connection below');
    expect(seen(() => tls.ssl.connectionLost(other))).to.deep.equal(['destroy', ['lost', other]]);
  });

  it('lets requests to exit pass, and delivers the rest afterwards', () => {
    const request = new KeyboardInterrupt();
    let requests = 1;
    wrapped({
      dataReceived: (data: Uint8Array) => {
        trace.push(['data', ...data]);
        if (requests-- > 0) throw request;
      },
    });
    tls.engine.fed = [bytes(1), bytes(2)];
    expect(() => {
      tls.ssl.dataReceived(bytes(9));
    }).to.throw(request);
    expect(seen(() => {})).to.deep.equal([['data', 2]]);
    expect(tls.loop.reports).to.deep.equal([]);
  });
});
