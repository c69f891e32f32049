/** An upgrade that cannot be made. */
import {
  ConnectionAbortedError,
  SSLCertVerificationError,
  SSLError,
  type Awaitable,
  type BaseTransport,
} from '../../spec';
import { bytes, clientContext, connect, expect, raisedBy, Recorder, suite, talk, text } from '../support';

export const failingSuite = suite('start_tls', 'failing', (test) => {
  test('start_tls.args.context_type', 'leaves the connection as it is', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      for (const context of [null, true, {}]) {
        const upgrading = (): Awaitable => world.loop.startTls(transport, protocol, context as never);
        yield* raisedBy(TypeError, upgrading, `start_tls() with ${JSON.stringify(context)}`);
      }
      expect(transport.isClosing()).to.equal(false);
      expect(transport.getProtocol()).to.equal(protocol);
      peer.write(bytes('in clear'));
      yield* protocol.receives(8);
      transport.write(bytes('too'));
      expect(text(yield* world.env.until(peer.read(3)))).to.equal('too');
    }),
  );

  test('start_tls.args.transport_type', 'refuses what is none', (world) => {
    const { loop, env, asyncio } = world;
    return env.run(function* () {
      for (const transport of [{}, new asyncio.Transport(), new asyncio.DatagramTransport()]) {
        const context = clientContext(world);
        const upgrading = (): Awaitable =>
          loop.startTls(transport as BaseTransport, new Recorder(loop), context, { serverHostname: 'localhost' });
        yield* raisedBy(TypeError, upgrading, 'start_tls()');
      }
    });
  });

  test('start_tls.handshake.timeout', 'gives up a peer that says nothing', (world) =>
    world.env.run(function* () {
      const { transport, protocol, peer } = yield* connect(world);
      const begun = world.loop.time();
      const options = { serverHostname: 'localhost', sslHandshakeTimeout: 0.1 };
      const context = clientContext(world);
      const upgrading = (): Awaitable => world.loop.startTls(transport, protocol, context, options);
      yield* raisedBy(ConnectionAbortedError, upgrading, 'start_tls()');
      expect(world.loop.time() - begun).to.be.at.least(0.099);
      expect(transport.isClosing()).to.equal(true);
      yield* world.env.until(peer.readToEnd());
    }),
  );

  test('start_tls.handshake.failure_closes', 'meets a peer that speaks no TLS', (world) =>
    world.env.run(function* () {
      const { transport, protocol, peer } = yield* connect(world);
      const upgrading = world.loop.createTask(
        world.loop.startTls(transport, protocol, clientContext(world), { serverHostname: 'localhost' }),
      );
      yield* world.env.until(peer.read(5));
      peer.write(bytes('500 Cannot do that\r\n'));
      yield* raisedBy(SSLError, upgrading, 'start_tls()');
      expect(transport.isClosing()).to.equal(true);
      yield* world.env.until(peer.readToEnd());
      expect(protocol.text).to.equal('');
    }),
  );

  test('start_tls.handshake.cancel_closes', 'is cancelled in the handshake', (world) =>
    world.env.run(function* () {
      const { transport, protocol, peer } = yield* connect(world);
      const upgrading = world.loop.createTask(
        world.loop.startTls(transport, protocol, clientContext(world), { serverHostname: 'localhost' }),
      );
      yield* world.env.until(peer.read(5));
      upgrading.cancel();
      yield* world.asyncio.wait([upgrading]);
      expect(upgrading.cancelled()).to.equal(true);
      expect(transport.isClosing()).to.equal(true);
      yield* world.env.until(peer.readToEnd());
    }),
  );

  test('start_tls.hostname', 'refuses a certificate for another name', (world) =>
    world.env.run(function* () {
      const { transport, protocol, peer } = yield* connect(world);
      peer.startTls();
      const context = clientContext(world);
      const upgrading = (): Awaitable =>
        world.loop.startTls(transport, protocol, context, { serverHostname: 'other.test' });
      yield* raisedBy(SSLCertVerificationError, upgrading, 'start_tls()');
      expect(transport.isClosing()).to.equal(true);
      yield* world.env.until(peer.readToEnd());
    }),
  );
});
