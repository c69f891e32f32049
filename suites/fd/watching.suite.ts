/** add_reader() and add_writer(): what is called, when, and what else may be said of a descriptor. */
import { RuntimeError, ValueError } from '../../spec';
import type { AbstractEventLoop, FileDescriptorLike, Future } from '../../spec';
import { bytes, connect, drainSocket, expect, fillSocket, raises, socketPair, suite, text, turns } from '../support';

/** Completes `future` unless it is done. */
function complete(future: Future<null>): void {
  if (!future.done()) future.setResult(null);
}

export const watchingSuite = suite('fd', 'watching', (test) => {
  test('fd.reader.called_with_args', 'is written to twice', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    const calls: unknown[] = [];
    await env.run(function* () {
      let came = loop.createFuture<null>();
      b.send(bytes('x'));
      loop.addReader(
        a.fileno(),
        (...args: readonly unknown[]) => {
          calls.push([...args, text(a.recv(10))]);
          complete(came);
        },
        [1, 'two'],
      );
      expect(calls, 'inside add_reader()').to.deep.equal([]);
      yield* came;
      came = loop.createFuture();
      b.send(bytes('y'));
      yield* came;
      loop.removeReader(a.fileno());
      b.send(bytes('z'));
      yield* turns(world);
      expect(calls).to.deep.equal([
        [1, 'two', 'x'],
        [1, 'two', 'y'],
      ]);
    });
  });

  test('fd.reader.level_triggered', 'leaves a byte unread', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    let calls = 0;
    await env.run(function* () {
      const thrice = loop.createFuture<null>();
      loop.addReader(a.fileno(), () => {
        calls += 1;
        if (calls >= 3) complete(thrice);
      });
      b.send(bytes('x'));
      yield* thrice;
      loop.removeReader(a.fileno());
    });
    expect(calls).to.be.at.least(3);
  });

  test('fd.reader.idle_not_called', 'lets the loop turn with nothing to read', async (world) => {
    const { loop, env } = world;
    const [quiet, , busy, other] = [...socketPair(world), ...socketPair(world)];
    const trace: string[] = [];
    await env.run(function* () {
      const came = loop.createFuture<null>();
      loop.addReader(quiet.fileno(), () => trace.push('quiet'));
      loop.addReader(busy.fileno(), () => {
        trace.push(`busy: ${text(busy.recv(10))}`);
        complete(came);
      });
      yield* turns(world);
      expect(trace, 'before anything was sent').to.deep.equal([]);
      other.send(bytes('x'));
      yield* came;
      yield* turns(world);
      for (const sock of [quiet, busy]) loop.removeReader(sock.fileno());
    });
    expect(trace).to.deep.equal(['busy: x']);
  });

  test('fd.writer.called_with_args', 'fills the buffer, and drains it', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    const calls: unknown[] = [];
    await env.run(function* () {
      let came = loop.createFuture<null>();
      const watch = (...args: readonly unknown[]): void => {
        calls.push(args);
        loop.removeWriter(a.fileno());
        complete(came);
      };
      loop.addWriter(a.fileno(), watch, ['free']);
      expect(calls, 'inside add_writer()').to.deep.equal([]);
      yield* came;
      came = loop.createFuture();
      fillSocket(a);
      loop.addWriter(a.fileno(), watch, ['drained']);
      yield* turns(world);
      expect(calls, 'while the buffer is full').to.deep.equal([['free']]);
      drainSocket(b);
      yield* came;
      expect(calls).to.deep.equal([['free'], ['drained']]);
    });
  });

  test('fd.eof_is_readable', 'closes the other end', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const came = loop.createFuture<Uint8Array>();
      loop.addReader(a.fileno(), () => {
        loop.removeReader(a.fileno());
        came.setResult(a.recv(10));
      });
      b.close();
      expect((yield* came).length).to.equal(0);
    });
  });

  test('fd.file_object_or_number', 'registers by one and removes by the other', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const came = loop.createFuture<null>();
      let calls = 0;
      loop.addReader(a, () => {
        calls += 1;
        complete(came);
      });
      b.send(bytes('x'));
      yield* came;
      loop.removeReader(a.fileno());
      const called = calls;
      yield* turns(world);
      expect(calls, 'after the removal by number').to.equal(called);
      const again = loop.createFuture<null>();
      loop.addReader(a.fileno(), () => {
        calls += 1;
        complete(again);
      });
      yield* again;
      loop.removeReader(a);
      const before = calls;
      yield* turns(world);
      expect(calls, 'after the removal').to.equal(before);
      const writable = loop.createFuture<null>();
      loop.addWriter(b.fileno(), () => {
        calls += 1;
        complete(writable);
      });
      yield* writable;
      loop.removeWriter(b);
      calls = 0;
      yield* turns(world);
      expect(calls, 'writers after the removal').to.equal(0);
    });
  });

  test('fd.invalid_object', 'gives an object, a text and a negative number', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const wrong = [{}, 'a text'] as unknown as FileDescriptorLike[];
      for (const fd of [...wrong, -1 as FileDescriptorLike]) {
        raises(ValueError, () => loop.addReader(fd, () => {}), `add_reader(${String(fd)})`);
        raises(ValueError, () => loop.addWriter(fd, () => {}), `add_writer(${String(fd)})`);
      }
      for (const fd of wrong) {
        raises(ValueError, () => loop.removeReader(fd), `remove_reader(${String(fd)})`);
        raises(ValueError, () => loop.removeWriter(fd), `remove_writer(${String(fd)})`);
      }
      const [a] = socketPair(world);
      loop.addReader(a.fileno(), () => {});
      loop.removeReader(a.fileno());
      yield;
    });
  });

  test('fd.directions_independent', 'removes the writer, then the reader', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    const trace: string[] = [];
    const watch = (loop: AbstractEventLoop, came: Future<null>): void => {
      loop.addReader(a.fileno(), () => {
        trace.push(`reads ${text(a.recv(10))}`);
        complete(came);
      });
    };
    await env.run(function* () {
      let came = loop.createFuture<null>();
      watch(loop, came);
      loop.addWriter(a.fileno(), () => {});
      yield* turns(world, 2);
      loop.removeWriter(a.fileno());
      b.send(bytes('x'));
      yield* came;
      came = loop.createFuture();
      loop.addWriter(a.fileno(), () => {
        trace.push('writes');
        loop.removeWriter(a.fileno());
        complete(came);
      });
      loop.removeReader(a.fileno());
      yield* came;
    });
    expect(trace).to.deep.equal(['reads x', 'writes']);
  });

  test('fd.transport_conflict', 'watches what a transport reads', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const { transport, protocol, peer } = yield* connect(world);
      const sock = transport.getExtraInfo('socket') as { fileno(): number };
      for (const fd of [sock.fileno(), sock as FileDescriptorLike]) {
        raises(RuntimeError, () => loop.addReader(fd, () => {}), 'add_reader()');
        raises(RuntimeError, () => loop.addWriter(fd, () => {}), 'add_writer()');
        raises(RuntimeError, () => loop.removeReader(fd), 'remove_reader()');
        raises(RuntimeError, () => loop.removeWriter(fd), 'remove_writer()');
      }
      peer.write(bytes('still here'));
      yield* protocol.receives(10);
      transport.close();
      yield* protocol.loses();
      peer.close();
      expect(protocol.text).to.equal('still here');
    });
  });

  test('fd.transport_closed_ok', 'asks right after close()', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const { transport, protocol, peer } = yield* connect(world);
      const fd = (transport.getExtraInfo('socket') as { fileno(): number }).fileno();
      raises(RuntimeError, () => loop.removeReader(fd), 'while it is open');
      transport.close();
      loop.removeReader(fd);
      loop.removeWriter(fd);
      yield* protocol.loses();
      peer.close();
      expect(protocol.lostWith).to.equal(null);
    });
  });

  test('fd.callback_error_keeps_watching', 'fails at each of two bytes', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    const trace: string[] = [];
    await env.run(function* () {
      const twice = loop.createFuture<null>();
      loop.addReader(a.fileno(), () => {
        trace.push(text(a.recv(1)));
        if (trace.length === 2) complete(twice);
        throw new ValueError(`at ${String(trace.at(-1))}`);
      });
      b.send(bytes('xy'));
      yield* twice;
      loop.removeReader(a.fileno());
    });
    expect(trace).to.deep.equal(['x', 'y']);
    const reports = env.takeReports();
    expect(reports.map(({ exception }) => exception instanceof ValueError)).to.deep.equal([true, true]);
  });

  test('fd.before_run', 'registers while the loop is idle', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    const trace: string[] = [];
    loop.addReader(a.fileno(), () => {
      trace.push(text(a.recv(10)));
      loop.removeReader(a.fileno());
      loop.stop();
    });
    b.send(bytes('x'));
    expect(trace).to.deep.equal([]);
    await env.runForever();
    expect(trace).to.deep.equal(['x']);
  });

  test('fd.closed_loop', 'asks a loop that was closed', async (world) => {
    const { env } = world;
    const [a, b] = socketPair(world);
    const loop = await env.newLoop();
    loop.addReader(a.fileno(), () => {});
    loop.addWriter(b.fileno(), () => {});
    loop.close();
    raises(RuntimeError, () => loop.addReader(a.fileno(), () => {}), 'add_reader()');
    raises(RuntimeError, () => loop.addWriter(b.fileno(), () => {}), 'add_writer()');
    expect([loop.removeReader(a.fileno()), loop.removeWriter(b.fileno())]).to.deep.equal([false, false]);
  });

  test(
    'fd.regular_file',
    'asks for an ordinary file',
    ({ loop, env }) => {
      const [raised, byEpoll] = env.python.exec(
        `
        import selectors
        own = getattr(loop, '_selector', None)
        by_epoll = own is None or isinstance(own, selectors.EpollSelector)
        with open(asyncio.__file__) as file:
            try:
                loop.add_reader(file.fileno(), lambda: None)
            except Exception as error:
                return type(error).__name__, by_epoll
            loop.remove_reader(file.fileno())
            return 'no error', by_epoll
        `,
        { loop },
      ) as [string, boolean];
      expect(raised).to.equal(byEpoll ? 'PermissionError' : 'no error');
    },
    { on: 'python' },
  );

  test(
    'fd.blocking_kept',
    'watches both ends of a pipe',
    ({ loop, env }) => {
      const blocks = env.python.exec(
        `
        reading, writing = os.pipe()
        try:
            found = []
            def look():
                found.extend([os.get_blocking(reading), os.get_blocking(writing)])
            loop.add_reader(reading, lambda: None)
            loop.add_writer(writing, lambda: None)
            look()
            async def turn():
                await asyncio.sleep(0)
                look()
            loop.run_until_complete(turn())
            loop.remove_reader(reading)
            loop.remove_writer(writing)
            look()
            return found
        finally:
            os.close(reading)
            os.close(writing)
        `,
        { loop },
      );
      expect(blocks).to.deep.equal(Array(6).fill(true));
    },
    { on: 'python' },
  );
});
