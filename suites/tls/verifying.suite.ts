/** Whom a connection trusts, by which name it asks, and what it then knows. */
import {
  SSLCertVerificationError,
  type Awaitable,
  type CreateConnectionOptions,
  type TransportSocket,
} from '../../spec';
import {
  carelessContext,
  certificateFiles,
  clientContext,
  connectTls,
  expect,
  hangUp,
  raisedBy,
  Recorder,
  suite,
  talkTls,
  type CertificateName,
  type World,
} from '../support';

/** Connects by `host` to a peer with that certificate; ends the connection, and gives the name that it was asked for. */
function* askedName(world: World, host: string, certificate: CertificateName, options: CreateConnectionOptions) {
  const { loop, env } = world;
  const listener = env.wire.listen({ tls: { certificate } });
  const [transport, protocol] = yield* loop.createConnection(() => new Recorder(loop), host, listener.port, {
    ssl: clientContext(world),
    ...options,
  });
  const { servername } = yield* env.until(listener.accept().secured());
  expect(transport.getExtraInfo('peercert')).to.be.an('object').that.is.not.deep.equal({});
  yield* hangUp({ transport, protocol });
  return servername;
}

/** The same where the certificate has to be refused. */
function* refuses(world: World, certificate: CertificateName, options: CreateConnectionOptions) {
  const { loop, env } = world;
  const listener = env.wire.listen({ tls: { certificate } });
  const given = { ssl: clientContext(world), ...options };
  const connecting = (): Awaitable =>
    loop.createConnection(() => new Recorder(loop), listener.host, listener.port, given);
  yield* raisedBy(SSLCertVerificationError, connecting, `create_connection() to ${certificate}`);
  // The connection is closed.
  yield* env.until(listener.accept().readToEnd());
}

/** Has default contexts trust the test authority, for the time of the test: they read this variable. */
function trustByDefault({ env }: Pick<World, 'env'>, on: 'python' | 'typescript'): void {
  const path = certificateFiles('authority').cert;
  if (on === 'python') {
    env.python.exec("import os; os.environ['SSL_CERT_FILE'] = path", { path });
    env.defer(() => env.python.exec("import os; os.environ.pop('SSL_CERT_FILE', None)"));
  } else {
    const before = process.env['SSL_CERT_FILE'];
    process.env['SSL_CERT_FILE'] = path;
    env.defer(() => {
      if (before === undefined) delete process.env['SSL_CERT_FILE'];
      else process.env['SSL_CERT_FILE'] = before;
    });
  }
}

export const verifyingSuite = suite('tls', 'verifying', (test) => {
  test('tls.verify.default_context', 'refuses a certificate that nobody signed', (world) =>
    world.env.run(function* () {
      yield* refuses(world, 'stranger', { ssl: true });
      yield* refuses(world, 'localhost', { ssl: true });
      // A context that trusts the authority takes the one that it signed.
      yield* askedName(world, 'localhost', 'localhost', {});
    }),
  );

  test('tls.verify.hostname_mismatch', 'refuses a certificate for another name than the host', (world) =>
    world.env.run(function* () {
      yield* refuses(world, 'other', {});
      yield* askedName(world, '127.0.0.1', 'localhost', {});
    }),
  );

  test('tls.verify.hostname_mismatch', 'refuses a certificate for another name than server_hostname', (world) =>
    world.env.run(function* () {
      yield* refuses(world, 'localhost', { serverHostname: 'other.test' });
      yield* askedName(world, '127.0.0.1', 'other', { serverHostname: 'other.test' });
    }),
  );

  test('tls.hostname.sni_default_is_host', 'asks for the host', (world) =>
    world.env.run(function* () {
      expect(yield* askedName(world, 'localhost', 'localhost', {})).to.equal('localhost');
    }),
  );

  test('tls.hostname.sni_default_is_host', 'asks for server_hostname', (world) =>
    world.env.run(function* () {
      const options = { serverHostname: 'other.test' };
      expect(yield* askedName(world, '127.0.0.1', 'other', options)).to.equal('other.test');
    }),
  );

  test('tls.hostname.sni_default_is_host', 'asks for nothing by an empty name', (world) =>
    world.env.run(function* () {
      const options = { serverHostname: '', ssl: carelessContext(world) };
      expect(yield* askedNameOf(world, options)).to.equal(null);
    }),
  );

  test('tls.hostname.empty_disables_match', 'takes a certificate for another name, from an issuer it trusts', (world) =>
    world.env.run(function* () {
      const ssl = clientContext(world);
      ssl.checkHostname = false;
      yield* askedName(world, '127.0.0.1', 'other', { serverHostname: '', ssl });
      yield* refuses(world, 'stranger', { serverHostname: '', ssl });
    }),
  );

  for (const on of ['python', 'typescript'] as const) {
    test(
      'tls.hostname.empty_disables_match',
      `makes the default context let the name be, on ${on}`,
      (world) => {
        trustByDefault(world, on);
        return world.env.run(function* () {
          yield* refuses(world, 'other', { ssl: true });
          yield* askedName(world, '127.0.0.1', 'other', { serverHostname: '', ssl: true });
        });
      },
      { on },
    );
  }

  test('tls.extra.names', 'answers for TLS and for the connection below', (world) => {
    const ssl = clientContext(world);
    return talkTls(
      world,
      function* ({ transport, peer }) {
        const { version } = yield* world.env.until(peer.secured());
        expect(transport.getExtraInfo('sslcontext')).to.equal(ssl);
        expect(transport.getExtraInfo('ssl_object') ?? null).not.to.equal(null);
        const cipher = transport.getExtraInfo('cipher') as readonly unknown[];
        expect(cipher).to.have.lengthOf(3);
        expect(cipher[0]).to.be.a('string').that.is.not.equal('');
        expect(cipher[1]).to.equal(version);
        // Nobody compresses below TLS any more.
        expect(transport.getExtraInfo('compression', 'no such name') ?? null).to.equal(null);
        expect(transport.getExtraInfo('peercert')).to.be.an('object');
        expect(transport.getExtraInfo('sockname')).to.deep.equal(peer.remote);
        expect(transport.getExtraInfo('peername')).to.deep.equal(peer.local);
        expect((transport.getExtraInfo('socket') as TransportSocket).getsockname()).to.deep.equal(peer.remote);
        expect(transport.getExtraInfo('nope', 5)).to.equal(5);
      },
      {},
      { ssl },
    );
  });
});

/** The name that a peer with the usual certificate is asked for. */
function* askedNameOf(world: World, options: CreateConnectionOptions) {
  const connected = yield* connectTls(world, {}, options);
  const { servername } = yield* world.env.until(connected.peer.secured());
  yield* hangUp(connected);
  return servername;
}
