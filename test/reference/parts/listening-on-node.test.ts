/** How node is asked to listen, what the socket says of it, and what becomes of connections before and after they are wanted. */
import { expect } from 'chai';
import { ListeningSocket } from '../../../reference/node/listening-socket';
import { AF_INET, AF_UNIX, afInet6 } from '../../../reference/network/addresses';
import { CancelledError, OSError, type Address, type Coroutine } from '../../../spec';
import { listeningServers } from '../listening-servers';
import { ManualLoop } from '../manual-loop';

describe('listening on node', () => {
  const { trace, last } = listeningServers();
  let loop: ManualLoop;

  beforeEach(() => {
    loop = new ManualLoop();
  });

  const opened = (family: number, keepAlive = false): ListeningSocket =>
    new ListeningSocket(family, 6, { backlog: 7, keepAlive });
  const beginning = (sock: ListeningSocket, address: Address): Coroutine<void> => {
    const coroutine = sock.bindAndListen(loop.asLoop, address);
    expect(coroutine.next().done).to.equal(false);
    return coroutine;
  };
  /** It listens, where node says. */
  const listening = (sock: ListeningSocket, address: Address, name: unknown): void => {
    const coroutine = beginning(sock, address);
    last().name = name;
    last().emit('listening');
    expect(loop.waiting, 'in an iteration').to.equal(1);
    loop.run();
    expect(coroutine.next().done).to.equal(true);
  };

  it('is for connections that are paused, end each direction by itself, and do not delay', () => {
    for (const keepAlive of [true, false]) {
      const { family, type, proto } = opened(AF_INET, keepAlive);
      expect([family, type, proto]).to.deep.equal([AF_INET, 1, 6]);
      expect(last().options).to.deep.equal({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true, keepAlive });
    }
  });

  it('is at an address of its own, of one family', () => {
    const common = { backlog: 7, exclusive: true };
    for (const [family, address, at] of [
      [AF_INET, ['10.0.0.1', 80], { host: '10.0.0.1', port: 80, ipv6Only: false }],
      [afInet6(), ['::1', 80], { host: '::1', port: 80, ipv6Only: true }],
      [AF_UNIX, '/a/path', { path: '/a/path' }],
    ] as const) {
      beginning(opened(family), address);
      expect(trace.at(-1)).to.deep.equal(['listen', { ...at, ...common }]);
    }
  });

  it('is where node says, and where it was asked to when node says nothing', () => {
    for (const [family, asked, said, name] of [
      [AF_INET, ['10.0.0.1', 0], { address: '10.0.0.1', port: 81 }, ['10.0.0.1', 81]],
      [afInet6(), ['::1', 0], { address: '::1', port: 81 }, ['::1', 81, 0, 0]],
      [AF_UNIX, '/a/path', '/a/path', '/a/path'],
      [AF_INET, ['10.0.0.1', 80], null, ['10.0.0.1', 80]],
    ] as const) {
      const sock = opened(family);
      listening(sock, asked, said);
      expect(sock.getsockname()).to.deep.equal(name);
    }
  });

  it('fails with what node says, in an iteration', () => {
    const coroutine = beginning(opened(AF_INET), ['10.0.0.1', 80]);
    last().emit('error', Object.assign(new Error('in use'), { code: 'EADDRINUSE' }));
    loop.run();
    expect(() => coroutine.next())
      .to.throw(OSError)
      .with.property('code', 'EADDRINUSE');
  });

  it('ends when it is cancelled', () => {
    const coroutine = beginning(opened(AF_INET), ['10.0.0.1', 80]);
    expect(() => coroutine.throw(new CancelledError())).to.throw(CancelledError);
    expect(trace.at(-1)).to.equal('server closes');
  });

  it('keeps what arrives until it is wanted, and hands it over once', () => {
    const sock = opened(AF_INET);
    const early = [last().arriving(), last().arriving()];
    // Nobody listens to it yet but the socket.
    early[0]?.emit('error', new Error('it was reset'));
    const [first, second]: unknown[][] = [[], []];
    sock.serve((connection) => first?.push(connection));
    expect(first).to.deep.equal(early);
    const late = last().arriving();
    expect(first).to.deep.equal([...early, late]);
    sock.serve((connection) => second?.push(connection));
    expect(second).to.deep.equal([]);
    sock.close();
    expect(trace).to.deep.equal(['server closes']);
    expect(
      early.map(({ destroyed }) => destroyed),
      'they are somebody else`s by now',
    ).to.deep.equal([false, false]);
  });

  it('drops what nobody wanted when it ends', () => {
    const sock = opened(AF_INET);
    const connection = last().arriving();
    sock.close();
    expect(connection.destroyed).to.equal(true);
  });
});
