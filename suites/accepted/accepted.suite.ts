/** connect_accepted_socket(): sockets that somebody else accepted. */
import { ValueError, type Awaitable, type Socket } from '../../spec';
import {
  bytes,
  expect,
  hangUp,
  isKind,
  serverContext,
  listeningSocket,
  raisedBy,
  Recorder,
  suite,
  text,
  udpSocket,
  type Peer,
  type World,
} from '../support';

/** A connection that waits to be handed over, and its far side. The socket blocks, as new ones do. */
function accepted(world: World): { readonly sock: Socket; readonly peer: Peer } {
  const listening = listeningSocket(world);
  const peer = world.env.wire.connect(listening.getsockname());
  const [sock] = listening.accept();
  world.env.defer(() => sock.close());
  return { sock, peer };
}

export const acceptedSuite = suite('accepted', 'accepted sockets', (test) => {
  test('accepted.basic', 'hands over one with data', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const { sock, peer } = accepted(world);
      peer.write(bytes('early'));
      const made = new Recorder(loop);
      const [transport, protocol] = yield* loop.connectAcceptedSocket(() => made, sock);
      expect(protocol).to.equal(made);
      expect(protocol.transport).to.equal(transport);
      yield* protocol.receives(5);
      expect(protocol.calls).to.deep.equal(['made', 'data']);
      expect(protocol.text).to.equal('early');
      expect(transport.getExtraInfo('peername')).to.deep.equal(peer.local);
      transport.write(bytes('answer'));
      expect(text(yield* env.until(peer.read(6)))).to.equal('answer');
      yield* hangUp({ transport, protocol });
    }),
  );

  test('accepted.peer_gone', 'hands over one that was reset', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const { sock, peer } = accepted(world);
      peer.reset();
      const [transport, protocol] = yield* loop.connectAcceptedSocket(() => new Recorder(loop), sock);
      expect(protocol.calls[0]).to.equal('made');
      expect(transport.getExtraInfo('peername') ?? null).to.equal(null);
      yield* protocol.loses();
      expect(protocol.count('lost')).to.equal(1);
    }),
  );

  test('accepted.sock_nonblocking_owned', 'hands over one that blocks', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const { sock, peer } = accepted(world);
      sock.setblocking(true);
      const [transport, protocol] = yield* loop.connectAcceptedSocket(() => new Recorder(loop), sock);
      expect(sock.gettimeout()).to.equal(0);
      transport.close();
      yield* protocol.loses();
      yield;
      expect(sock.fileno()).to.equal(-1);
      const { data, how } = yield* env.until(peer.readToEnd());
      expect({ length: data.length, how }).to.deep.equal({ length: 0, how: 'fin' });
    }),
  );

  test('accepted.args.not_stream', 'hands over a datagram socket', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const sock = udpSocket(world);
      const handing = (): Awaitable => loop.connectAcceptedSocket(() => new Recorder(loop), sock);
      yield* raisedBy(ValueError, handing, 'connect_accepted_socket()');
    }),
  );

  for (const [clause, options] of [
    ['accepted.args.ssl_timeouts_without_ssl', { sslHandshakeTimeout: 1 }],
    ['accepted.args.ssl_shutdown_timeout_without_ssl', { sslShutdownTimeout: 1 }],
  ] as const) {
    test(clause, 'gives one without ssl', (world) =>
      world.env.run(function* () {
        const { loop } = world;
        const { sock } = accepted(world);
        const handing = (): Awaitable => loop.connectAcceptedSocket(() => new Recorder(loop), sock, options);
        yield* raisedBy(ValueError, handing, 'connect_accepted_socket()');
      }),
    );
  }

  test('accepted.args.ssl_true', 'gives true', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const { sock } = accepted(world);
      const protocol = new Recorder(loop);
      const handing = (): Awaitable => loop.connectAcceptedSocket(() => protocol, sock, { ssl: true });
      const error = yield* raisedBy(Error, handing, 'connect_accepted_socket()');
      expect(isKind(error, ValueError) || isKind(error, TypeError), String(error)).to.equal(true);
      expect(protocol.calls).to.deep.equal([]);
    }),
  );

  test('accepted.tls_server_side', 'talks to a client that speaks TLS', (world) =>
    world.env.run(function* () {
      const { loop, env } = world;
      const { sock, peer } = accepted(world);
      const made = new Recorder(loop);
      const handing = loop.createTask(loop.connectAcceptedSocket(() => made, sock, { ssl: serverContext(world) }));
      peer.startTls({}, 'client');
      const [transport, protocol] = yield* handing;
      expect(protocol).to.equal(made);
      expect(protocol.calls).to.deep.equal(['made']);
      peer.write(bytes('hello'));
      yield* protocol.receives(5);
      transport.write(bytes('answer'));
      expect(text(yield* env.until(peer.read(6)))).to.equal('answer');
      yield* hangUp({ transport, protocol });
    }),
  );
});
