/** What node says of a connection with TLS that is over, or says twice: the protocol of the program is told nothing of it. */
import { expect } from 'chai';
import { SSLContext } from '../../../reference/tls/ssl-context';
import type { SslEvent } from '../../../reference/tls/ssl-engine';
import { SslProtocol } from '../../../reference/tls/ssl-protocol';
import type { BaseProtocol, Transport } from '../../../spec';
import { ManualLoop, type ManualFuture } from '../manual-loop';
import { scriptEngines } from '../scripted-engine';
import { CLIENT } from '../scripted-tls';

const nothing = (): void => {};

describe('words that TLS says late', () => {
  const engine = scriptEngines();
  let loop: ManualLoop;
  let told: string[];
  let ssl: SslProtocol;
  let waiter: ManualFuture;

  const note = (name: string) => (): void => {
    told.push(name);
  };
  const below = { write: nothing, close: nothing, abort: nothing, isClosing: () => false } as unknown as Transport;
  const app = {
    connectionMade: note('made'),
    connectionLost: note('lost'),
    dataReceived: note('data'),
    eofReceived: note('eof'),
    pauseWriting: note('pause'),
    resumeWriting: note('resume'),
  } as unknown as BaseProtocol;
  /** What the protocol of the program is told while `action` runs, and by what it leads to. */
  const seen = (action: () => void): readonly string[] => {
    told.length = 0;
    action();
    loop.run();
    return [...told];
  };
  const say = (...events: readonly SslEvent[]): void => {
    for (const event of events) engine().tell(event);
  };
  const open = (callConnectionMade = true): void => {
    waiter = loop.createFuture();
    ssl = new SslProtocol(loop.asLoop, app, waiter as never, {
      context: new SSLContext(CLIENT),
      serverSide: false,
      serverHostname: '',
      handshakeTimeout: null,
      shutdownTimeout: null,
      callConnectionMade,
      callContext: null,
    });
    ssl.connectionMade(below);
  };
  /** A connection on which something waits, and whose protocol was asked to wait. */
  const writing = (): void => {
    open();
    seen(() => {
      say('secure');
    });
    ssl.transport.setWriteBufferLimits({ high: 0 });
    ssl.transport.write(new Uint8Array(1));
  };

  beforeEach(() => {
    loop = new ManualLoop();
    told = [];
  });

  it('are not passed on, nor is what had come when the connection below was lost', () => {
    const rest: readonly SslEvent[] = ['sent', new Uint8Array(1), 'end'];
    writing();
    expect(
      seen(() => {
        say(...rest);
        ssl.connectionLost(null);
      }),
    ).to.deep.equal(['lost']);
    for (const end of [(): void => ssl.transport.abort(), (): void => ssl.connectionLost(null)]) {
      writing();
      end();
      expect(ssl.transport.isClosing()).to.equal(true);
      expect(
        seen(() => {
          say(...rest);
        }),
      ).to.deep.equal([]);
    }
  });

  it('bring no connection back that was given up', () => {
    open();
    expect(
      seen(() => {
        say('secure');
        ssl.transport.abort();
      }),
    ).to.deep.equal([]);
    expect(ssl.transport.isClosing()).to.equal(true);
  });

  it('make no connection that the protocol has already', () => {
    open(false);
    expect(
      seen(() => {
        say('secure');
      }),
    ).to.deep.equal([]);
    expect(waiter.outcome).to.deep.equal({ value: null });
  });

  it('need no iteration of their own while bytes are fed', () => {
    writing();
    engine().fed = [new Uint8Array(1)];
    told.length = 0;
    ssl.dataReceived(new Uint8Array(1));
    expect([told, loop.waiting]).to.deep.equal([['data'], 0]);
  });

  it('of room are for the protocol of the program where it was told to pause before', () => {
    writing();
    expect(seen(() => ssl.resumeWriting())).to.deep.equal(['resume']);
    expect(
      seen(() => {
        ssl.pauseWriting();
        ssl.resumeWriting();
      }),
    ).to.deep.equal([]);
  });
});
