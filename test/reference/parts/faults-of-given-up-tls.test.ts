/** A protocol that gives up its connection with TLS and then raises: that is reported, as on a connection without TLS. */
import { expect } from 'chai';
import { makeSslProtocol } from '../../../reference/tls/make-ssl-protocol';
import { SSLContext } from '../../../reference/tls/ssl-context';
import type { SslEvent } from '../../../reference/tls/ssl-engine';
import type { SslProtocol } from '../../../reference/tls/ssl-protocol';
import { ConnectionResetError, type Transport } from '../../../spec';
import { ManualLoop, type ManualFuture } from '../manual-loop';
import { scriptEngines, ScriptedEngine } from '../scripted-engine';

const CLIENT = 16;
const fault = new TypeError('it is broken');

describe('what a protocol raises after it gave up its connection with TLS', () => {
  scriptEngines();
  let loop: ManualLoop;
  let ssl: SslProtocol;
  let waiter: ManualFuture;
  let aborts: number;
  let lost: unknown[];
  const below = { abort: () => (aborts += 1), isClosing: () => false } as unknown as Transport;
  const say = (...events: readonly SslEvent[]): void => {
    ScriptedEngine.last.say(...events);
    loop.run();
  };
  const givingUp = (error: unknown) => (): never => {
    ssl.transport.abort();
    throw error;
  };
  const open = (methods: object): void => {
    const app = {
      connectionMade: () => {},
      connectionLost: (error: unknown) => lost.push(error),
      ...methods,
    };
    waiter = loop.createFuture();
    ssl = makeSslProtocol(loop.asLoop, app as never, new SSLContext(CLIENT), waiter as never, {});
    ssl.connectionMade(below);
  };
  const reported = (): readonly unknown[] => loop.reports.map(({ message, exception }) => [message, exception]);

  beforeEach(() => {
    loop = new ManualLoop();
    aborts = 0;
    lost = [];
  });

  for (const [method, name, event] of [
    ['dataReceived', 'data_received', new Uint8Array(1)],
    ['eofReceived', 'eof_received', 'end'],
  ] as const) {
    it(`is reported, when ${name}() does so`, () => {
      open({ [method]: givingUp(fault) });
      say('secure', event);
      expect(reported()).to.deep.equal([[`Fatal error: protocol.${name}() call failed.`, fault]]);
      expect(loop.reports[0]).to.include({ transport: ssl.transport, protocol: ssl.app });
      expect(aborts, 'it is over already').to.equal(1);
      ssl.connectionLost(null);
      expect(lost, 'it was given up before').to.deep.equal([null]);
    });
  }

  it('is reported, when connection_made() does so, and nobody takes the connection for made', () => {
    open({ connectionMade: givingUp(fault) });
    say('secure');
    expect(reported()).to.deep.equal([['Fatal error: protocol.connection_made() call failed.', fault]]);
    ssl.connectionLost(null);
    expect((waiter.outcome as { readonly error?: unknown }).error).to.be.instanceOf(ConnectionResetError);
  });

  it('is no fault where it is a failure of the connection', () => {
    open({ dataReceived: givingUp(new ConnectionResetError('reset')) });
    say('secure', new Uint8Array(1));
    expect(loop.reports).to.deep.equal([]);
  });
});
