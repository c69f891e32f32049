/** Every documented method is there: a loop that left one out, or set it to nothing, is told by its name. */
import type { Server } from '../../spec';
import { connect, expect, Recorder, suite, type World } from '../support';
import { camelCase, DOCUMENTED, type Documented } from './documented';

/** Of an object of Python's a proxy cannot tell: its class knows a method that the object itself may have lost. */
const CALLABLE = 'return callable(getattr(thing, name, None))';

function expectMethod({ env, subject }: World, thing: object, name: string, what = 'the loop'): void {
  const found =
    subject.python === undefined
      ? typeof (thing as Readonly<Record<string, unknown>>)[camelCase(name)] === 'function'
      : env.python.exec(CALLABLE, { thing, name });
  expect(found, `${what} has ${name}(), which can be called`).to.equal(true);
}

function namesOf(methods: readonly Documented[]): readonly string[] {
  return methods.map(({ method }) => method);
}

const METHODS = {
  'abstract.shape.core': [
    'run_forever',
    'run_until_complete',
    'stop',
    'is_running',
    'is_closed',
    'close',
    'shutdown_asyncgens',
    'call_soon',
    'call_soon_threadsafe',
    'get_exception_handler',
    'set_exception_handler',
    'default_exception_handler',
    'call_exception_handler',
    'get_debug',
    'set_debug',
  ],
  'abstract.shape.timers': ['time', 'call_later', 'call_at'],
  'abstract.shape.tasks': ['create_future', 'create_task', 'get_task_factory', 'set_task_factory'],
  'abstract.shape.executors': ['run_in_executor', 'set_default_executor'],
  'abstract.shape.executor_shutdown': ['shutdown_default_executor'],
  'abstract.shape.signals': namesOf(DOCUMENTED.signals),
  'abstract.shape.connections': namesOf(DOCUMENTED.connections),
  'abstract.shape.unix': namesOf(DOCUMENTED.unix),
  'abstract.shape.datagrams': namesOf(DOCUMENTED.datagrams),
  'abstract.shape.sockets': namesOf(DOCUMENTED.sockets),
  'abstract.shape.socket_datagrams': namesOf(DOCUMENTED.socketDatagrams),
  'abstract.shape.descriptors': namesOf(DOCUMENTED.descriptors),
  'abstract.shape.pipes': namesOf(DOCUMENTED.pipes),
  'abstract.shape.subprocesses': namesOf(DOCUMENTED.subprocesses),
  'abstract.shape.lookups': namesOf(DOCUMENTED.lookups),
  'abstract.shape.tls': namesOf(DOCUMENTED.tls),
  'abstract.shape.sendfile': namesOf(DOCUMENTED.sendfile),
} as const;

const SERVER = ['close', 'get_loop', 'is_serving', 'start_serving', 'serve_forever', 'wait_closed'];
const TRANSPORT = [
  'close',
  'is_closing',
  'get_extra_info',
  'set_protocol',
  'get_protocol',
  'pause_reading',
  'resume_reading',
  'is_reading',
  'write',
  'writelines',
  'write_eof',
  'can_write_eof',
  'abort',
  'get_write_buffer_size',
  'get_write_buffer_limits',
  'set_write_buffer_limits',
];

export const shapeSuite = suite('abstract', 'the methods of a loop', (test) => {
  for (const [clause, methods] of Object.entries(METHODS) as [keyof typeof METHODS, readonly string[]][]) {
    for (const method of methods) {
      test(clause, `looks for ${method}()`, (world) => {
        expectMethod(world, world.loop, method);
      });
    }
  }

  test('abstract.shape.handles', 'looks at the handle of a callback', (world) => {
    const handle = world.loop.callSoon(() => undefined);
    for (const name of ['cancel', 'cancelled']) expectMethod(world, handle, name, 'the handle');
    handle.cancel();
  });

  test('abstract.shape.timer_handles', 'looks at the handle of a timer', (world) => {
    const handle = world.loop.callLater(60, () => undefined);
    for (const name of ['cancel', 'cancelled', 'when']) expectMethod(world, handle, name, 'the timer handle');
    handle.cancel();
  });

  test('abstract.shape.servers', 'looks at a server', async (world) => {
    await withServer(world, (server) => {
      for (const name of SERVER) expectMethod(world, server, name, 'the server');
      expect(server.sockets, 'the sockets of the server').to.have.length(1);
    });
  });

  test('abstract.shape.server_clients', 'looks at a server', async (world) => {
    await withServer(world, (server) => {
      for (const name of ['close_clients', 'abort_clients']) expectMethod(world, server, name, 'the server');
    });
  });

  test('abstract.shape.transports', 'looks at the transport of a connection', async (world) => {
    await world.env.run(function* () {
      const { transport, protocol } = yield* connect(world);
      try {
        for (const name of TRANSPORT) expectMethod(world, transport, name, 'the transport');
      } finally {
        transport.abort();
      }
      yield* protocol.loses();
    });
  });
});

function withServer({ loop, env }: World, look: (server: Server) => void): Promise<void> {
  return env.run(function* () {
    const server = yield* loop.createServer(() => new Recorder(loop), '127.0.0.1', 0);
    try {
      look(server);
    } finally {
      server.close();
    }
    yield* server.waitClosed();
  });
}
