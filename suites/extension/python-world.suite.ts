/** What a Python loop does with real sockets, selectors and files, as the base class and the platform have them. */
import { RuntimeError } from '../../spec';
import { expect, raisedBy, raises, socketPair, suite, turns } from '../support';

/** A successor that waits by sleeping and needs nothing else. */
const SUCCESSOR = `
class Successor(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = self
        self.calls = []
    def select(self, timeout):
        time.sleep(0.001 if timeout is None else min(timeout, 0.001))
        return []
    def _process_events(self, events): pass
    def _write_to_self(self): pass
base = Successor()
`;

export const pythonWorldSuite = suite('extension', "Python's sockets, selectors and files", (test) => {
  test('extension.sock_connect.used_by_create_connection', 'records sock_connect()', ({ env }) => {
    const facts = env.python.exec(`${SUCCESSOR}
socks, facts = [], []
async def sock_connect(sock, address):
    socks.append(sock)
    facts.append([sock.gettimeout() == 0, list(address)])
    if len(socks) == 1: raise OSError('refused')
base.sock_connect = sock_connect
def make(sock, protocol, waiter, **_):
    base.call_soon(waiter.set_result, None)
    return 'transport'
base._make_socket_transport = make
def connect(): return base.run_until_complete(base.create_connection(asyncio.Protocol, '127.0.0.1', 9))
try:
    connect()
except OSError as error:
    facts.append(str(error))
facts.append(socks[0].fileno())
facts.append(connect()[0])
facts.append(socks[1].fileno() >= 0)
for sock in socks: sock.close()
base.close()
return facts
`);
    expect(facts).to.deep.equal([[true, ['127.0.0.1', 9]], 'refused', -1, [true, ['127.0.0.1', 9]], 'transport', true]);
  });

  test('extension.stop_serving.closes_socket', 'connects to a closed server', ({ loop, env }) => {
    const facts = env.python.exec(
      `
      async def main():
          server = await loop.create_server(asyncio.Protocol, '127.0.0.1', 0)
          address = server.sockets[0].getsockname()
          with socket.create_connection(address, 2):
              pass
          await asyncio.sleep(0.01)
          server.close()
          await asyncio.sleep(0.01)
          try:
              socket.create_connection(address, 2).close()
          except ConnectionRefusedError:
              return 'refused'
      return loop.run_until_complete(main())
      `,
      { loop },
    );
    expect(facts).to.equal('refused');
  });

  test('extension.server_attach_detach.signature', 'reads both', ({ env }) => {
    const facts = env.python.exec(`
      from asyncio.base_events import Server
      return [str(inspect.signature(method)) for method in (Server._attach, Server._detach)]
    `);
    expect(facts).to.deep.equal(['(self, transport)', '(self, transport)']);
  });

  test('extension.start_tls.transport_requirements', 'refuses a plain object', ({ env }) => {
    const facts = env.python.exec(`${SUCCESSOR}
import ssl
context, trace = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), []
class Plain:
    def pause_reading(self): trace.append('pause_reading')
    def resume_reading(self): trace.append('resume_reading')
    def set_protocol(self, protocol): trace.append('set_protocol')
    def get_protocol(self): return None
    def get_extra_info(self, name, default=None): return default
    def is_closing(self): return False
    def _force_close(self, error): pass
    def close(self): pass
class Able(Plain):
    _start_tls_compatible = True
def start(transport): return base.start_tls(transport, asyncio.Protocol(), context, server_hostname='name')
try:
    base.run_until_complete(start(Plain()))
except TypeError:
    trace.append('TypeError')
task = base.create_task(start(Able()))
base.stop(); base.run_forever()
seen = list(trace)
task.cancel()
for _ in range(5): base.stop(); base.run_forever()
base.close()
return sorted(seen) if seen[0] == 'TypeError' else seen
`);
    expect(facts).to.deep.equal(['TypeError', 'pause_reading', 'set_protocol']);
  });

  test('extension.sock_sendfile_fallback.uses_loop_primitives', 'sends part of a file', ({ env }) => {
    const facts = env.python.exec(`${SUCCESSOR}
import io
sent = []
class Sock: type = socket.SOCK_STREAM
async def sock_sendall(sock, data): sent.append(bytes(data))
def run_in_executor(executor, func, *args):
    base.calls.append(executor)
    future = base.create_future()
    future.set_result(func(*args))
    return future
base.sock_sendall, base.run_in_executor = sock_sendall, run_in_executor
file = io.BytesIO(b'0123456789' * 10)
count = base.run_until_complete(base.sock_sendfile(Sock(), file, 5, 20))
facts = [count, b''.join(sent).decode(), file.tell(), set(base.calls) == {None}]
rest = base.run_until_complete(base.sock_sendfile(Sock(), file, 90))
base.close()
return facts + [rest, file.tell()]
`);
    expect(facts).to.deep.equal([20, '56789012345678901234', 25, true, 10, 100]);
  });

  test('extension.sendfile.transport_mode', 'sends by three transports', ({ env }) => {
    const facts = env.python.exec(`${SUCCESSOR}
import io
from asyncio import constants
facts, mode = [], constants._SendfileMode
class Plain:
    closing = False
    def is_closing(self): return self.closing
def transport(value, closing=False):
    made = type('Made', (Plain,), {} if value is None else {'_sendfile_compatible': value})()
    made.closing = closing
    return made
def send(target, **options):
    try:
        facts.append(base.run_until_complete(base.sendfile(target, io.BytesIO(b'x'), 1, 2, **options)))
    except RuntimeError as error:
        facts.append(type(error).__name__)
send(transport(None))
send(transport(mode.UNSUPPORTED))
send(transport(mode.FALLBACK), fallback=False)
send(transport(mode.TRY_NATIVE), fallback=False)
send(transport(mode.TRY_NATIVE, closing=True))
async def native(transport, file, offset, count): return [offset, count]
base._sendfile_native = native
send(transport(mode.TRY_NATIVE))
base.close()
return facts
`);
    const refused = ['RuntimeError', 'RuntimeError', 'RuntimeError', 'SendfileNotAvailableError', 'RuntimeError'];
    expect(facts).to.deep.equal([...refused, [1, 2]]);
  });

  test(
    'extension.ensure_fd_no_transport.contract',
    'watches a descriptor of a transport',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
      a, b = socket.socketpair()
      facts = []
      def attempt(call, *args):
          try:
              facts.append(call(*args))
          except (RuntimeError, ValueError) as error:
              facts.append(type(error).__name__)
      async def main():
          transport, protocol = await loop.create_connection(asyncio.Protocol, sock=a)
          fd = a.fileno()
          attempt(loop.add_reader, fd, print)
          attempt(loop.remove_reader, fd)
          attempt(loop.add_writer, fd, print)
          attempt(loop.remove_writer, fd)
          attempt(loop.add_reader, object(), print)
          try:
              facts.append(await asyncio.wait_for(loop.sock_recv(a, 1), 1))
          except (RuntimeError, asyncio.TimeoutError) as error:
              facts.append(type(error).__name__)
          loop.add_reader(b.fileno(), print)
          facts.append(loop.remove_reader(b.fileno()))
          transport.close()
          await asyncio.sleep(0.01)
      loop.run_until_complete(main())
      b.close()
      return facts
      `,
        { loop },
      );
      const refused = ['RuntimeError', 'RuntimeError', 'RuntimeError', 'RuntimeError', 'ValueError'];
      expect(facts).to.deep.equal([...refused, 'RuntimeError', true]);
    },
    { on: 'python' },
  );

  test(
    'extension.ensure_fd_no_transport.contract',
    'watches what a transport of a pair owns',
    async (world) => {
      const { loop, asyncio, env } = world;
      const [a, b] = socketPair(world);
      await env.run(function* () {
        const [transport] = yield* loop.createConnection(() => new asyncio.Protocol(), null, null, { sock: a });
        const fd = a.fileno();
        raises(RuntimeError, () => loop.addReader(fd, () => {}), 'add_reader()');
        raises(RuntimeError, () => loop.removeReader(fd), 'remove_reader()');
        raises(RuntimeError, () => loop.addWriter(fd, () => {}), 'add_writer()');
        raises(RuntimeError, () => loop.removeWriter(fd), 'remove_writer()');
        yield* raisedBy(RuntimeError, () => loop.sockRecv(a, 1));
        loop.addReader(b.fileno(), () => {});
        expect(loop.removeReader(b.fileno()), 'of another').to.equal(true);
        transport.close();
        yield* turns(world);
      });
    },
    { on: 'typescript', needs: ['socket'] },
  );

  test('extension.selector_loop.custom_selector', 'brings a selector', ({ env }) => {
    const facts = env.python.exec(`
      facts = []
      class Recording(selectors.SelectSelector):
          def close(self):
              facts.append('close'); super().close()
      loop = asyncio.SelectorEventLoop(Recording())
      a, b = socket.socketpair()
      a.setblocking(False); b.setblocking(False)
      def read():
          facts.append(a.recv(10).decode()); loop.stop()
      loop.add_reader(a.fileno(), read)
      loop.call_soon(b.send, b'data')
      loop.run_forever()
      loop.remove_reader(a.fileno())
      loop.close()
      a.close(); b.close()
      own = asyncio.SelectorEventLoop()
      facts.append(isinstance(own._selector, selectors.DefaultSelector))
      own.close()
      return facts
    `);
    expect(facts).to.deep.equal(['data', 'close', true]);
  });

  test('extension.transport_factory.extra_and_server', 'accepts one connection', ({ loop, env }) => {
    const facts = env.python.exec(
      `
      facts, made = [], loop.create_future()
      class Accepting(asyncio.Protocol):
          def connection_made(self, transport): made.set_result(transport)
      async def main():
          server = await loop.create_server(Accepting, '127.0.0.1', 0)
          client = socket.create_connection(server.sockets[0].getsockname(), 2)
          transport = await made
          facts.append(transport.get_extra_info('peername') == client.getsockname())
          facts.append(transport.get_extra_info('sockname') == client.getpeername())
          server.close()
          waiting = loop.create_task(server.wait_closed())
          await asyncio.sleep(0.01)
          client.close()
          transport.close()
          await asyncio.wait_for(waiting, 2)
          facts.append(waiting.done())
      loop.run_until_complete(main())
      return facts
      `,
      { loop },
    );
    expect(facts).to.deep.equal([true, true, true]);
  });
});
