/** The handshake of TLS: who is told when it is over, and what ends it. */
import { expect } from 'chai';
import { makeSslProtocol } from '../../../reference/tls/make-ssl-protocol';
import { SSLContext } from '../../../reference/tls/ssl-context';
import { ConnectionAbortedError, ConnectionResetError, SSLError } from '../../../spec';
import { CLIENT, scriptedTls } from '../scripted-tls';

const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('the protocol of TLS in the handshake', () => {
  const tls = scriptedTls();
  const { trace, below, app, made, open, seen, wrapped, failureOf, running } = tls;

  it('tells the protocol and who waits when it is over', () => {
    open();
    expect(running()).to.deep.equal([60]);
    expect(tls.ssl.transport.isClosing()).to.equal(false);
    expect(seen(() => tls.engine.send(bytes(1)))).to.deep.equal([['below', 1]]);
    expect(tls.waiter.done()).to.equal(false);
    tls.engine.tell('secure');
    expect(trace, 'not outside of the loop').to.deep.equal([]);
    expect(seen(() => {})).to.deep.equal(['made']);
    expect([tls.waiter.outcome, running()]).to.deep.equal([{ value: null }, []]);
    expect(seen(() => tls.engine.tell('secure'))).to.deep.equal([]);
  });

  it('tells no protocol that has its connection already', () => {
    wrapped({}, { callConnectionMade: false });
    expect([trace, tls.waiter.outcome]).to.deep.equal([[], { value: null }]);
  });

  it('has facts when it is over, and those of the connection below', () => {
    made({}, {});
    expect(tls.ssl.transport.getExtraInfo('sslcontext')).to.be.instanceOf(SSLContext);
    expect(tls.ssl.transport.getExtraInfo('peername', 'none')).to.equal('none');
    tls.ssl.connectionMade(below);
    expect(tls.ssl.transport.getExtraInfo('cipher', 'none')).to.deep.equal(['cipher', 'none']);
    seen(() => {
      tls.engine.tell('secure');
    });
    expect(tls.ssl.transport.getExtraInfo('cipher')).to.deep.equal(['AES', 'TLSv1.3', null]);
    expect(tls.ssl.transport.getExtraInfo('peername')).to.deep.equal(['peername', null]);
  });

  it('gives up when it takes too long', () => {
    open({}, { sslHandshakeTimeout: 7 });
    expect(seen(() => tls.loop.timers[0]?.late())).to.deep.equal(['below aborts']);
    expect(failureOf()).to.be.instanceOf(ConnectionAbortedError);
    expect((failureOf() as Error).message).to.equal(
      'SSL handshake is taking longer than 7 seconds: aborting the connection',
    );
    expect(
      seen(() => tls.ssl.connectionLost(null)),
      'it was never connected',
    ).to.deep.equal(['destroy']);
    expect(tls.loop.reports).to.deep.equal([]);
  });

  it('gives up when the peer ends it', () => {
    open();
    expect(seen(() => expect(tls.ssl.eofReceived()).to.equal(true))).to.deep.equal(['below aborts']);
    expect(failureOf()).to.be.instanceOf(ConnectionResetError);
    expect((failureOf() as Error).message).to.equal('the peer closed in the handshake');
    expect(running()).to.deep.equal([]);
  });

  it('is over with the connection below', () => {
    open();
    expect(seen(() => tls.ssl.connectionLost(null))).to.deep.equal(['destroy']);
    expect(failureOf()).to.be.instanceOf(ConnectionResetError);
    expect((failureOf() as Error).message).to.equal('the connection was closed in the handshake');
    expect(running()).to.deep.equal([]);
    open();
    tls.ssl.connectionLost(fault);
    expect(failureOf()).to.equal(fault);
    open({}, { callConnectionMade: false });
    expect(seen(() => tls.ssl.connectionLost(fault))).to.deep.equal(['destroy', ['lost', fault]]);
  });

  it('ends with what node says of it', () => {
    open({}, { callConnectionMade: false });
    expect(seen(() => tls.engine.tell({ failure: new Error('no cipher in common') }))).to.deep.equal(['below aborts']);
    expect(failureOf()).to.be.instanceOf(SSLError).with.property('message', 'no cipher in common');
    expect(seen(() => tls.ssl.connectionLost(null))).to.deep.equal(['destroy', ['lost', failureOf()]]);
  });

  it('tells nobody who waits no longer', () => {
    open();
    tls.waiter.cancel();
    const { outcome } = tls.waiter;
    seen(() => tls.engine.tell('secure'));
    expect(tls.waiter.outcome).to.equal(outcome);
    makeSslProtocol(tls.loop.asLoop, app(), new SSLContext(CLIENT), null, {}).connectionMade(below);
    expect(seen(() => tls.engine.tell('secure'))).to.deep.equal(['made']);
  });

  it('is given up when the program closes', () => {
    open();
    tls.ssl.transport.write(bytes(1));
    expect(tls.ssl.transport.getWriteBufferSize()).to.equal(1);
    expect(seen(() => tls.ssl.transport.close())).to.deep.equal(['below aborts']);
    expect([tls.ssl.transport.getWriteBufferSize(), running()]).to.deep.equal([0, []]);
    expect(seen(() => tls.ssl.transport.abort())).to.deep.equal([]);
  });

  it('reports what the protocol raises when it is told', () => {
    open({
      connectionMade: () => {
        throw fault;
      },
    });
    expect(seen(() => tls.engine.tell('secure'))).to.deep.equal(['below aborts']);
    expect(tls.loop.reports[0]).to.include({
      message: 'Fatal error: protocol.connection_made() call failed.',
      exception: fault,
      transport: tls.ssl.transport,
    });
    expect(tls.loop.reports[0]?.['protocol']).to.equal(tls.ssl.app);
    expect(failureOf()).to.equal(fault);
  });
});
