/** A protocol that gives up its connection with TLS and then raises: that is reported, as on a connection without TLS. */
import { expect } from 'chai';
import type { SslEvent } from '../../../reference/tls/ssl-engine';
import { ConnectionResetError } from '../../../spec';
import { scriptedTls } from '../scripted-tls';

const fault = new TypeError('it is broken');

describe('what a protocol raises after it gave up its connection with TLS', () => {
  const tls = scriptedTls();
  const { open, seen, failureOf } = tls;
  const givingUp = (error: unknown) => (): never => {
    tls.ssl.transport.abort();
    throw error;
  };
  /** What is written down while the engine says this, and what it leads to. */
  const say = (...events: readonly SslEvent[]): readonly unknown[] =>
    seen(() => {
      for (const event of events) tls.engine.tell(event);
    });
  const reported = (): readonly unknown[] => tls.loop.reports.map(({ message, exception }) => [message, exception]);

  for (const [method, name, event] of [
    ['dataReceived', 'data_received', new Uint8Array(1)],
    ['eofReceived', 'eof_received', 'end'],
  ] as const) {
    it(`is reported, when ${name}() does so`, () => {
      open({ [method]: givingUp(fault) });
      expect(say('secure', event), 'it is over already').to.deep.equal(['made', 'below aborts']);
      expect(reported()).to.deep.equal([[`Fatal error: protocol.${name}() call failed.`, fault]]);
      expect(tls.loop.reports[0]).to.include({ transport: tls.ssl.transport, protocol: tls.ssl.app });
      expect(
        seen(() => tls.ssl.connectionLost(null)),
        'it was given up before',
      ).to.deep.equal(['destroy', ['lost', null]]);
    });
  }

  it('is reported, when connection_made() does so, and nobody takes the connection for made', () => {
    open({ connectionMade: givingUp(fault) });
    say('secure');
    expect(reported()).to.deep.equal([['Fatal error: protocol.connection_made() call failed.', fault]]);
    tls.ssl.connectionLost(null);
    expect(failureOf()).to.be.instanceOf(ConnectionResetError);
  });

  it('is no fault where it is a failure of the connection', () => {
    open({ dataReceived: givingUp(new ConnectionResetError('reset')) });
    say('secure', new Uint8Array(1));
    expect(tls.loop.reports).to.deep.equal([]);
  });
});
