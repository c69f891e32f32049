/** The protocol that both sides agree on in the handshake (ALPN). */
import type { Transport } from '../../spec';
import {
  carelessContext,
  closeTls,
  connectTls,
  expect,
  fail,
  hangUp,
  serverContext,
  serveTls,
  suite,
  type World,
} from '../support';

interface Negotiated {
  selectedAlpnProtocol(): string | null;
}

/** What the transport knows of it, and notes in `seen` as soon as it is told to the protocol. */
const noting =
  (seen: unknown[]) =>
  (transport: Transport): void => {
    seen.push((transport.getExtraInfo('ssl_object') as Negotiated).selectedAlpnProtocol());
  };

export const negotiatingSuite = suite('tls', 'negotiating', (test) => {
  for (const [title, offered, known, selected] of [
    ['is told what the server selects', ['echo', 'chat'], ['chat'], 'chat'],
    ['offers several, the first of them first', ['echo', 'chat'], ['echo', 'chat'], 'echo'],
    ['offers to a server that selects none', ['echo'], undefined, null],
    ['offers none', undefined, ['echo'], null],
  ] as const) {
    test('tls.alpn.client', title, (world: World) =>
      world.env.run(function* () {
        const seen: unknown[] = [];
        const context = carelessContext(world);
        if (offered !== undefined) context.setAlpnProtocols(offered);
        const wire = known === undefined ? {} : { alpn: known };
        const connected = yield* connectTls(world, { made: noting(seen) }, { ssl: context, wire });
        expect(seen).to.deep.equal([selected]);
        if (selected !== null) {
          const { alpn } = yield* world.env.until(connected.peer.secured());
          expect(alpn).to.equal(selected);
        }
        yield* hangUp(connected);
      }),
    );
  }

  for (const [title, known, offered, selected] of [
    ['selects the one that is offered', ['echo', 'chat'], ['chat'], 'chat'],
    ['is offered none', ['echo'], undefined, null],
    ['knows none', undefined, ['echo'], null],
  ] as const) {
    test('tls.alpn.server', title, (world: World) => {
      const { env } = world;
      return env.run(function* () {
        const seen: unknown[] = [];
        const context = serverContext(world);
        if (known !== undefined) context.setAlpnProtocols(known);
        const serving = yield* serveTls(world, { made: noting(seen) }, { ssl: context });
        const peer = env.wire.connect(serving.address);
        peer.startTls(offered === undefined ? {} : { alpn: offered }, 'client');
        yield* env.until(peer.secured());
        yield* (serving.protocols[0] ?? fail('the factory was called')).gets('made');
        expect(seen).to.deep.equal([selected]);
        yield* closeTls(serving);
      });
    });
  }
});
