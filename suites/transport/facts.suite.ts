/** get_extra_info(), set_protocol() and the base classes. */
import { NotImplementedError, ValueError, type TransportSocket } from '../../spec';
import {
  BufferedRecorder,
  bytes,
  connect,
  expect,
  expectNone,
  raises,
  Recorder,
  suite,
  talk,
  text,
  type Callback,
} from '../support';

const socketOf = (transport: { getExtraInfo(name: string): unknown }): TransportSocket =>
  transport.getExtraInfo('socket') as TransportSocket;

export const factsSuite = suite('transport', 'facts', (test) => {
  test('transport.extra.socket_names', 'agrees with the peer on both addresses', (world) =>
    talk(world, function* ({ transport, peer }) {
      expect(transport.getExtraInfo('sockname')).to.deep.equal(peer.remote);
      expect(transport.getExtraInfo('peername')).to.deep.equal(peer.local);
      const socket = socketOf(transport);
      expect(socket.getsockname()).to.deep.equal(peer.remote);
      expect(socket.getpeername()).to.deep.equal(peer.local);
      expect(socket.family).to.be.a('number');
      expect(socket.type).to.be.a('number');
      expect(socket.fileno()).to.be.at.least(0);
    }),
  );

  test('transport.context.shared', 'keeps what callbacks set, and what the caller had set', async (world) => {
    const { asyncio, env } = world;
    const [caller, callback] = [new asyncio.ContextVar<string>('caller'), new asyncio.ContextVar<string>('callback')];
    const seen: unknown[] = [];
    const look = (): void => {
      seen.push([caller.get('unset'), callback.get('unset')]);
    };
    await env.run(function* () {
      caller.set('mine');
      const { transport, protocol, peer } = yield* connect(world, {
        made: () => {
          look();
          callback.set('made');
        },
        data: look,
        lost: look,
      });
      peer.write(bytes('x'));
      yield* protocol.receives(1);
      transport.close();
      yield* protocol.loses();
      look();
    });
    expect(seen).to.deep.equal([
      ['mine', 'unset'],
      ['mine', 'made'],
      ['mine', 'made'],
      ['mine', 'unset'],
    ]);
  });

  test('transport.extra.default', 'gives the default for what it does not have', (world) =>
    talk(world, function* ({ transport }) {
      const fallback = {};
      for (const name of ['nope', 'sslcontext', 'ssl_object', 'pipe']) {
        expectNone(transport.getExtraInfo(name), `get_extra_info('${name}')`);
        expect(transport.getExtraInfo(name, fallback)).to.equal(fallback);
      }
    }),
  );

  test('transport.extra.after_close', 'gives the addresses when the connection is gone', async (world) => {
    const seen: unknown[] = [];
    const look = (transport: { getExtraInfo(name: string): unknown }): void => {
      seen.push([transport.getExtraInfo('sockname'), transport.getExtraInfo('peername')]);
    };
    await world.env.run(function* () {
      const { transport, protocol } = yield* connect(world, { lost: () => look(transport) });
      look(transport);
      transport.close();
      yield* protocol.loses();
      yield* world.asyncio.sleep(0);
      look(transport);
    });
    expect(seen).to.have.lengthOf(3);
    expect(seen[0]).to.deep.equal(seen[1]).and.to.deep.equal(seen[2]);
    expect((seen[0] as unknown[])[0]).to.have.lengthOf(2);
  });

  test('transport.extra.socket_guard', 'refuses to block, and takes what it is already', (world) =>
    talk(world, function* ({ transport }) {
      const socket = socketOf(transport);
      raises(ValueError, () => socket.setblocking(true), 'setblocking(True)');
      raises(ValueError, () => socket.settimeout(1), 'settimeout(1)');
      socket.setblocking(false);
      socket.settimeout(0);
      expect(socket.gettimeout()).to.equal(0);
    }),
  );

  test('transport.extra.socket_no_io', 'has no methods that do something to the connection', (world) =>
    talk(world, function* ({ transport }) {
      const socket = socketOf(transport) as unknown as Record<string, unknown>;
      const offered = ['close', 'recv', 'send', 'sendall', 'connect'].filter((name) => {
        return typeof socket[name] === 'function';
      });
      expect(offered).to.deep.equal([]);
      expect(typeof socket['fileno']).to.equal('function');
    }),
  );

  for (const way of ['close', 'abort'] as const) {
    // What is left open fails the test.
    test('transport.close.releases_descriptor', `leaves nothing open after ${way}()`, (world) =>
      talk(world, function* ({ transport, protocol }) {
        expect(protocol.calls).to.deep.equal(['made']);
        transport[way]();
        yield* protocol.loses();
      }),
    );
  }

  test('transport.close.socket_released', 'is open in connection_lost() and closed after it', async (world) => {
    const seen: number[] = [];
    await world.env.run(function* () {
      const { transport, protocol } = yield* connect(world, { lost: () => seen.push(socketOf(transport).fileno()) });
      const socket = socketOf(transport);
      transport.close();
      yield* protocol.loses();
      yield* world.asyncio.sleep(0);
      seen.push(socket.fileno());
    });
    expect(seen).to.have.lengthOf(2);
    expect(seen[0]).to.be.at.least(0);
    expect(seen[1]).to.equal(-1);
  });

  test('transport.set_protocol.redirects', 'calls the new protocol from then on', (world) =>
    talk(world, function* ({ transport, protocol, peer }) {
      const next = new Recorder(world.loop);
      transport.setProtocol(next);
      expect(transport.getProtocol()).to.equal(next);
      peer.write(bytes('x'));
      yield* next.receives(1);
      transport.close();
      yield* next.loses();
      expect(next.calls).to.deep.equal(['data', 'lost']);
      expect(protocol.calls).to.deep.equal(['made']);
      // For the helper that waits for it.
      protocol.connectionLost(null);
    }),
  );

  test('transport.set_protocol.redirects', 'does so from inside data_received()', async (world) => {
    const next = new Recorder(world.loop);
    await world.env.run(function* () {
      const { transport, protocol, peer } = yield* connect(world, { data: () => transport.setProtocol(next) });
      peer.write(bytes('x'));
      yield* protocol.receives(1);
      peer.write(bytes('y'));
      yield* next.receives(1);
      transport.close();
      yield* next.loses();
      expect([protocol.calls, protocol.text]).to.deep.equal([['made', 'data'] satisfies Callback[], 'x']);
      expect([next.calls, next.text]).to.deep.equal([['data', 'lost'] satisfies Callback[], 'y']);
    });
  });

  test('transport.set_protocol.buffered_switch', 'delivers as each protocol wants it', async (world) => {
    await world.env.run(function* () {
      const { transport, protocol, peer } = yield* connect(world);
      peer.write(bytes('one'));
      yield* protocol.receives(3);
      const second = new BufferedRecorder(world.loop, 100);
      transport.setProtocol(second);
      peer.write(bytes('two'));
      yield* second.receives(3);
      const third = new Recorder(world.loop);
      transport.setProtocol(third);
      peer.write(bytes('three'));
      yield* third.receives(5);
      transport.close();
      yield* third.loses();
      expect([protocol.text, second.text, third.text]).to.deep.equal(['one', 'two', 'three']);
      expect(second.counts.reduce((sum, count) => sum + count, 0)).to.equal(3);
    });
  });

  test('transport.unclosed_warning', 'warns and closes', async ({ env, loop }) => {
    await env.run(function* () {
      const listener = env.wire.listen();
      const answer = (yield* env.python.exec(
        `
        async def body():
            transport, _ = await loop.create_connection(asyncio.Protocol, host, port)
            transport.pause_reading()
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter('always')
                del transport, _
                gc.collect()
            return [str(w.message) for w in seen if w.category is ResourceWarning]
        import warnings
        return body()
        `,
        { loop, host: listener.host, port: listener.port },
      ) as Generator<unknown, unknown, unknown>) as readonly string[];
      expect(answer.join('\n')).to.match(/unclosed/);
      const peer = listener.accept();
      expect((yield* env.until(peer.readToEnd())).data.length).to.equal(0);
    });
  });

  test(
    'transport.abstract_methods',
    'refuse, answer and join',
    ({ asyncio }) => {
      const base = new asyncio.BaseTransport({ name: 5 });
      expect([base.getExtraInfo('name'), base.getExtraInfo('other')]).to.deep.equal([5, null]);
      const made = {
        BaseTransport: [base, ['isClosing', 'close', 'setProtocol', 'getProtocol']],
        ReadTransport: [new asyncio.ReadTransport(), ['isReading', 'pauseReading', 'resumeReading']],
        WriteTransport: [
          new asyncio.WriteTransport(),
          [
            'setWriteBufferLimits',
            'getWriteBufferSize',
            'getWriteBufferLimits',
            'write',
            'writeEof',
            'canWriteEof',
            'abort',
          ],
        ],
        DatagramTransport: [new asyncio.DatagramTransport(), ['sendto', 'abort']],
        SubprocessTransport: [
          new asyncio.SubprocessTransport(),
          ['getPid', 'getReturncode', 'getPipeTransport', 'sendSignal', 'terminate', 'kill'],
        ],
      } as const;
      for (const [kind, [transport, methods]] of Object.entries(made)) {
        for (const name of methods) {
          const method = (transport as unknown as Record<string, (arg: unknown) => unknown>)[name];
          raises(NotImplementedError, () => method?.call(transport, 0), `${kind}.${name}()`);
        }
      }
      const written: string[] = [];
      class Joining extends asyncio.WriteTransport {
        override write(data: Uint8Array): void {
          written.push(text(data));
        }
      }
      new Joining().writelines([bytes('ab'), bytes('c')]);
      expect(written).to.deep.equal(['abc']);
    },
    { on: 'typescript' },
  );

  test(
    'transport.abstract_methods',
    'refuse, answer and join in Python',
    ({ env }) => {
      const wrong = env.python.exec(`
        wrong = []
        calls = {
            asyncio.BaseTransport: ['is_closing', 'close', ('set_protocol', 0), 'get_protocol'],
            asyncio.ReadTransport: ['is_reading', 'pause_reading', 'resume_reading'],
            asyncio.WriteTransport: ['set_write_buffer_limits', 'get_write_buffer_size', ('write', b''), 'write_eof',
                                     'can_write_eof', 'abort'],
            asyncio.DatagramTransport: [('sendto', b''), 'abort'],
            asyncio.SubprocessTransport: ['get_pid', 'get_returncode', ('get_pipe_transport', 0), ('send_signal', 0),
                                          'terminate', 'kill'],
        }
        for kind, names in calls.items():
            for name in names:
                name, args = name if isinstance(name, str) else name[0], () if isinstance(name, str) else name[1:]
                try:
                    getattr(kind(), name)(*args)
                    wrong.append('%s.%s() returned' % (kind.__name__, name))
                except NotImplementedError:
                    pass
        written = []
        class Joining(asyncio.WriteTransport):
            def write(self, data):
                written.append(bytes(data))
        Joining().writelines([b'ab', b'c'])
        if written != [b'abc']:
            wrong.append('writelines() wrote %r' % written)
        base = asyncio.BaseTransport({'name': 5})
        if (base.get_extra_info('name'), base.get_extra_info('other', 6)) != (5, 6):
            wrong.append('get_extra_info() does not answer from what it was made with')
        return wrong
      `) as readonly string[];
      expect(wrong).to.deep.equal([]);
    },
    { on: 'python' },
  );
});
