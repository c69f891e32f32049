/** The protocol of TLS by itself: node's part of it says what a test has it say, and the transport below writes down what it is told. */
import { expect } from 'chai';
import { copyContext } from '../../../reference';
import * as engines from '../../../reference/tls/ssl-engine';
import { makeSslProtocol, type SslKeywords } from '../../../reference/tls/make-ssl-protocol';
import { createDefaultContext, SSLContext } from '../../../reference/tls/ssl-context';
import type { SslProtocol } from '../../../reference/tls/ssl-protocol';
import {
  ConnectionAbortedError,
  ConnectionResetError,
  KeyboardInterrupt,
  SSLError,
  TimeoutError,
  ValueError,
  type BaseProtocol,
  type Transport,
} from '../../../spec';
import { ManualLoop, type ManualFuture } from '../manual-loop';

type Event = engines.SslEvent;

const CLIENT = 16;
const SERVER = 17;
const PIECE = 64 * 1024;
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

let trace: unknown[];
let engine: Engine;
const take = (made: Engine): void => {
  engine = made;
};

/** In the place of node. */
class Engine {
  readonly socket = {
    getProtocol: () => 'TLSv1.3',
    getCipher: () => ({ name: 'AES', version: 'TLSv1.3' }),
    getPeerCertificate: () => ({}),
    alpnProtocol: false,
  };
  /** What it says while it is fed. */
  fed: Event[] = [];
  fault: Error | null = null;

  constructor(
    readonly side: engines.SslSide,
    readonly send: (data: Uint8Array) => void,
    readonly tell: (event: Event) => void,
  ) {
    take(this);
  }
  feed(data: Uint8Array): void {
    trace.push(['feed', ...data]);
    for (const event of this.fed.splice(0)) this.tell(event);
    if (this.fault !== null) throw this.fault;
  }
  feedEnd(): void {
    trace.push('feed end');
  }
  write(data: Uint8Array): void {
    trace.push(['encipher', data.length]);
  }
  pauseSending(): void {
    trace.push('pause sending');
  }
  resumeSending(): void {
    trace.push('resume sending');
  }
  end(): void {
    trace.push('send end');
  }
  destroy(): void {
    trace.push('destroy');
  }
}

describe('the protocol of TLS', () => {
  const module = engines as { SslEngine: unknown };
  const { SslEngine: own } = module;
  let loop: ManualLoop;
  let ssl: SslProtocol;
  let waiter: ManualFuture;
  let belowIsClosing: boolean;

  const below = {
    write: (data: Uint8Array) => trace.push(['below', ...data]),
    close: () => trace.push('below closes'),
    abort: () => trace.push('below aborts'),
    pauseReading: () => trace.push('below pauses'),
    resumeReading: () => trace.push('below reads'),
    isClosing: () => belowIsClosing,
    getExtraInfo: (name: string, fallback: unknown) => [name, fallback],
  } as unknown as Transport;
  const app = (more: object = {}): BaseProtocol =>
    ({
      connectionMade: () => trace.push('made'),
      connectionLost: (error: unknown) => trace.push(['lost', error]),
      dataReceived: (data: Uint8Array) => trace.push(data.length > 9 ? data.length : ['data', ...data]),
      eofReceived: () => void trace.push('eof'),
      pauseWriting: () => trace.push('pause'),
      resumeWriting: () => trace.push('resume'),
      ...more,
    }) as unknown as BaseProtocol;
  const made = (more: object, keywords: SslKeywords): SslProtocol => {
    waiter = loop.createFuture();
    return makeSslProtocol(loop.asLoop, app(more), new SSLContext(CLIENT), waiter as never, keywords);
  };
  const open = (more: object = {}, keywords: SslKeywords = {}): void => {
    ssl = made(more, keywords);
    ssl.connectionMade(below);
    trace.length = 0;
  };
  /** What is written down while `action` runs, and what it leads to. */
  const seen = (action: () => unknown): readonly unknown[] => {
    const before = trace.length;
    action();
    loop.run();
    return trace.splice(before);
  };
  const wrapped = (more: object = {}, keywords: SslKeywords = {}): void => {
    open(more, keywords);
    seen(() => {
      engine.tell('secure');
    });
  };
  const failureOf = (): unknown => (waiter.outcome as { readonly error?: unknown } | null)?.error;
  const running = (): readonly number[] =>
    loop.timers.filter(({ cancelled }) => !cancelled).map(({ seconds }) => seconds);

  before(() => {
    module.SslEngine = Engine;
  });
  after(() => {
    module.SslEngine = own;
  });
  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
    belowIsClosing = false;
  });

  describe('made of what a loop is asked for', () => {
    const make = (context: unknown, keywords: SslKeywords): void => {
      makeSslProtocol(loop.asLoop, app(), context, null, keywords).connectionMade(below);
    };

    it('has a side, a name and a context', () => {
      const context = new SSLContext(SERVER);
      make(context, { serverSide: true, serverHostname: 'a.name' });
      expect(engine.side).to.include({ context, serverSide: true, serverHostname: '' });
      make(context, { serverHostname: 'a.name' });
      expect(engine.side).to.include({ context, serverSide: false, serverHostname: 'a.name' });
      make(context, {});
      expect(engine.side).to.include({ serverSide: false, serverHostname: '' });
    });

    it('has a default context as a client, which checks the name where there is one', () => {
      make(null, { serverHostname: 'a.name' });
      expect(engine.side.context).to.include({ checkHostname: true, verifyMode: 2 });
      make(null, {});
      expect(engine.side.context).to.include({ checkHostname: false, verifyMode: 2 });
      expect(() => {
        make(null, { serverSide: true });
      }).to.throw(ValueError, 'Server side SSL needs a valid SSLContext');
      for (const odd of [undefined, {}, 'tls']) {
        expect(() => {
          make(odd, {});
        }).to.throw(TypeError, 'sslcontext is expected to be an instance of ssl.SSLContext, got');
      }
      expect(createDefaultContext()).to.be.instanceOf(SSLContext);
    });

    it('waits as long as it is told to', () => {
      make(new SSLContext(CLIENT), { sslHandshakeTimeout: 7 });
      make(new SSLContext(CLIENT), {});
      expect(loop.timers.map(({ seconds }) => seconds)).to.deep.equal([7, 60]);
      expect(() => {
        make(new SSLContext(CLIENT), { sslShutdownTimeout: 0 });
      }).to.throw(ValueError, 'ssl_shutdown_timeout');
    });

    it('is called in the context that it is given', () => {
      const context = copyContext();
      make(new SSLContext(CLIENT), { context });
      make(new SSLContext(CLIENT), {});
      expect(loop.timers.map(({ options }) => options)).to.deep.equal([{ context }, {}]);
    });
  });

  describe('in the handshake', () => {
    it('tells the protocol and who waits when it is over', () => {
      open();
      expect(running()).to.deep.equal([60]);
      expect(ssl.transport.isClosing()).to.equal(false);
      expect(seen(() => engine.send(bytes(1)))).to.deep.equal([['below', 1]]);
      expect(waiter.done()).to.equal(false);
      engine.tell('secure');
      expect(trace, 'not outside of the loop').to.deep.equal([]);
      expect(seen(() => {})).to.deep.equal(['made']);
      expect([waiter.outcome, running()]).to.deep.equal([{ value: null }, []]);
      expect(seen(() => engine.tell('secure'))).to.deep.equal([]);
    });

    it('tells no protocol that has its connection already', () => {
      wrapped({}, { callConnectionMade: false });
      expect([trace, waiter.outcome]).to.deep.equal([[], { value: null }]);
    });

    it('has facts when it is over, and those of the connection below', () => {
      ssl = made({}, {});
      expect(ssl.transport.getExtraInfo('sslcontext')).to.be.instanceOf(SSLContext);
      expect(ssl.transport.getExtraInfo('peername', 'none')).to.equal('none');
      ssl.connectionMade(below);
      expect(ssl.transport.getExtraInfo('cipher', 'none')).to.deep.equal(['cipher', 'none']);
      seen(() => {
        engine.tell('secure');
      });
      expect(ssl.transport.getExtraInfo('cipher')).to.deep.equal(['AES', 'TLSv1.3', null]);
      expect(ssl.transport.getExtraInfo('peername')).to.deep.equal(['peername', null]);
    });

    it('gives up when it takes too long', () => {
      open({}, { sslHandshakeTimeout: 7 });
      expect(seen(() => loop.timers[0]?.late())).to.deep.equal(['below aborts']);
      expect(failureOf()).to.be.instanceOf(ConnectionAbortedError);
      expect((failureOf() as Error).message).to.equal(
        'SSL handshake is taking longer than 7 seconds: aborting the connection',
      );
      expect(
        seen(() => ssl.connectionLost(null)),
        'it was never connected',
      ).to.deep.equal(['destroy']);
      expect(loop.reports).to.deep.equal([]);
    });

    it('gives up when the peer ends it', () => {
      open();
      expect(seen(() => expect(ssl.eofReceived()).to.equal(true))).to.deep.equal(['below aborts']);
      expect(failureOf()).to.be.instanceOf(ConnectionResetError);
      expect((failureOf() as Error).message).to.equal('the peer closed in the handshake');
      expect(running()).to.deep.equal([]);
    });

    it('is over with the connection below', () => {
      open();
      expect(seen(() => ssl.connectionLost(null))).to.deep.equal(['destroy']);
      expect(failureOf()).to.be.instanceOf(ConnectionResetError);
      expect((failureOf() as Error).message).to.equal('the connection was closed in the handshake');
      expect(running()).to.deep.equal([]);
      open();
      ssl.connectionLost(fault);
      expect(failureOf()).to.equal(fault);
      open({}, { callConnectionMade: false });
      expect(seen(() => ssl.connectionLost(fault))).to.deep.equal(['destroy', ['lost', fault]]);
    });

    it('ends with what node says of it', () => {
      open({}, { callConnectionMade: false });
      expect(seen(() => engine.tell({ failure: new Error('no cipher in common') }))).to.deep.equal(['below aborts']);
      expect(failureOf()).to.be.instanceOf(SSLError).with.property('message', 'no cipher in common');
      expect(seen(() => ssl.connectionLost(null))).to.deep.equal(['destroy', ['lost', failureOf()]]);
    });

    it('tells nobody who waits no longer', () => {
      open();
      waiter.cancel();
      const { outcome } = waiter;
      seen(() => engine.tell('secure'));
      expect(waiter.outcome).to.equal(outcome);
      ssl = makeSslProtocol(loop.asLoop, app(), new SSLContext(CLIENT), null, {});
      ssl.connectionMade(below);
      expect(seen(() => engine.tell('secure'))).to.deep.equal(['made']);
    });

    it('is given up when the program closes', () => {
      open();
      ssl.transport.write(bytes(1));
      expect(ssl.transport.getWriteBufferSize()).to.equal(1);
      expect(seen(() => ssl.transport.close())).to.deep.equal(['below aborts']);
      expect([ssl.transport.getWriteBufferSize(), running()]).to.deep.equal([0, []]);
      expect(seen(() => ssl.transport.abort())).to.deep.equal([]);
    });

    it('reports what the protocol raises when it is told', () => {
      open({
        connectionMade: () => {
          throw fault;
        },
      });
      expect(seen(() => engine.tell('secure'))).to.deep.equal(['below aborts']);
      expect(loop.reports[0]).to.include({
        message: 'Fatal error: protocol.connection_made() call failed.',
        exception: fault,
        transport: ssl.transport,
      });
      expect(loop.reports[0]?.['protocol']).to.equal(ssl.app);
      expect(failureOf()).to.equal(fault);
    });
  });

  describe('receiving', () => {
    it('delivers at once what comes of what is fed, and in an iteration what node says by itself', () => {
      wrapped();
      engine.fed = [bytes(1), bytes(2)];
      ssl.dataReceived(bytes(9));
      expect(trace).to.deep.equal([
        ['feed', 9],
        ['data', 1],
        ['data', 2],
      ]);
      loop.run();
      trace.length = 0;
      engine.tell(bytes(3));
      expect([trace, loop.waiting]).to.deep.equal([[], 1]);
      expect(seen(() => {})).to.deep.equal([['data', 3]]);
      engine.fault = fault;
      expect(() => {
        ssl.dataReceived(bytes(9));
      }).to.throw(fault);
      engine.tell(bytes(4));
      expect(loop.waiting, 'it is no longer fed').to.equal(1);
    });

    it('delivers no data before the handshake is over, nor after the end', () => {
      open();
      expect(seen(() => engine.tell(bytes(1)))).to.deep.equal([]);
      wrapped();
      ssl.transport.close();
      trace.length = 0;
      expect(seen(() => engine.tell(bytes(1)))).to.deep.equal([]);
    });

    it('holds data back while it is paused, with the end after it, and nothing else', () => {
      wrapped();
      ssl.transport.pauseReading();
      expect(ssl.transport.isReading()).to.equal(false);
      ssl.transport.write(bytes(1));
      expect(ssl.transport.getWriteBufferSize()).to.equal(1);
      engine.tell(bytes(1));
      engine.tell('end');
      engine.tell('sent');
      trace.length = 0;
      expect(seen(() => {})).to.deep.equal([]);
      expect(ssl.transport.getWriteBufferSize()).to.equal(0);
      expect(seen(() => ssl.transport.resumeReading())).to.deep.equal([['data', 1], 'eof', 'send end']);
      wrapped();
      ssl.transport.pauseReading();
      ssl.transport.resumeReading();
      expect([loop.waiting, ssl.transport.isReading()]).to.deep.equal([0, true]);
    });

    it('has the connection below stop when much waits, and go on when little does', () => {
      wrapped();
      ssl.transport.pauseReading();
      engine.tell(new Uint8Array(PIECE));
      engine.tell(new Uint8Array(3 * PIECE));
      expect(trace.splice(0)).to.deep.equal(['below pauses']);
      expect(seen(() => ssl.transport.resumeReading())).to.deep.equal([PIECE, 3 * PIECE, 'below reads']);
    });

    it('fills a buffer as often as it takes', () => {
      const room = new Uint8Array(2);
      wrapped({
        dataReceived: undefined,
        getBuffer: () => room,
        bufferUpdated: (count: number) => trace.push([...room.subarray(0, count)]),
      });
      engine.tell(bytes(1, 2, 3, 4, 5));
      expect(seen(() => {})).to.deep.equal([[1, 2], [3, 4], [5]]);
    });

    it('ends with a fault of the protocol, which it reports', () => {
      wrapped({
        dataReceived: () => {
          throw fault;
        },
      });
      expect(seen(() => engine.tell(bytes(1)))).to.deep.equal(['below aborts']);
      expect(loop.reports.map(({ message, exception }) => [message, exception])).to.deep.equal([
        ['Fatal error: protocol.data_received() call failed.', fault],
      ]);
      expect(
        seen(() => engine.tell(bytes(2))),
        'it is over',
      ).to.deep.equal([]);
      expect(seen(() => ssl.connectionLost(null))).to.deep.equal(['destroy', ['lost', fault]]);
      expect(
        seen(() => ssl.connectionLost(null)),
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
      expect(seen(() => engine.tell(bytes(1)))).to.deep.equal(['below aborts']);
      expect(loop.reports).to.deep.equal([]);
      const other = new ConnectionResetError('of the connection below');
      expect(seen(() => ssl.connectionLost(other))).to.deep.equal(['destroy', ['lost', other]]);
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
      engine.fed = [bytes(1), bytes(2)];
      expect(() => {
        ssl.dataReceived(bytes(9));
      }).to.throw(request);
      expect(seen(() => {})).to.deep.equal([['data', 2]]);
      expect(loop.reports).to.deep.equal([]);
    });
  });

  describe('sending', () => {
    it('waits for the handshake, and then for one piece after another', () => {
      open();
      const data = new Uint8Array(PIECE + 5);
      expect(seen(() => ssl.transport.write(data))).to.deep.equal([]);
      expect(ssl.transport.getWriteBufferSize()).to.equal(PIECE + 5);
      expect(seen(() => engine.tell('secure'))).to.deep.equal(['made', ['encipher', PIECE]]);
      expect(seen(() => ssl.transport.write(bytes(1)))).to.deep.equal([]);
      expect(seen(() => engine.tell('sent'))).to.deep.equal([['encipher', 6]]);
      expect(ssl.transport.getWriteBufferSize()).to.equal(6);
      expect(seen(() => engine.tell('sent'))).to.deep.equal([]);
      expect(ssl.transport.getWriteBufferSize()).to.equal(0);
    });

    it('asks its protocol to wait, and to go on', () => {
      wrapped();
      expect(ssl.transport.getWriteBufferLimits()).to.deep.equal([128 * 1024, 512 * 1024]);
      ssl.transport.setWriteBufferLimits({ high: 2, low: 0 });
      expect(seen(() => ssl.transport.write(bytes(1, 2)))).to.deep.equal([['encipher', 2]]);
      expect(seen(() => ssl.transport.write(bytes(3)))).to.deep.equal(['pause']);
      expect(seen(() => engine.tell('sent'))).to.deep.equal([['encipher', 1]]);
      expect(seen(() => engine.tell('sent'))).to.deep.equal(['resume']);
    });

    it('has node wait while the connection below asks for it', () => {
      wrapped();
      expect(seen(() => ssl.pauseWriting())).to.deep.equal(['pause sending']);
      expect(seen(() => ssl.resumeWriting())).to.deep.equal(['resume sending']);
      // That pause was told before the upgrade, to the protocol of the program.
      expect(seen(() => ssl.resumeWriting())).to.deep.equal(['resume', 'resume sending']);
    });
  });

  describe('ending', () => {
    it('sends what is queued, then its end, and closes when the peer has ended too', () => {
      for (const last of ['ended', 'end'] as const) {
        wrapped({}, { sslShutdownTimeout: 7 });
        ssl.transport.write(new Uint8Array(PIECE + 1));
        trace.length = 0;
        expect(seen(() => ssl.transport.close())).to.deep.equal([]);
        expect([ssl.transport.isClosing(), ssl.transport.isReading()]).to.deep.equal([true, false]);
        expect(running()).to.deep.equal([7]);
        ssl.transport.write(bytes(1));
        expect(seen(() => ssl.transport.close())).to.deep.equal([]);
        expect(seen(() => engine.tell('sent'))).to.deep.equal([['encipher', 1]]);
        expect(seen(() => engine.tell('sent'))).to.deep.equal(['send end']);
        expect(seen(() => engine.tell(last === 'end' ? 'ended' : 'end'))).to.deep.equal([]);
        expect(running()).to.deep.equal([7]);
        expect(seen(() => engine.tell(last))).to.deep.equal(['below closes']);
        expect(running()).to.deep.equal([]);
        expect(seen(() => ssl.connectionLost(null))).to.deep.equal(['destroy', ['lost', null]]);
        expect(ssl.transport.isClosing()).to.equal(true);
      }
    });

    it('does not close below before its own end has begun', () => {
      wrapped();
      ssl.transport.write(bytes(1));
      ssl.transport.close();
      trace.length = 0;
      expect(
        seen(() => {
          engine.tell('end');
          engine.tell('ended');
        }),
      ).to.deep.equal([]);
    });

    it('answers the end of the peer with its own', () => {
      wrapped();
      expect(seen(() => expect(ssl.eofReceived()).to.equal(true))).to.deep.equal(['feed end']);
      expect(seen(() => engine.tell('end'))).to.deep.equal(['eof', 'send end']);
      expect(seen(() => engine.tell('ended'))).to.deep.equal(['below closes']);
      expect(
        seen(() => engine.tell('end')),
        'it is told once',
      ).to.deep.equal(['below closes']);
    });

    it('reports what the protocol raises at the end of the peer', () => {
      wrapped({
        eofReceived: () => {
          throw fault;
        },
      });
      expect(seen(() => engine.tell('end'))).to.deep.equal(['below aborts']);
      expect(loop.reports[0]?.message).to.equal('Fatal error: protocol.eof_received() call failed.');
    });

    it('drops what it held back, and reads on until the peer has ended', () => {
      wrapped();
      ssl.transport.pauseReading();
      engine.tell(new Uint8Array(4 * PIECE));
      engine.tell('end');
      trace.length = 0;
      expect(seen(() => ssl.transport.close())).to.deep.equal(['below reads', 'send end']);
      expect(seen(() => engine.tell('ended'))).to.deep.equal(['below closes']);
    });

    it('waits no longer than it was told for the peer', () => {
      wrapped();
      ssl.transport.close();
      trace.length = 0;
      expect(running()).to.deep.equal([30]);
      expect(seen(() => loop.timers.at(-1)?.late())).to.deep.equal(['below aborts']);
      trace.length = 0;
      ssl.connectionLost(null);
      const [destroyed, [lost, error] = []] = trace as unknown as readonly [string, (readonly unknown[])?];
      expect([destroyed, lost]).to.deep.equal(['destroy', 'lost']);
      expect(error).to.be.instanceOf(TimeoutError).with.property('message', 'SSL shutdown timed out');
      expect(loop.reports).to.deep.equal([]);
    });

    it('is over at once when it is aborted', () => {
      wrapped();
      ssl.transport.write(bytes(1));
      trace.length = 0;
      expect(seen(() => ssl.transport.abort())).to.deep.equal(['below aborts']);
      expect([ssl.transport.isClosing(), ssl.transport.getWriteBufferSize()]).to.deep.equal([true, 0]);
      expect(seen(() => ssl.transport.abort())).to.deep.equal([]);
      expect(seen(() => ssl.transport.close())).to.deep.equal([]);
      ssl.transport.write(bytes(1));
      expect(ssl.transport.getWriteBufferSize()).to.equal(0);
      expect(seen(() => engine.tell({ failure: fault }))).to.deep.equal([]);
      expect(seen(() => ssl.connectionLost(null))).to.deep.equal(['destroy', ['lost', null]]);
      wrapped();
      ssl.transport.close();
      expect(seen(() => ssl.transport.abort()).at(-1)).to.equal('below aborts');
      expect(running()).to.deep.equal([]);
    });

    it('forgets what is on its way when the connection below is lost', () => {
      wrapped();
      ssl.transport.write(bytes(1));
      engine.tell(bytes(1));
      trace.length = 0;
      expect(seen(() => ssl.connectionLost(fault))).to.deep.equal(['destroy', ['lost', fault]]);
      expect(ssl.transport.getWriteBufferSize()).to.equal(0);
      wrapped();
      ssl.transport.close();
      ssl.connectionLost(null);
      expect(running()).to.deep.equal([]);
    });

    it('is closing when the connection below is', () => {
      wrapped();
      belowIsClosing = true;
      expect([ssl.transport.isClosing(), ssl.transport.isReading()]).to.deep.equal([true, false]);
    });
  });
});
