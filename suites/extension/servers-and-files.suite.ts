/** What servers and sendfile() ask of a successor. */
import { SendfileNotAvailableError, ValueError } from '../../spec';
import type { BaseEventLoop, Context, Coroutine } from '../../spec';
import { expect, rejects, suite, type Environment } from '../support';
import { Bench, withoutContext } from './bench';
import { stubProtocol, StubSocket } from './stub-network';

const run = <T>(env: Environment, loop: BaseEventLoop, coro: Coroutine<T>): Promise<T> =>
  env.patience.bound(loop.runUntilComplete(coro), 'the run to end');

export const serversAndFilesSuite = suite('extension', 'servers and files', (test) => {
  test('extension.start_serving.call', 'records the call', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const calls: (readonly unknown[])[] = [];
    loop._startServing = (...args) => void calls.push(withoutContext(args).args);
    loop._stopServing = () => {};
    const sock = new StubSocket();
    const options = { sock, backlog: 7, startServing: false };
    const server = await run(env, loop, loop.createServer(stubProtocol, null, null, options));
    expect(calls).to.deep.equal([]);
    await run(env, loop, server.startServing());
    await run(env, loop, server.startServing());
    expect(sock.calls).to.deep.equal([
      ['setblocking', false],
      ['listen', 7],
    ]);
    expect(calls).to.have.lengthOf(1);
    const [factory, listening, context, owner, ...rest] = calls[0] ?? [];
    expect([factory === stubProtocol, listening === sock, context, owner === server]).to.deep.equal([
      true,
      true,
      null,
      true,
    ]);
    expect(rest).to.deep.equal([7, null, null]);
    server.close();
    const started = new StubSocket();
    const second = await run(env, loop, loop.createServer(stubProtocol, null, null, { sock: started }));
    expect(calls).to.have.lengthOf(2);
    second.close();
  });

  test('extension.start_serving.context', 'looks at the call of each server', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const variable = new asyncio.ContextVar('variable');
    const seen: unknown[] = [];
    loop._startServing = (...args) => {
      const context = withoutContext(args).context as Context | undefined;
      seen.push(context?.run(() => variable.get('not set')) ?? 'no context');
    };
    loop._stopServing = () => {};
    const serve = function* (): Coroutine<void> {
      variable.set('made');
      const options = { sock: new StubSocket(), startServing: false };
      const server = yield* loop.createServer(stubProtocol, null, null, options);
      variable.set('later');
      yield* server.startServing();
      server.close();
    };
    await run(env, loop, serve());
    expect(seen).to.deep.equal(['made']);
  });

  test('extension.stop_serving.call', 'closes a server twice, and one that never served', async (world) => {
    const { asyncio, env } = world;
    const { loop } = new Bench(asyncio, env);
    const stopped: (readonly unknown[])[] = [];
    loop._startServing = () => {};
    loop._stopServing = (...args: readonly unknown[]) => void stopped.push(args);
    const socks = [new StubSocket(), new StubSocket()];
    for (const [index, sock] of socks.entries()) {
      const options = { sock, startServing: index === 0 };
      const server = await run(env, loop, loop.createServer(stubProtocol, null, null, options));
      server.close();
      server.close();
    }
    expect(stopped).to.deep.equal(socks.map((sock) => [sock]));
    expect(stopped[0]?.[0]).to.equal(socks[0]);
    await env.spin(2, loop);
  });

  test('extension.sock_sendfile_native.default', 'overrides it, then does not', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const [sock, file] = [new StubSocket(), { mode: 'rb' }];
    const bare = loop.sockSendfile(sock, file, 3, 10, { fallback: false });
    await rejects(SendfileNotAvailableError, run(env, loop, bare));
    const calls: (readonly unknown[])[] = [];
    loop._sockSendfileNative = function* (...args: readonly unknown[]) {
      calls.push(args);
      yield* asyncio.sleep(0);
      return 42;
    };
    expect(await run(env, loop, loop.sockSendfile(sock, file, 3, 10))).to.equal(42);
    expect(calls).to.deep.equal([[sock, file, 3, 10]]);
  });

  test('extension.check_sendfile_params.errors', 'refuses one bad argument after another', async (world) => {
    const { asyncio, env } = world;
    const { loop } = new Bench(asyncio, env);
    let sent = 0;
    loop._sockSendfileNative = function* () {
      sent += 1;
      yield* asyncio.sleep(0);
      return 1;
    };
    const [sock, file] = [new StubSocket(), { mode: 'rb' }];
    const send = (s: unknown, f: unknown, offset: unknown = 0, count: unknown = null): Promise<number> =>
      run(env, loop, loop.sockSendfile(s as StubSocket, f, offset as number, count as number));
    await rejects(ValueError, send(sock, { mode: 'r' }));
    await rejects(ValueError, send(new StubSocket('datagram'), file));
    await rejects(ValueError, send(sock, file, 0, 0));
    await rejects(ValueError, send(sock, file, 0, -1));
    await rejects(ValueError, send(sock, file, -1));
    await rejects(TypeError, send(sock, file, 0.5));
    await rejects(TypeError, send(sock, file, 0, 'ten'));
    expect(sent).to.equal(0);
    expect(await send(sock, file, 0, 5)).to.equal(1);
  });
});
