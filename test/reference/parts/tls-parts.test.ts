/** The parts of TLS by themselves: what waits for the loop, how long it waits, and what a program sees. */
import { expect } from 'chai';
import type { TLSSocket } from 'node:tls';
import { copyContext } from '../../../reference';
import { SslInbox } from '../../../reference/tls/ssl-inbox';
import { factsOf, SSLObject } from '../../../reference/tls/ssl-object';
import { timeoutsOf, type SslOptions } from '../../../reference/tls/ssl-options';
import { SslTimer } from '../../../reference/tls/ssl-timer';
import { SslTransport } from '../../../reference/tls/ssl-transport';
import { NotImplementedError, ValueError, type Transport } from '../../../spec';
import { ManualLoop } from '../manual-loop';

const HIGH = 256 * 1024;

describe('the inbox of TLS', () => {
  let loop: ManualLoop;
  let below: string[];
  let drained: number;
  let inbox: SslInbox;
  const transport = {
    pauseReading: () => below.push('pause'),
    resumeReading: () => below.push('resume'),
  } as unknown as Transport;
  const made = (on: Transport | null = transport): SslInbox =>
    new SslInbox(loop.asLoop, copyContext(), { drain: () => (drained += 1), below: () => on });

  beforeEach(() => {
    loop = new ManualLoop();
    below = [];
    drained = 0;
    inbox = made();
  });

  it('gives events in their order', () => {
    const failure = { failure: new Error('it fails') };
    const data = new Uint8Array(1);
    for (const event of ['secure', data, 'end', failure] as const) inbox.push(event);
    expect([1, 2, 3, 4, 5].map(() => inbox.take(false))).to.deep.equal(['secure', data, 'end', failure, undefined]);
  });

  it('gives what is neither data nor the end after it while data is held back', () => {
    const data = new Uint8Array(1);
    for (const event of [data, 'end', 'sent', data, 'ended'] as const) inbox.push(event);
    expect([1, 2, 3].map(() => inbox.take(true))).to.deep.equal(['sent', 'ended', undefined]);
    expect([1, 2, 3, 4].map(() => inbox.take(false))).to.deep.equal([data, 'end', data, undefined]);
  });

  it('stops the reading below when it is full, and lets it go on when little is left', () => {
    const half = HIGH / 2;
    inbox.push(new Uint8Array(half));
    inbox.push(new Uint8Array(half - 1));
    inbox.push('secure');
    expect(inbox.take(true)).to.equal('secure');
    expect(below).to.deep.equal([]);
    inbox.push(new Uint8Array(1));
    expect(below).to.deep.equal(['pause']);
    inbox.push(new Uint8Array(1));
    expect(below).to.deep.equal(['pause']);
    inbox.take(false);
    inbox.take(false);
    inbox.putBack(new Uint8Array(half - 2));
    inbox.relieve();
    expect(below, 'half of it is not little').to.deep.equal(['pause']);
    inbox.take(false);
    inbox.putBack(new Uint8Array(half - 3));
    inbox.relieve();
    inbox.relieve();
    expect(below).to.deep.equal(['pause', 'resume']);
    inbox.push(new Uint8Array(HIGH));
    expect(below).to.deep.equal(['pause', 'resume', 'pause']);
    inbox.letBelowRead();
    expect(below.at(-1)).to.equal('resume');
    inbox.push('end');
    expect(below).to.have.length(4);
  });

  it('counts nothing but data', () => {
    inbox.push('secure');
    inbox.take(false);
    inbox.push(new Uint8Array(1));
    expect(below).to.deep.equal([]);
  });

  it('stops nothing where there is nothing below', () => {
    inbox = made(null);
    inbox.push(new Uint8Array(HIGH));
    inbox.letBelowRead();
    expect(below).to.deep.equal([]);
  });

  it('takes back what there was no room for, and gives it first', () => {
    const [one, two, three] = [new Uint8Array([1]), new Uint8Array([2]), new Uint8Array([3])];
    inbox.push(one);
    inbox.push(two);
    expect(inbox.take(false)).to.equal(one);
    inbox.putBack(three);
    expect([inbox.take(false), inbox.take(false)]).to.deep.equal([three, two]);
  });

  it('asks to be drained once, until it is', () => {
    inbox.postRest();
    expect(loop.waiting).to.equal(0);
    inbox.push('secure');
    inbox.postRest();
    expect(loop.waiting).to.equal(1);
    inbox.post();
    expect(loop.waiting).to.equal(1);
    expect(loop.schedules, 'the selector takes it').to.deep.equal([]);
    loop.run();
    expect(drained).to.equal(1);
    inbox.post();
    loop.run();
    expect(drained).to.equal(2);
  });

  it('is drained where the selector blocks, too', () => {
    Object.assign(loop, { _selector: {} });
    inbox.post();
    inbox.post();
    expect(loop.waiting).to.equal(1);
    loop.run();
    expect(drained).to.equal(1);
    Object.assign(loop, { _selector: undefined });
    inbox.post();
    loop.run();
    expect(drained).to.equal(2);
  });

  it('is emptied', () => {
    inbox.push('secure');
    inbox.clear();
    inbox.postRest();
    expect([inbox.take(false), loop.waiting]).to.deep.equal([undefined, 0]);
  });
});

describe('the timer of TLS', () => {
  it('goes off in the context of the protocol, unless it is stopped', () => {
    const loop = new ManualLoop();
    const context = copyContext();
    const timer = new SslTimer(loop.asLoop, context);
    timer.stop();
    const late = (): void => {};
    timer.start(5, late);
    expect(loop.timers).to.deep.equal([{ seconds: 5, late, options: { context }, cancelled: false }]);
    timer.stop();
    expect(loop.timers[0]?.cancelled).to.equal(true);
    new SslTimer(loop.asLoop, null).start(1, late);
    expect(loop.timers[1]?.options).to.deep.equal({});
  });
});

describe('the timeouts of TLS', () => {
  const of = (handshakeTimeout: number | null, shutdownTimeout: number | null): unknown =>
    timeoutsOf({ handshakeTimeout, shutdownTimeout } as SslOptions);

  it('are a minute and half of one where nothing is said', () => {
    expect(of(null, null)).to.deep.equal({ handshake: 60, shutdown: 30 });
    expect(of(0.5, 7)).to.deep.equal({ handshake: 0.5, shutdown: 7 });
  });

  it('are positive', () => {
    for (const odd of [0, -1, NaN]) {
      expect(() => of(odd, null)).to.throw(ValueError, `ssl_handshake_timeout should be a positive number, got ${odd}`);
      expect(() => of(null, odd)).to.throw(ValueError, `ssl_shutdown_timeout should be a positive number, got ${odd}`);
    }
  });
});

describe('what a program may ask of a connection with TLS', () => {
  const socket = (facts: object = {}): TLSSocket =>
    ({
      getProtocol: () => 'TLSv1.3',
      getCipher: () => ({ name: 'AES', standardName: 'other', version: 'TLSv1.3' }),
      getPeerCertificate: () => ({ subject: 'somebody' }),
      alpnProtocol: 'h2',
      ...facts,
    }) as unknown as TLSSocket;

  it('is what node says', () => {
    const object = new SSLObject(socket());
    expect(object.version()).to.equal('TLSv1.3');
    expect(object.cipher()).to.deep.equal(['AES', 'TLSv1.3', null]);
    expect(object.getpeercert()).to.deep.equal({ subject: 'somebody' });
    expect(object.selectedAlpnProtocol()).to.equal('h2');
    expect(object.compression()).to.equal(null);
  });

  it('is null where there is no such thing', () => {
    expect(new SSLObject(socket({ alpnProtocol: false })).selectedAlpnProtocol()).to.equal(null);
    for (const nobody of [null, {}]) {
      expect(new SSLObject(socket({ getPeerCertificate: () => nobody })).getpeercert()).to.equal(null);
    }
  });

  it('is among the facts of its transport', () => {
    const facts = factsOf(socket());
    expect(facts).to.deep.include({
      peercert: { subject: 'somebody' },
      cipher: ['AES', 'TLSv1.3', null],
      compression: null,
    });
    expect(facts['ssl_object']).to.be.instanceOf(SSLObject);
  });
});

describe('the transport of TLS', () => {
  it('passes on what it is asked for', () => {
    const calls: unknown[] = [];
    const note =
      (name: string) =>
      (...given: readonly unknown[]): void => {
        calls.push([name, ...given]);
      };
    const ssl = {
      app: 'a protocol',
      isClosing: false,
      isPaused: false,
      bufferSize: 12,
      flow: { limits: [1, 2], setLimits: note('limits') },
      extraInfo: (name: string, fallback: unknown) => [name, fallback],
      ...Object.fromEntries(
        ['write', 'close', 'abort', 'pauseReading', 'resumeReading'].map((name) => [name, note(name)] as const),
      ),
    };
    const loop = new ManualLoop().asLoop;
    const transport = new SslTransport(loop, ssl as never);
    expect(transport._loop).to.equal(loop);
    expect(transport._startTlsCompatible).to.equal(true);
    expect(transport._sendfileCompatible).to.equal('FALLBACK');
    expect(transport.getExtraInfo('cipher')).to.deep.equal(['cipher', null]);
    expect(transport.getExtraInfo('cipher', 1)).to.deep.equal(['cipher', 1]);
    expect(transport.getWriteBufferSize()).to.equal(12);
    expect(transport.getWriteBufferLimits()).to.deep.equal([1, 2]);
    expect([transport.isClosing(), transport.isReading(), transport.canWriteEof()]).to.deep.equal([false, true, false]);
    ssl.isPaused = true;
    expect([transport.isClosing(), transport.isReading()]).to.deep.equal([false, false]);
    Object.assign(ssl, { isPaused: false, isClosing: true });
    expect([transport.isClosing(), transport.isReading()]).to.deep.equal([true, false]);
    expect(transport.getProtocol()).to.equal('a protocol');
    transport.setProtocol('another' as never);
    expect(ssl.app).to.equal('another');

    const one = new Uint8Array([1]);
    transport.write(one);
    transport.write(new Uint8Array(0));
    transport.writelines([one, one]);
    transport.setWriteBufferLimits({ high: 5 });
    transport.setWriteBufferLimits();
    transport.pauseReading();
    transport.resumeReading();
    transport.close();
    transport.abort();
    expect(calls).to.deep.equal([
      ['write', one],
      ['write', new Uint8Array([1, 1])],
      ['limits', { high: 5 }],
      ['limits', {}],
      ...[['pauseReading'], ['resumeReading'], ['close'], ['abort']],
    ]);
  });

  it('takes bytes, and has no end of one direction', () => {
    const transport = new SslTransport(new ManualLoop().asLoop, {} as never);
    expect(() => transport.write(null as never)).to.throw(TypeError, 'expecting a bytes-like instance, got None');
    expect(() => transport.write('text' as never)).to.throw(TypeError, 'expecting a bytes-like instance, got string');
    expect(() => transport.writeEof()).to.throw(NotImplementedError, 'one direction');
  });
});
