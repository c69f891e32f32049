/** What a cancelled call leaves behind, and which sockets no call takes. */
import { CancelledError, RuntimeError, ValueError } from '../../spec';
import type { Coroutine, Future, Socket, TransportSocket } from '../../spec';
import {
  busyAddress,
  bytes,
  drainSocket,
  expect,
  isKind,
  listeningSocket,
  pattern,
  raisedBy,
  Recorder,
  socketPair,
  suite,
  text,
  turns,
  type World,
} from '../support';

/** Cancels `task` and waits for its end. */
function* cancel({ asyncio }: World, task: Future): Coroutine<void> {
  task.cancel();
  yield* asyncio.wait([task]);
  expect(task.cancelled(), 'the call is cancelled').to.equal(true);
}

export const cancellingSuite = suite('sock', 'cancelling and refusing', (test) => {
  test('sock.cancel.no_data_loss', 'writes after the cancellation', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const waiting = world.asyncio.ensureFuture(loop.sockRecv(a, 9), { loop });
      yield* turns(world, 2);
      yield* cancel(world, waiting);
      b.send(bytes('keep'));
      yield* turns(world);
      expect(text(yield* loop.sockRecv(a, 9))).to.equal('keep');
    });
  });

  test('sock.cancel.unregisters', 'cancels two ways to receive and a send', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const calls: readonly (readonly [Socket, () => Coroutine])[] = [
        [b, () => loop.sockRecv(b, 9)],
        [b, () => loop.sockRecvInto(b, new Uint8Array(9))],
        [a, () => loop.sockSendall(a, pattern(3_000_000))],
      ];
      for (const [sock, call] of calls) {
        const waiting = world.asyncio.ensureFuture(call(), { loop });
        yield* turns(world);
        expect(waiting.done()).to.equal(false);
        yield* cancel(world, waiting);
        yield* turns(world, 3);
        const left = [loop.removeReader(sock.fileno()), loop.removeWriter(sock.fileno())];
        expect(left, 'whether it is still watched').to.deep.equal([false, false]);
      }
      // What had been watched is not any more: room in the buffer sends nothing, and a reader of the test is the only one.
      expect(drainSocket(b), 'what the send had sent').to.be.above(0);
      yield* turns(world);
      expect(drainSocket(b), 'bytes sent after the cancellation').to.equal(0);
      a.send(bytes('x'));
      let reads = 0;
      loop.addReader(b.fileno(), () => {
        reads += 1;
        if (drainSocket(b) === 0) loop.removeReader(b.fileno());
      });
      yield* turns(world);
      loop.removeReader(b.fileno());
      expect(reads, 'a reader of the test').to.be.above(0);
      let writes = 0;
      loop.addWriter(a.fileno(), () => (writes += 1));
      yield* turns(world);
      loop.removeWriter(a.fileno());
      expect(writes, 'a writer of the test').to.be.above(0);
    });
  });

  test('sock.cancel.next_operation_survives', 'receives at once again', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const first = world.asyncio.ensureFuture(loop.sockRecv(a, 9), { loop });
      yield* turns(world, 2);
      first.cancel();
      const second = world.asyncio.ensureFuture(loop.sockRecv(a, 9), { loop });
      yield* turns(world);
      expect(first.cancelled()).to.equal(true);
      b.send(bytes('for the second'));
      expect(text(yield* second)).to.equal('for the s');
    });
  });

  test('sock.cancel.next_operation_in_same_step', 'receives in the very step that cancels', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const first = world.asyncio.ensureFuture(loop.sockRecv(a, 9), { loop });
      yield* turns(world, 2);
      loop.callLater(env.tick, () => b.send(bytes('for the second')));
      first.cancel();
      // What the first has yet to tidy up must not take the second along.
      expect(text(yield* loop.sockRecv(a, 9))).to.equal('for the s');
      expect(first.cancelled()).to.equal(true);
    });
  });

  test('sock.cancel.unregisters', 'cancels a connection under way', async (world) => {
    const { asyncio, loop, env } = world;
    const busy = busyAddress(world);
    const sock = asyncio.sockets.socket();
    env.defer(() => sock.close());
    sock.setblocking(false);
    await env.run(function* () {
      const waiting = asyncio.ensureFuture(loop.sockConnect(sock, busy), { loop });
      yield* turns(world);
      expect(waiting.done()).to.equal(false);
      yield* cancel(world, waiting);
      yield* turns(world, 3);
      expect(loop.removeWriter(sock.fileno()), 'whether it is still watched').to.equal(false);
    });
  });

  test('sock.accept.cancel_unregisters', 'cancels while nobody comes', async (world) => {
    const { loop, env } = world;
    const listening = listeningSocket(world);
    await env.run(function* () {
      const waiting = world.asyncio.ensureFuture(loop.sockAccept(listening), { loop });
      yield* turns(world);
      expect(waiting.done()).to.equal(false);
      yield* cancel(world, waiting);
      yield* turns(world, 3);
      expect(loop.removeReader(listening.fileno()), 'whether it is still watched').to.equal(false);
    });
  });

  test('sock.cancel.ready_in_same_iteration', 'cancels when a client has just come', async (world) => {
    const { asyncio, loop, env } = world;
    const listening = listeningSocket(world);
    await env.run(function* () {
      const waiting = asyncio.ensureFuture(loop.sockAccept(listening), { loop });
      yield* turns(world, 2);
      const peer = env.wire.connect(listening.getsockname());
      // The loop looks for events, calls this, and then what it found.
      loop.callSoon(() => waiting.cancel());
      yield* asyncio.wait([waiting]);
      expect(waiting.cancelled()).to.equal(true);
      const [connection, address] = yield* loop.sockAccept(listening);
      expect(address).to.deep.equal(peer.local);
      connection.close();
      peer.close();
    });
  });

  test('sock.cancel.no_data_loss', 'cancels when bytes have just come', async (world) => {
    const { asyncio, loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const waiting = asyncio.ensureFuture(loop.sockRecv(a, 9), { loop });
      yield* turns(world, 2);
      b.send(bytes('keep'));
      loop.callSoon(() => waiting.cancel());
      yield* asyncio.wait([waiting]);
      expect(waiting.cancelled()).to.equal(true);
      expect(text(yield* loop.sockRecv(a, 9))).to.equal('keep');
    });
  });

  test('sock.cancel.next_send_in_same_step', 'sends in the very step that cancels', async (world) => {
    const { asyncio, loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const first = asyncio.ensureFuture(loop.sockSendall(a, new Uint8Array(1_000_000)), { loop });
      yield* turns(world);
      const reading = loop.createTask(readUntil(world, b, 'second'));
      first.cancel();
      // What the first has yet to tidy up must not take the second along.
      yield* loop.sockSendall(a, bytes('second'));
      expect(first.cancelled()).to.equal(true);
      yield* reading;
    });
  });

  test('sock.cancel.next_operation_survives', 'sends at once again', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const first = world.asyncio.ensureFuture(loop.sockSendall(a, new Uint8Array(3_000_000)), { loop });
      yield* turns(world);
      first.cancel();
      const second = world.asyncio.ensureFuture(loop.sockSendall(a, bytes('second')), { loop });
      yield* turns(world);
      expect(first.cancelled()).to.equal(true);
      yield* readUntil(world, b, 'second');
      yield* second;
    });
  });

  test('sock.cancel.fd_reuse', 'gets a number again', async (world) => {
    const { asyncio, loop, env } = world;
    await env.run(function* () {
      const [a, b] = asyncio.sockets.socketpair();
      for (const sock of [a, b]) sock.setblocking(false);
      const number = a.fileno();
      const waiting = world.asyncio.ensureFuture(loop.sockRecv(a, 9), { loop });
      yield* turns(world, 2);
      waiting.cancel();
      a.close();
      b.close();
      let again: readonly [Socket, Socket] | undefined;
      for (let i = 0; i < 20 && again === undefined; i++) {
        const [left, right] = socketPair(world);
        if (left.fileno() === number) again = [left, right];
        else if (right.fileno() === number) again = [right, left];
      }
      expect(again, 'a socket with the same number').to.not.equal(undefined);
      if (again === undefined) return;
      const [sock, peer] = again;
      const second = world.asyncio.ensureFuture(loop.sockRecv(sock, 9), { loop });
      yield* turns(world);
      expect(waiting.cancelled()).to.equal(true);
      peer.send(bytes('new'));
      expect(text(yield* second)).to.equal('new');
    });
  });

  test('sock.blocking_rejected_in_debug', 'gives sockets that block', async (world) => {
    const { asyncio, loop, env } = world;
    const [a, b] = asyncio.sockets.socketpair();
    const listening = asyncio.sockets.socket();
    for (const sock of [a, b, listening]) env.defer(() => sock.close());
    listening.bind(['127.0.0.1', 0]);
    listening.listen(1);
    loop.setDebug(true);
    await env.run(function* () {
      // Were one of them to block, these would let it go.
      b.send(bytes('xx'));
      yield* raisedBy(ValueError, () => loop.sockRecv(a, 1));
      yield* raisedBy(ValueError, () => loop.sockRecvInto(a, new Uint8Array(1)));
      yield* raisedBy(ValueError, () => loop.sockSendall(a, bytes('x')));
      const client = asyncio.sockets.socket();
      env.defer(() => client.close());
      yield* raisedBy(ValueError, () => loop.sockConnect(client, listening.getsockname()));
      const peer = env.wire.connect(listening.getsockname());
      yield* raisedBy(ValueError, () => loop.sockAccept(listening));
      peer.close();
      a.setblocking(false);
      expect(text(yield* loop.sockRecv(a, 1)), 'one that does not block').to.equal('x');
    });
  });

  test(
    'sock.ssl_socket_rejected',
    'gives a TLS socket',
    ({ loop, env }) => {
      const facts = env.python.exec(
        `
        import ssl
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        plain, other = socket.socketpair()
        plain.setblocking(False)
        with other, context.wrap_socket(plain, do_handshake_on_connect=False) as secure:
            async def names():
                found = []
                for call in (lambda: loop.sock_recv(secure, 1), lambda: loop.sock_recv_into(secure, bytearray(1)),
                             lambda: loop.sock_sendall(secure, b'x'), lambda: loop.sock_connect(secure, ('127.0.0.1', 9)),
                             lambda: loop.sock_accept(secure)):
                    try:
                        await asyncio.wait_for(call(), 1)
                    except Exception as error:
                        found.append(type(error).__name__)
                    else:
                        found.append('no error')
                return found
            return loop.run_until_complete(names())
        `,
        { loop },
      );
      expect(facts).to.deep.equal(Array(5).fill('TypeError'));
    },
    { on: 'python' },
  );

  test('sock.transport_fd_rejected', 'receives what a transport reads', async (world) => {
    const { asyncio, loop, env } = world;
    await env.run(function* () {
      const listener = env.wire.listen();
      const sock = asyncio.sockets.socket();
      sock.setblocking(false);
      yield* loop.sockConnect(sock, [listener.host, listener.port]);
      const [transport, protocol] = yield* loop.createConnection(() => new Recorder(loop), null, null, { sock });
      const peer = yield* env.until(listener.accepted());
      listener.close();
      // What was given may have lost its descriptor to the transport.
      const fd = (transport.getExtraInfo('socket') as TransportSocket).fileno();
      const same = asyncio.sockets.socket(sock.family, sock.type, sock.proto, fd);
      env.defer(() => same.detach());
      same.setblocking(false);
      const outcome = loop.createTask(receive(world, same));
      yield* turns(world);
      expect(outcome.done(), 'the call ends at once').to.equal(true);
      peer.write(bytes('for the protocol'));
      yield* protocol.receives(16);
      expect(yield* outcome).to.equal('RuntimeError');
      transport.close();
      yield* protocol.loses();
      peer.close();
    });
  });

  test('sock.are_coroutines', 'makes a call and drops it', async (world) => {
    const { asyncio, loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      b.send(bytes('here'));
      const dropped = loop.sockRecv(a, 9);
      expect(asyncio.iscoroutine(dropped)).to.equal(true);
      yield* turns(world);
      dropped.return(new Uint8Array(0));
      expect(drainSocket(a), 'bytes that are still there').to.equal(4);
    });
  });
});

/** Reads from `sock` until what came ends with `end`. */
function* readUntil({ loop }: World, sock: Socket, end: string): Coroutine<void> {
  let last = '';
  while (!last.endsWith(end)) last = (last + text(yield* loop.sockRecv(sock, 1 << 20))).slice(-end.length);
}

/** The kind of error that sock_recv() ends with. */
function* receive({ loop }: World, sock: Socket): Coroutine<string> {
  try {
    yield* loop.sockRecv(sock, 9);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return isKind(error, RuntimeError) ? 'RuntimeError' : String(error);
  }
  return 'received';
}
