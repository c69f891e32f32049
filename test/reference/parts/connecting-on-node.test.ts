/** How node is asked to connect and to bind, and what is left of it afterwards. */
import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import net from 'node:net';
import { bindHostSocket, connectHostSocket } from '../../../reference/node/connecting';
import { CancelledError, ConnectionRefusedError, OSError, type Address, type Coroutine } from '../../../spec';
import { ManualLoop } from '../manual-loop';

class Connection extends EventEmitter {
  constructor(
    readonly trace: unknown[],
    options: unknown,
  ) {
    super();
    trace.push(['socket', options]);
  }
  pause(): void {
    this.trace.push('pause');
  }
  connect(options: unknown): void {
    this.trace.push(['connect', options]);
  }
  destroy(): void {
    this.trace.push('destroy');
  }
}

describe('connecting on node', () => {
  const own = { Socket: net.Socket, createServer: net.createServer };
  let loop: ManualLoop;
  let trace: unknown[];
  let connection: Connection;
  let sock: { local: Address | null; connection: unknown; bind(address: Address): void };

  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
    sock = { local: null, connection: null, bind: (address) => trace.push(['bind', address]) };
    net.Socket = function (options: unknown): Connection {
      return (connection = new Connection(trace, options));
    } as unknown as typeof net.Socket;
  });
  afterEach(() => {
    Object.assign(net, own);
  });

  const connecting = (address: Address): Coroutine<void> => {
    const coroutine = connectHostSocket(loop.asLoop, sock as never, address);
    expect(coroutine.next().done).to.equal(false);
    return coroutine;
  };
  /** Nobody listens any more but who keeps a failure from ending the process. */
  const isQuiet = (): void => {
    expect([connection.listenerCount('connect'), connection.listenerCount('error')]).to.deep.equal([0, 1]);
    connection.emit('error', new Error('late'));
    expect(loop.waiting).to.equal(0);
  };

  it('begins paused, with both directions of its own', () => {
    const coroutine = connecting(['10.0.0.1', 80]);
    expect(sock.connection).to.equal(connection);
    expect(trace).to.deep.equal([
      ['socket', { allowHalfOpen: true }],
      'pause',
      ['connect', { host: '10.0.0.1', port: 80, noDelay: true }],
    ]);
    connection.emit('connect');
    expect(loop.waiting, 'in an iteration').to.equal(1);
    loop.run();
    expect(coroutine.next().done).to.equal(true);
    isQuiet();
  });

  it('is from where it was bound, or to a path', () => {
    for (const [local, address, asked] of [
      [
        ['10.0.0.9', 5],
        ['10.0.0.1', 80],
        { host: '10.0.0.1', port: 80, noDelay: true, localAddress: '10.0.0.9', localPort: 5 },
      ],
      ['a path', ['10.0.0.1', 80], { host: '10.0.0.1', port: 80, noDelay: true }],
      [null, '/path', { path: '/path' }],
    ] as const) {
      sock.local = local;
      connecting(address);
      expect(trace.at(-1)).to.deep.equal(['connect', asked]);
    }
  });

  it('fails with what node says, in an iteration', () => {
    const coroutine = connecting(['10.0.0.1', 80]);
    connection.emit('error', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    loop.run();
    expect(() => coroutine.next()).to.throw(ConnectionRefusedError);
    isQuiet();
  });

  it('is given up when it is cancelled', () => {
    const coroutine = connecting(['10.0.0.1', 80]);
    expect(() => coroutine.throw(new CancelledError())).to.throw(CancelledError);
    expect(trace.at(-1)).to.equal('destroy');
    isQuiet();
  });

  it('binds where it has listened for a moment, and not where it could not', () => {
    let probe: (EventEmitter & { listening?: () => void }) | undefined;
    net.createServer = (() => {
      probe = Object.assign(new EventEmitter(), {
        listen: (options: unknown, listening: () => void) => {
          trace.push(['listen', options]);
          if (probe !== undefined) probe.listening = listening;
        },
        close: () => {
          trace.push('close');
          probe?.emit('close');
        },
      });
      return probe;
    }) as unknown as typeof net.createServer;
    const binding = (): Coroutine<void> => {
      const coroutine = bindHostSocket(loop.asLoop, sock as never, ['10.0.0.9', 5]);
      expect(coroutine.next().done).to.equal(false);
      return coroutine;
    };
    const bound = binding();
    expect(trace).to.deep.equal([['listen', { host: '10.0.0.9', port: 5, exclusive: true }]]);
    probe?.listening?.();
    loop.run();
    expect(bound.next().done).to.equal(true);
    expect(trace.slice(1)).to.deep.equal(['close', ['bind', ['10.0.0.9', 5]]]);
    const refused = binding();
    probe?.emit('error', Object.assign(new Error('in use'), { code: 'EADDRINUSE' }));
    loop.run();
    expect(() => refused.next())
      .to.throw(OSError)
      .with.property('code', 'EADDRINUSE');
    expect(trace.filter((what) => what === 'close')).to.have.length(1);
  });
});
