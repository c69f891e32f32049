/** TLS for tests: contexts of the module `ssl`, and connections whose far side is a TLS peer on the wire. */
import type { Address, Coroutine, CreateConnectionOptions, CreateServerOptions, Server, SSLContext } from '../../spec';
import { hangUp, type Connected, type Conversation } from './network';
import { Recorder, type Reactions } from './recorder';
import { addressOf } from './serving';
import { certificateFiles } from './wire/certificate-files';
import type { CertificateName } from './wire/certificates';
import type { WireTls } from './wire/messages';
import type { Listener } from './wire/wire';
import type { World } from './world';

type Needed = Pick<World, 'loop' | 'asyncio' | 'env'>;

/** A client's context that trusts the test authority and checks names. */
export function clientContext({ asyncio: { ssl } }: Pick<World, 'asyncio'>): SSLContext {
  const context = new ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT);
  context.loadVerifyLocations(certificateFiles('authority').cert);
  return context;
}

/** A client's context that takes whatever it is shown. */
export function carelessContext({ asyncio: { ssl } }: Pick<World, 'asyncio'>): SSLContext {
  const context = new ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT);
  context.checkHostname = false;
  context.verifyMode = ssl.CERT_NONE;
  return context;
}

/** A server's context, with a certificate for localhost where nothing else is said. */
export function serverContext(
  { asyncio: { ssl } }: Pick<World, 'asyncio'>,
  name: CertificateName = 'localhost',
): SSLContext {
  const context = new ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER);
  const { cert, key } = certificateFiles(name);
  context.loadCertChain(cert, key);
  return context;
}

/** Connects to a TLS peer, which shows a certificate for localhost that the context trusts. */
export function* connectTls(
  world: Needed,
  reactions: Reactions = {},
  options: CreateConnectionOptions & { readonly wire?: WireTls } = {},
): Coroutine<Connected<Recorder>> {
  const { loop, env } = world;
  const { wire = {}, ...rest } = options;
  const listener = env.wire.listen({ tls: wire });
  const [transport, protocol] = yield* loop.createConnection(
    () => new Recorder(loop, reactions),
    listener.host,
    listener.port,
    { ssl: clientContext(world), ...rest },
  );
  const peer = listener.accept();
  listener.close();
  return { transport, protocol, peer };
}

/** Runs `body` on a TLS connection, and ends the connection where the body has not. */
export function talkTls(
  world: World,
  body: Conversation,
  reactions: Reactions = {},
  options: Parameters<typeof connectTls>[2] = {},
): Promise<void> {
  return world.env.run(function* () {
    const connected = yield* connectTls(world, reactions, options);
    yield* body(connected);
    yield* hangUp(connected);
  });
}

/** A peer that accepts and says nothing: a handshake with it never ends. */
export function silentListener({ env }: Pick<World, 'env'>): Listener {
  return env.wire.listen();
}

/** A TLS server of the loop under test, and the protocols that it made. */
export interface TlsServing {
  readonly server: Server;
  readonly address: Address;
  readonly protocols: readonly Recorder[];
}

/** Serves TLS on a free port of 127.0.0.1. */
export function* serveTls(
  world: Needed,
  reactions: Reactions = {},
  options: Pick<CreateServerOptions, 'ssl' | 'sslHandshakeTimeout' | 'sslShutdownTimeout'> = {},
): Coroutine<TlsServing> {
  const { loop } = world;
  const protocols: Recorder[] = [];
  const factory = (): Recorder => {
    const protocol = new Recorder(loop, reactions);
    protocols.push(protocol);
    return protocol;
  };
  const server = yield* loop.createServer(factory, '127.0.0.1', 0, { ssl: serverContext(world), ...options });
  return { server, address: addressOf(server), protocols };
}

/** Closes a server, ends the connections that were made, and waits until all of it is over. */
export function* closeTls({ server, protocols }: TlsServing): Coroutine<void> {
  server.close();
  for (const protocol of protocols) {
    if (protocol.transport !== undefined) yield* hangUp({ transport: protocol.transport, protocol });
  }
  yield* server.waitClosed();
}
