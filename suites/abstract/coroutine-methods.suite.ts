/** What AbstractEventLoop's coroutine methods do: raise only when awaited; and that loops keep them coroutine methods. */
import type { Coroutine } from '../../spec';
import { expect, expectNone, suite } from '../support';
import { call, callback, expectCoroutines, expectPlain, type Call } from './bare-loop';

const SOCKET_CALLS: readonly Call[] = [
  ['sockRecv', 1, 10],
  ['sockRecvInto', 1, new Uint8Array(1)],
  ['sockRecvfrom', 1, 10],
  ['sockRecvfromInto', 1, new Uint8Array(1)],
  ['sockSendall', 1, new Uint8Array(1)],
  ['sockSendto', 1, new Uint8Array(1), 'address'],
  ['sockConnect', 1, 'address'],
  ['sockAccept', 1],
];

export const coroutineMethodsSuite = suite('abstract', 'coroutine methods of AbstractEventLoop', (test) => {
  test('abstract.shutdown.coroutines', 'calls each, then awaits', ({ asyncio }) => {
    expectCoroutines(asyncio, new asyncio.AbstractEventLoop(), [['shutdownAsyncgens'], ['shutdownDefaultExecutor']]);
  });

  test('abstract.shutdown.coroutines', 'awaits the coroutine of the loop under test', async ({ loop, env }) => {
    for (const method of ['shutdownAsyncgens', 'shutdownDefaultExecutor'] as const) {
      const awaitable = call(loop, [method]) as Coroutine | null;
      const isAwaitable = typeof awaitable === 'object' && awaitable !== null && Symbol.iterator in awaitable;
      expect(isAwaitable, `${method}() returns an awaitable`).to.equal(true);
      expectNone(await env.run(() => awaitable as Coroutine), method);
    }
  });

  test('abstract.dns.coroutines', 'calls each, then awaits', ({ asyncio }) => {
    expectCoroutines(asyncio, new asyncio.AbstractEventLoop(), [
      ['getaddrinfo', 'localhost', 80],
      ['getnameinfo', ['127.0.0.1', 80]],
    ]);
  });

  test('abstract.net.coroutines', 'calls each, then awaits', ({ asyncio }) => {
    expectCoroutines(asyncio, new asyncio.AbstractEventLoop(), [
      ['createConnection', callback],
      ['createServer', callback],
      ['createUnixConnection', callback],
      ['createUnixServer', callback],
      ['connectAcceptedSocket', callback, null],
      ['createDatagramEndpoint', callback],
      ['startTls', null, null, null],
      ['sendfile', null, null],
    ]);
  });

  test('abstract.pipes_subprocess.coroutines', 'calls each, then awaits', ({ asyncio }) => {
    expectCoroutines(asyncio, new asyncio.AbstractEventLoop(), [
      ['connectReadPipe', callback, null],
      ['connectWritePipe', callback, null],
      ['subprocessShell', callback, 'command'],
      ['subprocessExec', callback, ['program']],
    ]);
  });

  test('abstract.sock.coroutines', 'calls each, then awaits', ({ asyncio }) => {
    expectCoroutines(asyncio, new asyncio.AbstractEventLoop(), [...SOCKET_CALLS, ['sockSendfile', 1, null]]);
  });

  test('abstract.base_leaves_io_abstract', 'finds them unimplemented on BaseEventLoop', ({ asyncio }) => {
    const base = new asyncio.BaseEventLoop();
    // The one that the base has, so that it is no bare loop.
    expect(base.isRunning()).to.equal(false);
    expectPlain(base, [
      ['addReader', 1, callback],
      ['removeReader', 1],
      ['addWriter', 1, callback],
      ['removeWriter', 1],
      ['addSignalHandler', 1, callback],
      ['removeSignalHandler', 1],
    ]);
    expectCoroutines(asyncio, base, [
      ...SOCKET_CALLS,
      ['createUnixConnection', callback],
      ['createUnixServer', callback],
    ]);
    base.close();
  });

  test(
    'abstract.base_leaves_io_abstract',
    'inherits each from AbstractEventLoop',
    ({ env }) => {
      const own = env.python.exec(`
      names = '''add_reader remove_reader add_writer remove_writer add_signal_handler remove_signal_handler
          sock_recv sock_recv_into sock_recvfrom sock_recvfrom_into sock_sendall sock_sendto sock_connect sock_accept
          create_unix_connection create_unix_server'''.split()
      base, bare = asyncio.BaseEventLoop, asyncio.AbstractEventLoop
      return [getattr(base, 'sock_sendfile') is getattr(bare, 'sock_sendfile')] + [
          name for name in names if getattr(base, name) is not getattr(bare, name)]
    `);
      expect(own).to.deep.equal([false]);
    },
    { on: 'python' },
  );
});
