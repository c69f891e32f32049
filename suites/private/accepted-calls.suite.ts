/** Private methods that carry connections: how a server calls them, and what base classes of Python offer. */
import type { BaseEventLoop, Future, MakeTransportOptions, Server } from '../../spec';
import { closeTls, expect, fail, Recorder, serve, serveTls, suite } from '../support';

/** Python source: notes how the method is called. */
const NOTING = `
  calls = []
  sound = loop._make_socket_transport
  def make(*args, **keywords):
      calls.append([len(args), asyncio.isfuture(keywords['waiter']), keywords['extra'], keywords['server'],
                    sorted(set(keywords) - {'context'})])
      return sound(*args, **keywords)
  loop._make_socket_transport = make
  return lambda: [[*call[:2], list(call[2]['peername']), *call[3:]] for call in calls]
  `;

/** Python source: notes how the method of TLS is called. */
const NOTING_TLS = `
  calls = []
  sound = loop._make_ssl_transport
  def make(*args, **keywords):
      calls.append([len(args), asyncio.isfuture(keywords['waiter']), list(keywords['extra']['peername']),
                    keywords['server_side'], keywords['ssl_handshake_timeout'], keywords['ssl_shutdown_timeout'],
                    keywords['server'], sorted(set(keywords) - {'context'})])
      return sound(*args, **keywords)
  loop._make_ssl_transport = make
  return lambda: calls
  `;

/** Python source: a transport of a process that there is not; the log of its protocol, and its code. */
const FAKE_PROCESS = `
  from asyncio.base_subprocess import BaseSubprocessTransport
  log = []
  class Protocol(asyncio.SubprocessProtocol):
      def connection_made(self, transport): log.append('made')
      def process_exited(self): log.append('exited')
      def connection_lost(self, error): log.append('lost')
  class Process:
      pid, returncode, stdin, stdout, stderr = 1, None, None, None, None
      def poll(self): return self.returncode
      def kill(self): pass
  class Transport(BaseSubprocessTransport):
      def _start(self, args, shell, stdin, stdout, stderr, bufsize, **keywords):
          log.append([args, shell])
          self._proc = Process()
  try:
      BaseSubprocessTransport._start(object(), (), False, None, None, None, 0)
  except NotImplementedError:
      log.append('abstract')
  async def main():
      waiter = loop.create_future()
      transport = Transport(loop, Protocol(), ['x'], False, None, None, None, 0, waiter)
      await waiter
      transport._process_exited(6)
      while 'lost' not in log: await asyncio.sleep(0)
      log.append(transport.get_returncode())
  loop.run_until_complete(main())
  return log
  `;

/** Python source: what a protocol is told while a buffer has these sizes. */
const SIZES = `
  from asyncio.transports import _FlowControlMixin
  log = []
  class Protocol(asyncio.Protocol):
      def pause_writing(self): log.append('pause')
      def resume_writing(self): log.append('resume')
  class Transport(_FlowControlMixin):
      size = 0
      _protocol = Protocol()
      def get_write_buffer_size(self): return self.size
  transport = Transport(None, loop)
  for size in (65536, 65537, 70000, 16385, 16384, 0, 65536, 65537):
      transport.size = size
      log.append(size)
      transport._maybe_pause_protocol()
      if transport._protocol_paused: transport._maybe_resume_protocol()
  return log
  `;

export const acceptedCallsSuite = suite('private', 'accepted calls', (test) => {
  test(
    'private.make_socket.accepted_call',
    "records Python's call",
    (world) =>
      world.env.run(function* () {
        const calls = world.env.python.exec(NOTING, { loop: world.loop }) as () => readonly unknown[];
        const { server, serving, address } = yield* serve(world);
        const { peer } = yield* serving.accept(address);
        expect(calls()).to.deep.equal([[2, true, peer.local, server, ['extra', 'server', 'waiter']]]);
        yield* serving.end(server);
      }),
    { on: 'python' },
  );

  test(
    'private.make_socket.accepted_call',
    'records the call',
    (world) =>
      world.env.run(function* () {
        const loop = world.loop as BaseEventLoop;
        const calls: { waiter: Future | null | undefined; extra: unknown; server: Server | null | undefined }[] = [];
        const sound = loop._makeSocketTransport.bind(loop);
        loop._makeSocketTransport = (sock, protocol, waiter, options: MakeTransportOptions = {}) => {
          calls.push({ waiter, extra: options.extra, server: options.server });
          expect(protocol).to.be.an.instanceOf(Recorder);
          return sound(sock, protocol, waiter, options);
        };
        const { server, serving, address } = yield* serve(world);
        const { peer } = yield* serving.accept(address);
        expect(calls.map(({ extra, server: given }) => [extra, given])).to.deep.equal([
          [{ peername: peer.local }, server],
        ]);
        expect(calls.map(({ waiter }) => world.asyncio.isfuture(waiter))).to.deep.equal([true]);
        yield* serving.end(server);
      }),
    { on: 'typescript' },
  );

  test(
    'private.make_ssl.accepted_call',
    "records Python's call",
    (world) =>
      world.env.run(function* () {
        const { env, loop } = world;
        const calls = env.python.exec(NOTING_TLS, { loop }) as () => readonly unknown[];
        const serving = yield* serveTls(world, {}, { sslHandshakeTimeout: 7, sslShutdownTimeout: 8 });
        const peer = env.wire.connect(serving.address);
        peer.startTls({}, 'client');
        yield* env.until(peer.secured());
        yield* (serving.protocols[0] ?? fail('the factory was called')).gets('made');
        const names = ['extra', 'server', 'server_side', 'ssl_handshake_timeout', 'ssl_shutdown_timeout', 'waiter'];
        expect(calls()).to.deep.equal([[3, true, peer.local, true, 7, 8, serving.server, names]]);
        yield* closeTls(serving);
      }),
    { on: 'python' },
  );

  test(
    'private.make_ssl.accepted_call',
    'records the call',
    (world) =>
      world.env.run(function* () {
        const { env } = world;
        const loop = world.loop as BaseEventLoop;
        const calls: unknown[] = [];
        const sound = loop._makeSslTransport.bind(loop);
        loop._makeSslTransport = (sock, protocol, context, waiter, options = {}) => {
          const { extra, server, serverSide, sslHandshakeTimeout, sslShutdownTimeout } = options;
          calls.push([extra, server, serverSide, sslHandshakeTimeout, sslShutdownTimeout]);
          return sound(sock, protocol, context, waiter, options);
        };
        const serving = yield* serveTls(world, {}, { sslHandshakeTimeout: 7, sslShutdownTimeout: 8 });
        const peer = env.wire.connect(serving.address);
        peer.startTls({}, 'client');
        yield* env.until(peer.secured());
        yield* (serving.protocols[0] ?? fail('the factory was called')).gets('made');
        expect(calls).to.deep.equal([[{ peername: peer.local }, serving.server, true, 7, 8]]);
        yield* closeTls(serving);
      }),
    { on: 'typescript' },
  );

  test('private.subprocess.start_hook', 'starts no process', ({ loop, env }) => {
    const log = env.python.exec(FAKE_PROCESS, { loop });
    expect(log).to.deep.equal(['abstract', [['x'], false], 'made', 'exited', 'lost', 6]);
  });

  test('private.flow_control_mixin', 'grows and shrinks', ({ loop, env }) => {
    const log = env.python.exec(SIZES, { loop });
    const expected = [65536, 65537, 'pause', 70000, 16385, 16384, 'resume', 0, 65536, 65537, 'pause'];
    expect(log).to.deep.equal(expected);
  });

  test('private.subprocess.wait', 'waits twice', ({ loop, env, asyncio }) =>
    env.run(function* () {
      const lost = loop.createFuture<null>();
      const protocol = {
        connectionMade: () => {},
        pipeDataReceived: () => {},
        pipeConnectionLost: () => {},
        processExited: () => {},
        connectionLost: () => lost.setResult(null),
      };
      const [transport] = yield* loop.subprocessExec(() => protocol as never, ['sh', '-c', 'exit 5'], {
        stdin: asyncio.DEVNULL,
      });
      const { _wait: wait } = transport as unknown as { _wait(): Generator<unknown, number> };
      expect(yield* Reflect.apply(wait, transport, [])).to.equal(5);
      expect(yield* Reflect.apply(wait, transport, [])).to.equal(5);
      yield* lost;
      transport.close();
    }),
  );
});
