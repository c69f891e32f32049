/** How BaseEventLoop calls the methods that make transports, and what it does with waiter and transport. */
import { CancelledError, NotImplementedError, OSError } from '../../spec';
import type { BaseEventLoop, BaseProtocol, Context, Coroutine, Future } from '../../spec';
import { expect, raises, rejects, suite, type Environment } from '../support';
import { Bench, withoutContext } from './bench';
import { stubProtocol, StubSocket, StubTransport } from './stub-network';

/** The parameters of a method of BaseEventLoop, as Python says them. */
function signature(env: Environment, method: string): unknown {
  return env.python.exec(
    `return str(inspect.signature(getattr(asyncio.BaseEventLoop, name))).replace('(self, ', '(')`,
    { name: method },
  );
}

const run = <T>(env: Environment, loop: BaseEventLoop, coro: Coroutine<T>): Promise<T> =>
  env.patience.bound(loop.runUntilComplete(coro), 'the run to end');

export const transportsSuite = suite('extension', 'making transports', (test) => {
  const BARE = [
    [
      'extension.make_socket_transport.not_implemented',
      '_makeSocketTransport',
      '_make_socket_transport',
      '(sock, protocol, waiter=None, *, extra=None, server=None)',
    ],
    [
      'extension.make_datagram_transport.not_implemented',
      '_makeDatagramTransport',
      '_make_datagram_transport',
      '(sock, protocol, address=None, waiter=None, extra=None)',
    ],
    [
      'extension.make_read_pipe_transport.not_implemented',
      '_makeReadPipeTransport',
      '_make_read_pipe_transport',
      '(pipe, protocol, waiter=None, extra=None)',
    ],
    [
      'extension.make_write_pipe_transport.not_implemented',
      '_makeWritePipeTransport',
      '_make_write_pipe_transport',
      '(pipe, protocol, waiter=None, extra=None)',
    ],
    ['extension.make_ssl_transport.not_implemented', '_makeSslTransport', '_make_ssl_transport', null],
  ] as const;
  for (const [clause, method, pythonName, parameters] of BARE) {
    test(clause, 'asks a bare loop', ({ asyncio, env }) => {
      const bare = new asyncio.BaseEventLoop() as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
      env.defer(() => bare['close']?.());
      expect(typeof bare[method], method).to.equal('function');
      raises(NotImplementedError, () => bare[method]?.(new StubSocket(), stubProtocol(), null));
    });
    test(
      clause,
      'reads the signature',
      ({ env }) => {
        const text = String(signature(env, pythonName));
        if (parameters !== null) expect(text).to.equal(parameters);
        else expect(text).to.match(/^\(rawsock, protocol, sslcontext, waiter=None, \*, server_side=False, server_h/);
      },
      { on: 'python' },
    );
  }

  test('extension.make_subprocess_transport.not_implemented', 'awaits that of a bare loop', ({ asyncio, env }) => {
    const bare = new asyncio.BaseEventLoop();
    env.defer(() => bare.close());
    const coro = bare._makeSubprocessTransport(stubProtocol(), [], false, -1, -1, -1, 0);
    expect(asyncio.iscoroutine(coro)).to.equal(true);
    raises(NotImplementedError, () => coro.next());
  });

  test('extension.make_socket_transport.call_from_create_connection', 'records the call', async (world) => {
    const { asyncio, env } = world;
    const { loop } = new Bench(asyncio, env);
    for (const accepted of [false, true]) {
      const [sock, protocol, transport] = [new StubSocket(), stubProtocol(), new StubTransport()];
      const calls: (readonly unknown[])[] = [];
      let made = 0;
      loop._makeSocketTransport = ((...args: readonly unknown[]) => {
        calls.push(withoutContext(args).args);
        const waiter = args[2] as Future;
        expect(asyncio.isfuture(waiter)).to.equal(true);
        expect(waiter.getLoop()).to.equal(loop);
        expect(sock.calls).to.deep.equal([['setblocking', false]]);
        loop.callSoon(() => waiter.setResult(null));
        return transport;
      }) as never;
      const factory = (): BaseProtocol => {
        made += 1;
        return protocol;
      };
      const coro = accepted
        ? loop.connectAcceptedSocket(factory, sock)
        : loop.createConnection(factory, null, null, { sock });
      const result = await run(env, loop, coro);
      expect(made).to.equal(1);
      expect(calls).to.have.lengthOf(1);
      expect(calls[0]?.slice(0, 2)).to.deep.equal([sock, protocol]);
      expect(calls[0]?.[0]).to.equal(sock);
      expect(calls[0]).to.have.lengthOf(3);
      expect([result[0] === (transport as unknown), result[1] === protocol]).to.deep.equal([true, true]);
    }
  });

  test('extension.make_socket_transport.waiter_contract', 'completes the waiter late', async ({ asyncio, env }) => {
    const { loop, trace } = new Bench(asyncio, env);
    trace.length = 0;
    loop._processEvents = () => {};
    const steps: string[] = [];
    loop._makeSocketTransport = ((_sock: unknown, _protocol: unknown, waiter: Future) => {
      loop.callSoon(() => {
        steps.push('connection_made');
        loop.callSoon(() => {
          steps.push(`pending ${String(!task.done())}`);
          waiter.setResult(null);
        });
      });
      return new StubTransport();
    }) as never;
    const task = loop.createTask(loop.createConnection(stubProtocol, null, null, { sock: new StubSocket() }));
    await env.patience.bound(loop.runUntilComplete(task), 'the run to end');
    steps.push('returned');
    expect(steps).to.deep.equal(['connection_made', 'pending true', 'returned']);
  });

  test('extension.make_socket_transport.waiter_failure_closes', 'fails, and is cancelled', async (world) => {
    const { asyncio, env } = world;
    const { loop } = new Bench(asyncio, env);
    const error = new OSError('no connection');
    const transports: StubTransport[] = [];
    const waiters: Future[] = [];
    loop._makeSocketTransport = ((_sock: unknown, _protocol: unknown, waiter: Future) => {
      transports.push(new StubTransport());
      waiters.push(waiter);
      return transports.at(-1);
    }) as never;
    const connect = (): Coroutine => loop.createConnection(stubProtocol, null, null, { sock: new StubSocket() });
    const failing = loop.createTask(connect());
    await env.spin(2, loop);
    waiters[0]?.setException(error);
    expect(await rejects(OSError, loop.runUntilComplete(failing))).to.equal(error);
    const cancelled = loop.createTask(connect());
    await env.spin(2, loop);
    cancelled.cancel();
    await rejects(CancelledError, loop.runUntilComplete(cancelled));
    expect(transports.map((transport) => transport.calls)).to.deep.equal([['close'], ['close']]);
  });

  test('extension.make_ssl_transport.call_from_create_connection', 'records the call', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const calls: (readonly unknown[])[] = [];
    loop._makeSslTransport = ((...args: readonly unknown[]) => {
      calls.push(withoutContext(args).args);
      loop.callSoon(() => (args[3] as Future).setResult(null));
      return new StubTransport();
    }) as never;
    const [sock, context] = [new StubSocket(), {}];
    const named = { sock, serverHostname: 'name', sslHandshakeTimeout: 7, sslShutdownTimeout: 8 };
    await run(env, loop, loop.createConnection(stubProtocol, null, null, { ...named, ssl: context as never }));
    await run(env, loop, loop.createConnection(stubProtocol, null, null, { sock, serverHostname: 'name', ssl: true }));
    await run(env, loop, loop.connectAcceptedSocket(stubProtocol, sock, { ssl: context as never }));
    const timeouts = { sslHandshakeTimeout: null, sslShutdownTimeout: null };
    expect(calls.map((args) => [args[0] === sock, args[2], args[4]])).to.deep.equal([
      [true, context, { serverSide: false, serverHostname: 'name', sslHandshakeTimeout: 7, sslShutdownTimeout: 8 }],
      [true, null, { serverSide: false, serverHostname: 'name', ...timeouts }],
      [true, context, { serverSide: true, serverHostname: '', ...timeouts }],
    ]);
    expect(calls[0]?.[2]).to.equal(context);
  });

  test('extension.make_socket_transport.context', 'looks at each call', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const variable = new asyncio.ContextVar('variable');
    const seen: unknown[] = [];
    const record = (args: readonly unknown[], waiter: number): StubTransport => {
      const { context } = withoutContext(args);
      seen.push((context as Context | undefined)?.run(() => variable.get('not set')) ?? 'no context');
      loop.callSoon(() => (args[waiter] as Future).setResult(null));
      return new StubTransport();
    };
    loop._makeSocketTransport = ((...args: readonly unknown[]) => record(args, 2)) as never;
    loop._makeSslTransport = ((...args: readonly unknown[]) => record(args, 3)) as never;
    const options = { serverHostname: 'name', ssl: {} as never };
    const connect = function* (): Coroutine<void> {
      variable.set('plain');
      yield* loop.createConnection(stubProtocol, null, null, { sock: new StubSocket() });
      variable.set('secure');
      yield* loop.createConnection(stubProtocol, null, null, { sock: new StubSocket(), ...options });
      variable.set('accepted');
      yield* loop.connectAcceptedSocket(stubProtocol, new StubSocket());
    };
    await run(env, loop, connect());
    expect(seen).to.deep.equal(['plain', 'secure', 'accepted']);
  });

  test('extension.make_datagram_transport.call', 'records the call', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const [sock, protocol, transport] = [new StubSocket('datagram'), stubProtocol(), new StubTransport()];
    const calls: (readonly unknown[])[] = [];
    let failure: OSError | null = null;
    loop._makeDatagramTransport = ((...args: readonly unknown[]) => {
      calls.push(args);
      const waiter = args[3] as Future;
      loop.callSoon(() => (failure === null ? waiter.setResult(null) : waiter.setException(failure)));
      return transport;
    }) as never;
    const result = await run(
      env,
      loop,
      loop.createDatagramEndpoint(() => protocol, { sock }),
    );
    expect(calls[0]?.slice(0, 3)).to.deep.equal([sock, protocol, null]);
    expect([calls[0]?.length, (calls[0]?.[3] as Future).getLoop() === loop]).to.deep.equal([4, true]);
    expect([result[0] === (transport as unknown), result[1] === protocol]).to.deep.equal([true, true]);
    expect(transport.calls).to.deep.equal([]);
    failure = new OSError('no endpoint');
    const failing = run(
      env,
      loop,
      loop.createDatagramEndpoint(() => protocol, { sock }),
    );
    expect(await rejects(OSError, failing)).to.equal(failure);
    expect(transport.calls).to.deep.equal(['close']);
  });

  test('extension.make_pipe_transports.call', 'records the calls', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    for (const kind of ['Read', 'Write'] as const) {
      const [pipe, protocol, transport] = [{ fileno: () => -1 }, stubProtocol(), new StubTransport()];
      const calls: (readonly unknown[])[] = [];
      let failure: OSError | null = null;
      loop[`_make${kind}PipeTransport`] = ((...args: readonly unknown[]) => {
        calls.push(args);
        const waiter = args[2] as Future;
        loop.callSoon(() => (failure === null ? waiter.setResult(null) : waiter.setException(failure)));
        return transport;
      }) as never;
      const connect = (): Coroutine<readonly unknown[]> => loop[`connect${kind}Pipe`](() => protocol, pipe);
      const result = await run(env, loop, connect());
      expect(calls[0]?.slice(0, 2)).to.deep.equal([pipe, protocol]);
      expect([calls[0]?.length, calls[0]?.[0] === pipe]).to.deep.equal([3, true]);
      expect([result[0] === transport, result[1] === protocol]).to.deep.equal([true, true]);
      failure = new OSError('no pipe');
      expect(await rejects(OSError, run(env, loop, connect()))).to.equal(failure);
      expect(transport.calls).to.deep.equal(['close']);
    }
  });

  test('extension.make_subprocess_transport.call_exec', 'records the call', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const calls: (readonly unknown[])[] = [];
    const [protocol, transport] = [{ processExited: () => {}, pipeDataReceived: () => {} }, new StubTransport()];
    loop._makeSubprocessTransport = function* (...args: readonly unknown[]) {
      calls.push(args);
      yield* asyncio.sleep(0);
      return transport;
    } as never;
    const coro = loop.subprocessExec(() => protocol as never, ['program', 'a', 'b'], {
      stdin: null,
      cwd: '/',
    });
    const result = await run(env, loop, coro);
    expect(calls[0]?.slice(1, 7)).to.deep.equal([['program', 'a', 'b'], false, null, -1, -1, 0]);
    expect(calls[0]?.[0]).to.equal(protocol);
    expect(calls[0]?.[7]).to.deep.equal({ cwd: '/' });
    expect([result[0] === (transport as unknown), result[1] === (protocol as unknown)]).to.deep.equal([true, true]);
  });

  test('extension.make_subprocess_transport.call_shell', 'records the call', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const calls: (readonly unknown[])[] = [];
    const [protocol, transport] = [{ processExited: () => {}, pipeDataReceived: () => {} }, new StubTransport()];
    loop._makeSubprocessTransport = function* (...args: readonly unknown[]) {
      calls.push(args);
      yield* asyncio.sleep(0);
      return transport;
    } as never;
    const result = await run(
      env,
      loop,
      loop.subprocessShell(() => protocol as never, 'echo "x y"'),
    );
    expect(calls[0]?.slice(1, 7)).to.deep.equal(['echo "x y"', true, -1, -1, -1, 0]);
    expect(result[0] === (transport as unknown)).to.equal(true);
  });

  test('extension.ensure_resolved.skips_dns_for_literals', 'looks up names only', async ({ asyncio, env }) => {
    const { loop } = new Bench(asyncio, env);
    const looked: unknown[] = [];
    loop.getaddrinfo = function* (host: unknown, port: unknown) {
      looked.push([host, port]);
      yield* asyncio.sleep(0);
      return [[2, 1, 6, '', ['10.0.0.1', 80]]];
    } as never;
    const options = { family: 0, type: 1, proto: 6, flags: 0, loop };
    const resolve = (host: string): Promise<readonly unknown[]> =>
      run(env, loop, loop._ensureResolved([host, 80], options));
    const literal = await resolve('127.0.0.1');
    expect((literal[0] as readonly unknown[])[4]).to.deep.equal(['127.0.0.1', 80]);
    expect(looked).to.deep.equal([]);
    const name = await resolve('name.invalid');
    expect((name[0] as readonly unknown[])[4]).to.deep.equal(['10.0.0.1', 80]);
    expect(looked).to.deep.equal([['name.invalid', 80]]);
  });
});
