/** How node is asked for TLS: with which options, and what it says of a connection. */
import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { asyncio } from '../../../reference';
import { SSLContext } from '../../../reference/tls/ssl-context';
import { SslEngine, type SslEvent } from '../../../reference/tls/ssl-engine';
import { NotImplementedError } from '../../../spec';

const { CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER } = asyncio.ssl;

interface Options {
  readonly socket: Duplex;
  readonly secureContext: unknown;
  readonly rejectUnauthorized: boolean;
  readonly servername?: string;
  readonly ALPNProtocols?: readonly string[];
  readonly isServer?: boolean;
  checkServerIdentity(host: string, certificate: object): Error | undefined;
}

class Socket extends EventEmitter {
  readonly calls: unknown[] = [];
  failure: Error | null = null;
  write(data: Uint8Array, done: (error: Error | null) => void): void {
    this.calls.push(['write', ...data]);
    done(this.failure);
  }
  end(): void {
    this.calls.push('end');
  }
  destroy(): void {
    this.calls.push('destroy');
  }
}

describe('the engine of TLS', () => {
  const own = { connect: tls.connect, TLSSocket: tls.TLSSocket };
  let socket: Socket;
  let options: Options;
  let below: Duplex;
  let sent: unknown[];
  let told: unknown[];

  beforeEach(() => {
    sent = [];
    told = [];
    tls.connect = ((given: Options) => {
      options = given;
      below = given.socket;
      return (socket = new Socket());
    }) as unknown as typeof tls.connect;
    tls.TLSSocket = function (on: Duplex, given: Options) {
      options = given;
      below = on;
      return (socket = new Socket());
    } as unknown as typeof tls.TLSSocket;
  });
  afterEach(() => {
    Object.assign(tls, own);
  });

  const engine = (context: SSLContext, serverHostname = '', serverSide = false): SslEngine =>
    new SslEngine(
      { context, serverSide, serverHostname },
      (data) => sent.push([...data]),
      (event: SslEvent) => told.push(event),
    );
  const client = (): SSLContext => new SSLContext(PROTOCOL_TLS_CLIENT);

  it('knows the numbers of the module ssl', () => {
    expect([CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER]).to.deep.equal([
      ...[0, 1, 2, 16, 17],
    ]);
  });

  it('refuses strangers as far as its context does', () => {
    const context = client();
    engine(context);
    expect(options.rejectUnauthorized).to.equal(true);
    expect(options.secureContext).to.equal(context._secureContext);
    context.checkHostname = false;
    context.verifyMode = CERT_NONE;
    engine(context);
    expect(options.rejectUnauthorized).to.equal(false);
    context.verifyMode = CERT_OPTIONAL;
    engine(context);
    expect(options.rejectUnauthorized).to.equal(true);
  });

  it('asks for a name, and for no address', () => {
    for (const [name, asked] of [
      ['a.name', 'a.name'],
      ['', undefined],
      ['10.0.0.1', undefined],
      ['::1', undefined],
    ] as const) {
      engine(client(), name);
      expect(options.servername, name).to.equal(asked);
    }
  });

  it('checks the name that it was given, where its context checks names', () => {
    const certificate = { subject: { CN: 'a.name' }, subjectaltname: 'DNS:a.name' };
    const refuses = (): boolean => options.checkServerIdentity('of node`s own choice', certificate) !== undefined;
    engine(client(), 'a.name');
    expect(refuses()).to.equal(false);
    engine(client(), 'another.name');
    expect(refuses()).to.equal(true);
    engine(client(), '');
    expect(refuses(), 'without a name').to.equal(false);
    const lenient = client();
    lenient.checkHostname = false;
    engine(lenient, 'another.name');
    expect(refuses(), 'where names are not checked').to.equal(false);
  });

  it('offers the protocols of its context', () => {
    const context = client();
    engine(context);
    expect(options).not.to.have.property('ALPNProtocols');
    context.setAlpnProtocols(['h2']);
    engine(context);
    expect(options.ALPNProtocols).to.deep.equal(['h2']);
    const serving = new SSLContext(PROTOCOL_TLS_SERVER);
    serving.setAlpnProtocols(['h3']);
    engine(serving, '', true);
    expect(options).to.deep.include({ ALPNProtocols: ['h3'], isServer: true });
  });

  it('asks no clients for certificates', () => {
    const context = new SSLContext(PROTOCOL_TLS_SERVER);
    engine(context, '', true);
    for (const mode of [CERT_OPTIONAL, CERT_REQUIRED]) {
      context.verifyMode = mode;
      expect(() => engine(context, '', true)).to.throw(NotImplementedError, 'asks its clients for certificates');
    }
  });

  it('says what node says, what is said once but once', () => {
    for (const [serverSide, word] of [
      [false, 'secureConnect'],
      [true, 'secure'],
    ] as const) {
      const made = engine(serverSide ? new SSLContext(PROTOCOL_TLS_SERVER) : client(), '', serverSide);
      expect(made.socket).to.equal(socket);
      const failure = new Error('it fails');
      for (const event of [word, word, 'end', 'end', 'finish', 'finish']) socket.emit(event);
      socket.emit('data', 'bytes');
      socket.emit('error', failure);
      expect(told.splice(0)).to.deep.equal(['secure', 'end', 'ended', 'bytes', { failure }]);
    }
  });

  it('tells of each write that it was sent, and of none that failed', () => {
    const made = engine(client());
    made.write(new Uint8Array([1, 2]));
    socket.failure = new Error('it fails');
    made.write(new Uint8Array([3]));
    made.end();
    expect(told).to.deep.equal(['sent']);
    expect(socket.calls).to.deep.equal([['write', 1, 2], ['write', 3], 'end']);
  });

  it('gives node what came from below, and the end of it', async () => {
    const made = engine(client());
    const came: unknown[] = [];
    below.on('data', (data: Uint8Array) => came.push([...data]));
    below.on('end', () => came.push('end'));
    made.feed(new Uint8Array([1]));
    made.feed(new Uint8Array([2, 3]));
    made.feedEnd();
    while (came.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(came).to.deep.equal([[1], [2, 3], 'end']);
    expect(below.writable, 'its own end is another').to.equal(true);
  });

  it('sends below what node gives, and holds it up while below asks for that', () => {
    const made = engine(client());
    let confirmed = 0;
    const give = (value: number): void => {
      below.write(new Uint8Array([value]), () => (confirmed += 1));
    };
    const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    return (async (): Promise<void> => {
      give(1);
      await later();
      expect([sent, confirmed]).to.deep.equal([[[1]], 1]);
      made.pauseSending();
      give(2);
      give(3);
      await later();
      expect([sent, confirmed], 'the one on its way, and no other').to.deep.equal([[[1], [2]], 1]);
      made.resumeSending();
      await later();
      expect([sent, confirmed]).to.deep.equal([[[1], [2], [3]], 3]);
      made.resumeSending();
      give(4);
      await later();
      expect(confirmed).to.equal(4);
    })();
  });

  it('holds up a megabyte of node`s at most, and lets node close what it will', async () => {
    const made = engine(client());
    expect(below.writableHighWaterMark).to.equal(1 << 20);
    expect(below.readableHighWaterMark).to.equal(1 << 20);
    let closed = false;
    below.on('close', () => (closed = true));
    made.destroy();
    expect(socket.calls).to.deep.equal(['destroy']);
    expect(below.destroyed).to.equal(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed, 'nobody waits for that').to.equal(false);
  });
});
