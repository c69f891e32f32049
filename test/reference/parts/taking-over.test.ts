/** Connections that NodeEventLoop makes transports of: its own, and descriptors of sockets and pipes that are given. */
import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import net from 'node:net';
import { asyncio, NodeEventLoop } from '../../../reference';
import { CONSTANTS } from '../../../reference/network/socket-constants';
import { HostSocket } from '../../../reference/node/host-socket';
import { OSError, type Coroutine, type Socket, type TransportSocket } from '../../../spec';
import { needsSockets } from '../needs-sockets';

const { sockets, Protocol } = asyncio;
const { AF_INET, SOCK_STREAM } = CONSTANTS;

/** Node's socket, connected as far as anybody can see. */
class Connection extends EventEmitter {
  readonly localAddress = '10.0.0.1';
  readonly localPort = 1;
  readonly localFamily = 'IPv4';
  remoteAddress: string | undefined = '10.0.0.2';
  readonly remotePort = 2;
  readonly _handle = { fd: 7 };
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
  }
}

describe('NodeEventLoop takes over', () => {
  const own = net.Socket;
  let loop: NodeEventLoop;
  let asked: unknown[];
  let pair: readonly [Socket, Socket];
  /** Whether node has the first of the pair: then it is not to be closed behind its back, even when a test fails. */
  let taken: boolean;

  needsSockets();
  beforeEach(() => {
    loop = new NodeEventLoop();
    pair = sockets.socketpair();
    asked = [];
    taken = false;
  });
  afterEach(() => {
    net.Socket = own;
    if (taken) pair[0].detach();
    for (const sock of pair) sock.close();
    loop.close();
  });
  const keepingWhatIsAsked = (): void => {
    net.Socket = function (options: unknown): Connection {
      asked.push(options);
      return new Connection();
    } as unknown as typeof net.Socket;
  };

  it('the connection that it made, without asking for another', () => {
    const sock = new HostSocket(AF_INET, SOCK_STREAM, 6);
    const connection = new Connection();
    sock.connection = connection as unknown as net.Socket;
    keepingWhatIsAsked();
    const transport = loop._makeSocketTransport(sock, new Protocol());
    expect(asked).to.deep.equal([]);
    expect((transport.getExtraInfo('socket') as TransportSocket).fileno()).to.equal(7);
    expect(connection.listenerCount('error')).to.equal(1);
  });

  it('descriptors, of which nothing is read before the protocol knows', () => {
    keepingWhatIsAsked();
    const fd = pair[0].fileno();
    loop._makeSocketTransport(pair[0], new Protocol());
    expect(asked.pop()).to.deep.equal({ fd, allowHalfOpen: true, pauseOnCreate: true });
    loop._makeReadPipeTransport(pair[0], new Protocol());
    expect(asked.pop()).to.deep.equal({ fd, readable: true, writable: false, pauseOnCreate: true });
    loop._makeWritePipeTransport(pair[0], new Protocol());
    expect(asked.pop()).to.deep.equal({ fd, readable: false, writable: true, pauseOnCreate: true });
  });

  it('sockets that go on sending when the other end is done', () =>
    loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const [ours, theirs] = pair;
        taken = true;
        let ended = false;
        class Answering extends Protocol {
          override eofReceived(): boolean {
            return (ended = true);
          }
        }
        const [transport] = yield* loop.createConnection(() => new Answering(), null, null, { sock: ours });
        theirs.shutdown(sockets.SHUT_WR);
        while (!ended) yield* asyncio.sleep(0.001);
        yield* asyncio.sleep(0.005);
        transport.write(new Uint8Array([1, 2]));
        theirs.settimeout(5);
        expect([...theirs.recv(2)]).to.deep.equal([1, 2]);
        transport.abort();
        while (ours.fileno() >= 0) yield* asyncio.sleep(0.001);
      })(),
    ));

  function* refused(pipe: Socket): Coroutine {
    try {
      yield* loop.connectReadPipe(() => new Protocol(), pipe);
    } catch (error) {
      return error;
    }
    return 'nothing';
  }

  it('no pipe that it has already, nor one that is closed, and says why', () =>
    loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const [pipe] = pair;
        taken = true;
        const [transport] = yield* loop.connectReadPipe(() => new Protocol(), pipe);
        // Node begins to read at the end of this turn.
        yield* asyncio.sleep(0.001);
        const refusal = yield* refused(pipe);
        transport.close();
        while (pipe.fileno() >= 0) yield* asyncio.sleep(0.001);
        expect(refusal).to.be.instanceOf(OSError).with.property('code', 'EEXIST');
        expect(yield* refused(pipe), 'it is closed')
          .to.be.instanceOf(OSError)
          .with.property('code', 'EBADF');
      })(),
    ));

  it('a socket that says where both ends are, even when one is gone', () => {
    const sock = new HostSocket(AF_INET, SOCK_STREAM, 6);
    const connection = new Connection();
    sock.connection = connection as unknown as net.Socket;
    expect([sock.getsockname(), sock.getpeername(), sock.fileno()]).to.deep.equal([
      ['10.0.0.1', 1],
      ['10.0.0.2', 2],
      7,
    ]);
    connection.remoteAddress = undefined;
    expect(sock.getpeername()).to.deep.equal(['', 0]);
    sock.close();
    expect(connection.destroyed).to.equal(true);
  });
});
