/** What create_connection() gives, and in which order the protocol learns of it. */
import { bytes, expect, Recorder, suite } from '../support';

export const makingSuite = suite('connection', 'making a connection', (test) => {
  test(
    'connection.result.pair',
    'gives the transport of connection_made() and the protocol of the factory',
    async (world) => {
      const { loop, env } = world;
      await env.run(function* () {
        const listener = env.wire.listen();
        const made: Recorder[] = [];
        const factory = (): Recorder => {
          const protocol = new Recorder(loop);
          made.push(protocol);
          return protocol;
        };
        const pair = yield* loop.createConnection(factory, listener.host, listener.port);
        expect(pair).to.have.lengthOf(2);
        expect(pair[1]).to.equal(made[0]);
        expect(pair[0]).to.equal(made[0]?.transport);
        pair[0].close();
        yield* pair[1].loses();
      });
    },
  );

  test('connection.order.no_data_before_made', 'delivers early bytes after connection_made()', async (world) => {
    const { loop, env } = world;
    await env.run(function* () {
      const listener = env.wire.listen();
      const connecting = loop.createTask(loop.createConnection(() => new Recorder(loop), listener.host, listener.port));
      const peer = yield* env.until(listener.accepted());
      peer.write(bytes('early'));
      const [transport, protocol] = yield* connecting;
      yield* protocol.receives(5);
      expect(protocol.calls).to.deep.equal(['made', 'data']);
      expect(protocol.text).to.equal('early');
      transport.close();
      yield* protocol.loses();
    });
  });
});
