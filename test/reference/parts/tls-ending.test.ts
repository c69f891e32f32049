/** How a connection with TLS ends: by either side, at once or in order, and what is left then. */
import { expect } from 'chai';
import { TimeoutError } from '../../../spec';
import { scriptedTls } from '../scripted-tls';

const PIECE = 64 * 1024;
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('the protocol of TLS ending', () => {
  const tls = scriptedTls();
  const { trace, seen, wrapped, running } = tls;

  it('sends what is queued, then its end, and closes when the peer has ended too', () => {
    for (const last of ['ended', 'end'] as const) {
      wrapped({}, { sslShutdownTimeout: 7 });
      tls.ssl.transport.write(new Uint8Array(PIECE + 1));
      trace.length = 0;
      expect(seen(() => tls.ssl.transport.close())).to.deep.equal([]);
      expect([tls.ssl.transport.isClosing(), tls.ssl.transport.isReading()]).to.deep.equal([true, false]);
      expect(running()).to.deep.equal([7]);
      tls.ssl.transport.write(bytes(1));
      expect(seen(() => tls.ssl.transport.close())).to.deep.equal([]);
      expect(seen(() => tls.engine.tell('sent'))).to.deep.equal([['encipher', 1]]);
      expect(seen(() => tls.engine.tell('sent'))).to.deep.equal(['send end']);
      expect(seen(() => tls.engine.tell(last === 'end' ? 'ended' : 'end'))).to.deep.equal([]);
      expect(running()).to.deep.equal([7]);
      expect(seen(() => tls.engine.tell(last))).to.deep.equal(['below closes']);
      expect(running()).to.deep.equal([]);
      expect(seen(() => tls.ssl.connectionLost(null))).to.deep.equal(['destroy', ['lost', null]]);
      expect(tls.ssl.transport.isClosing()).to.equal(true);
    }
  });

  it('does not close below before its own end has begun', () => {
    wrapped();
    tls.ssl.transport.write(bytes(1));
    tls.ssl.transport.close();
    trace.length = 0;
    expect(
      seen(() => {
        tls.engine.tell('end');
        tls.engine.tell('ended');
      }),
    ).to.deep.equal([]);
  });

  it('answers the end of the peer with its own', () => {
    wrapped();
    expect(seen(() => expect(tls.ssl.eofReceived()).to.equal(true))).to.deep.equal(['feed end']);
    expect(seen(() => tls.engine.tell('end'))).to.deep.equal(['eof', 'send end']);
    expect(seen(() => tls.engine.tell('ended'))).to.deep.equal(['below closes']);
    expect(
      seen(() => tls.engine.tell('end')),
      'it is told once',
    ).to.deep.equal(['below closes']);
  });

  it('reports what the protocol raises at the end of the peer', () => {
    wrapped({
      eofReceived: () => {
        throw fault;
      },
    });
    expect(seen(() => tls.engine.tell('end'))).to.deep.equal(['below aborts']);
    expect(tls.loop.reports[0]?.message).to.equal('Fatal error: protocol.eof_received() call failed.');
  });

  it('drops what it held back, and reads on until the peer has ended', () => {
    wrapped();
    tls.ssl.transport.pauseReading();
    tls.engine.tell(new Uint8Array(4 * PIECE));
    tls.engine.tell('end');
    trace.length = 0;
    expect(seen(() => tls.ssl.transport.close())).to.deep.equal(['below reads', 'send end']);
    expect(seen(() => tls.engine.tell('ended'))).to.deep.equal(['below closes']);
  });

  it('waits no longer than it was told for the peer', () => {
    wrapped();
    tls.ssl.transport.close();
    trace.length = 0;
    expect(running()).to.deep.equal([30]);
    expect(seen(() => tls.loop.timers.at(-1)?.late())).to.deep.equal(['below aborts']);
    trace.length = 0;
    tls.ssl.connectionLost(null);
    const [destroyed, [lost, error] = []] = trace as unknown as readonly [string, (readonly unknown[])?];
    expect([destroyed, lost]).to.deep.equal(['destroy', 'lost']);
    expect(error).to.be.instanceOf(TimeoutError).with.property('message', 'SSL shutdown timed out');
    expect(tls.loop.reports).to.deep.equal([]);
  });

  it('is over at once when it is aborted', () => {
    wrapped();
    tls.ssl.transport.write(bytes(1));
    trace.length = 0;
    expect(seen(() => tls.ssl.transport.abort())).to.deep.equal(['below aborts']);
    expect([tls.ssl.transport.isClosing(), tls.ssl.transport.getWriteBufferSize()]).to.deep.equal([true, 0]);
    expect(seen(() => tls.ssl.transport.abort())).to.deep.equal([]);
    expect(seen(() => tls.ssl.transport.close())).to.deep.equal([]);
    tls.ssl.transport.write(bytes(1));
    expect(tls.ssl.transport.getWriteBufferSize()).to.equal(0);
    expect(seen(() => tls.engine.tell({ failure: fault }))).to.deep.equal([]);
    expect(seen(() => tls.ssl.connectionLost(null))).to.deep.equal(['destroy', ['lost', null]]);
    wrapped();
    tls.ssl.transport.close();
    expect(seen(() => tls.ssl.transport.abort()).at(-1)).to.equal('below aborts');
    expect(running()).to.deep.equal([]);
  });

  it('forgets what is on its way when the connection below is lost', () => {
    wrapped();
    tls.ssl.transport.write(bytes(1));
    tls.engine.tell(bytes(1));
    trace.length = 0;
    expect(seen(() => tls.ssl.connectionLost(fault))).to.deep.equal(['destroy', ['lost', fault]]);
    expect(tls.ssl.transport.getWriteBufferSize()).to.equal(0);
    wrapped();
    tls.ssl.transport.close();
    tls.ssl.connectionLost(null);
    expect(running()).to.deep.equal([]);
  });

  it('is closing when the connection below is', () => {
    wrapped();
    tls.belowIsClosing = true;
    expect([tls.ssl.transport.isClosing(), tls.ssl.transport.isReading()]).to.deep.equal([true, false]);
  });
});
