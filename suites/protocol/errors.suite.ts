/** What becomes of an exception that a protocol raises. */
import { OSError, SystemExit, ValueError, type ExceptionContext } from '../../spec';
import {
  bytes,
  connect,
  expect,
  hangUp,
  rejects,
  suite,
  talk,
  type Conversation,
  type Reactions,
  type World,
} from '../support';

/** One report of `error`, with everything that belongs to a connection. */
function expectReport(reports: readonly ExceptionContext[], error: unknown, of: Record<string, unknown>): void {
  expect(reports).to.have.lengthOf(1);
  const [report] = reports;
  expect(report?.exception).to.equal(error);
  expect(report?.message).to.be.a('string');
  for (const [key, value] of Object.entries(of)) expect(report?.[key], key).to.equal(value);
}

function raising(error: unknown): () => never {
  return () => {
    throw error;
  };
}

export const errorsSuite = suite('protocol', 'errors of callbacks', (test) => {
  const fault = new ValueError('a fault of the protocol');

  const ends = (world: World, send: 'data' | 'eof'): Conversation =>
    function* ({ transport, protocol, peer }) {
      if (send === 'data') peer.write(bytes('x'));
      else peer.end();
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', send, 'lost']);
      expect(protocol.lostWith).to.equal(fault);
      expect(transport.isClosing()).to.equal(true);
      expectReport(world.env.takeReports(), fault, { transport, protocol });
    };

  test('protocol.error.data_received', 'is reported, and the connection lost with it', (world) =>
    talk(world, ends(world, 'data'), { data: raising(fault) } satisfies Reactions),
  );

  test('protocol.error.eof_received', 'is reported, and the connection lost with it', (world) =>
    talk(world, ends(world, 'eof'), { eof: raising(fault) } satisfies Reactions),
  );

  test('protocol.error.connection_lost', 'is reported, and the socket closed', async (world) => {
    await world.env.run(function* () {
      const { transport, protocol, peer } = yield* connect(world, { lost: raising(fault) });
      transport.close();
      yield* protocol.loses();
      yield* world.asyncio.sleep(0);
      expectReport(world.env.takeReports(), fault, {});
      expect((yield* world.env.until(peer.readToEnd())).how).to.equal('fin');
    });
  });

  test('protocol.error.oserror_not_reported', 'ends the connection, and is not reported', async (world) => {
    const error = new OSError(5, 'an error of the network');
    await talk(
      world,
      function* ({ protocol, peer }) {
        peer.write(bytes('x'));
        yield* protocol.loses();
        expect(protocol.lostWith).to.equal(error);
        expect(world.env.takeReports()).to.deep.equal([]);
      },
      { data: raising(error) },
    );
  });

  test('protocol.error.system_exit_propagates', 'leaves the run', async (world) => {
    const { env } = world;
    const connected = await env.run(() => connect(world, { data: raising(new SystemExit(3)) }));
    await rejects(SystemExit, () =>
      env.run(function* () {
        connected.peer.write(bytes('x'));
        yield* connected.protocol.gets('lost');
      }),
    );
    env.takeReports();
    await env.run(() => hangUp(connected));
    await env.spin();
  });
});
