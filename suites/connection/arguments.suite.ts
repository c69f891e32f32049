/** Which arguments create_connection() refuses, and when. */
import { ValueError, type Awaitable, type CreateConnectionOptions } from '../../spec';
import { expect, expectNone, raisedBy, Recorder, suite, bytes, text, hangUp, type World } from '../support';

/** Where nothing can be: whoever connects there instead of refusing fails with another error. */
const HOST = '127.0.0.1';
const PORT = 9;

function refuses(
  { loop, env }: World,
  options: CreateConnectionOptions,
  host: string | null = HOST,
  port: number | null = PORT,
): Promise<void> {
  return env.run(function* () {
    const connecting = (): Awaitable => loop.createConnection(() => new Recorder(loop), host, port, options);
    yield* raisedBy(ValueError, connecting, 'create_connection()');
  });
}

export const argumentsSuite = suite('connection', 'arguments', (test) => {
  test('connection.args.nothing_given', 'refuses to connect to nowhere', (world) => refuses(world, {}, null, null));

  test('connection.args.server_hostname_without_ssl', 'refuses before it connects', (world) =>
    refuses(world, { serverHostname: 'example.org' }),
  );
  test('connection.args.handshake_timeout_without_ssl', 'refuses before it connects', (world) =>
    refuses(world, { sslHandshakeTimeout: 1 }),
  );
  test('connection.args.shutdown_timeout_without_ssl', 'refuses before it connects', (world) =>
    refuses(world, { sslShutdownTimeout: 1 }),
  );
  test('connection.args.ssl_without_host', 'refuses an empty host and none', async (world) => {
    await refuses(world, { ssl: true }, '', PORT);
    await refuses(world, { ssl: true }, null, PORT);
  });

  test(
    'connection.args.keyword_only',
    'refuses a fourth argument',
    async ({ env, loop }) => {
      const coroutine = env.python.exec(
        `
        async def body():
            try:
                await loop.create_connection(asyncio.Protocol, '127.0.0.1', 9, None)
            except Exception as error:
                return type(error).__name__
        return body()
        `,
        { loop },
      );
      expect(await loop.runUntilComplete(coroutine as Generator<unknown, string, unknown>)).to.equal('TypeError');
    },
    { on: 'python' },
  );
  test(
    'connection.args.keyword_only',
    'refuses an option that it does not know',
    ({ env, loop }) =>
      env.run(function* () {
        const connecting = (): Awaitable =>
          loop.createConnection(() => new Recorder(loop), HOST, PORT, { nope: 1 } as object);
        expect((yield* raisedBy(TypeError, connecting, 'create_connection()')).message).to.match(/nope/);
      }),
    { on: 'typescript' },
  );

  for (const ssl of [false, null]) {
    test('connection.args.ssl_false_is_plain', `is in the clear with ssl ${String(ssl)}`, (world) => {
      const { loop, env } = world;
      return env.run(function* () {
        const listener = env.wire.listen();
        const factory = (): Recorder => new Recorder(loop);
        const [transport, protocol] = yield* loop.createConnection(factory, listener.host, listener.port, { ssl });
        expectNone(transport.getExtraInfo('sslcontext'));
        transport.write(bytes('clear'));
        expect(text(yield* env.until(listener.accept().read(5)))).to.equal('clear');
        yield* hangUp({ transport, protocol });
      });
    });
  }

  test('connection.port.numeric_strings', 'connects to a port given as text', ({ loop, env }) =>
    env.run(function* () {
      const listener = env.wire.listen();
      const factory = (): Recorder => new Recorder(loop);
      const [transport, protocol] = yield* loop.createConnection(factory, listener.host, String(listener.port));
      expect(transport.getExtraInfo('peername')).to.deep.equal([listener.host, listener.port]);
      yield* hangUp({ transport, protocol });
    }),
  );

  test('connection.args.sock_ssl_wrapped', 'refuses one that speaks TLS', async ({ env, loop }) => {
    const coroutine = env.python.exec(
      `
      import ssl
      async def body():
          with ssl.create_default_context().wrap_socket(socket.socket(), server_hostname='x') as sock:
              try:
                  await loop.create_connection(asyncio.Protocol, sock=sock)
              except TypeError as error:
                  return type(error).__name__
      return body()
      `,
      { loop },
    );
    expect(await loop.runUntilComplete(coroutine as Generator<unknown, string, unknown>)).to.equal('TypeError');
  });
});
