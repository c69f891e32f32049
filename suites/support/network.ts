/** Connections for tests: a stream between the loop under test and a peer on the wire. */
import { NotImplementedError, type BaseProtocol, type Coroutine, type Transport } from '../../spec';
import { isKind } from './errors';
import { Recorder, type Reactions } from './recorder';
import type { Peer } from './wire/wire';
import type { World } from './world';

/** A connection of the loop under test, and its far side. */
export interface Connected<P> {
  readonly transport: Transport;
  readonly protocol: P;
  readonly peer: Peer;
}

type Needed = Pick<World, 'loop' | 'env'>;

/** Connects over TCP with a recorder. */
export function connect(world: Needed, reactions: Reactions = {}): Coroutine<Connected<Recorder>> {
  return connectWith(world, () => new Recorder(world.loop, reactions));
}

/** Connects over TCP with a protocol of the test's own. */
export function* connectWith<P extends BaseProtocol>({ loop, env }: Needed, make: () => P): Coroutine<Connected<P>> {
  const listener = env.wire.listen();
  const [transport, protocol] = yield* loop.createConnection(make, listener.host, listener.port);
  const peer = listener.accept();
  listener.close();
  return { transport, protocol, peer };
}

/**
 * Connects with a recorder over a unix path, whose buffers hold a few hundred kilobytes where those of TCP hold megabytes; over
 * TCP where the loop or the platform has no unix connections.
 */
export function* connectShallow(world: Needed, reactions: Reactions = {}): Coroutine<Connected<Recorder>> {
  const { loop, env } = world;
  if (process.platform === 'win32') return yield* connect(world, reactions);
  const listener = env.wire.listen({ path: `${env.wire.folder()}/s` });
  try {
    const [transport, protocol] = yield* loop.createUnixConnection(
      () => new Recorder(loop, reactions),
      listener.address as string,
    );
    return { transport, protocol, peer: listener.accept() };
  } catch (error) {
    if (!isKind(error, NotImplementedError)) throw error;
    return yield* connect(world, reactions);
  } finally {
    listener.close();
  }
}

/** Writes blocks until the write buffer no longer empties: the peer does not read. Returns how many bytes were written. */
export function* fill({ asyncio, env }: Pick<World, 'asyncio' | 'env'>, transport: Transport): Coroutine<number> {
  const block = new Uint8Array(1 << 18);
  let written = 0;
  // Above 0 for a few turns without getting smaller: what the loop could send, it has sent.
  for (let size = -1, idle = 0; idle < 3;) {
    const now = transport.getWriteBufferSize();
    idle = now > 0 && now === size ? idle + 1 : 0;
    size = now;
    if (now === 0) {
      if (written > env.bulk * 4) throw new Error('the peer does not read, and yet the write buffer stays empty');
      transport.write(block);
      written += block.length;
    }
    yield* asyncio.sleep(0);
  }
  return written;
}

/** The body of a test on one connection. */
export type Conversation = (connected: Connected<Recorder>) => Coroutine<void>;

/** Runs `body` on a TCP connection, and ends the connection where the body has not. */
export function talk(world: World, body: Conversation, reactions: Reactions = {}): Promise<void> {
  return world.env.run(() => converse(connect(world, reactions), body));
}

/** Runs `body` on a connection with small buffers: see {@link connectShallow}. */
export function talkShallow(world: World, body: Conversation, reactions: Reactions = {}): Promise<void> {
  return world.env.run(() => converse(connectShallow(world, reactions), body));
}

function* converse(connecting: Coroutine<Connected<Recorder>>, body: Conversation): Coroutine<void> {
  const connected = yield* connecting;
  yield* body(connected);
  yield* hangUp(connected);
}

/** Ends a connection and waits for its connection_lost(), so that nothing of it is left open. */
export function* hangUp({ transport, protocol }: Pick<Connected<Recorder>, 'transport' | 'protocol'>): Coroutine<void> {
  if (!protocol.calls.includes('lost')) transport.abort();
  yield* protocol.loses();
}

/** Lets the time pass in which what must not happen would, and be seen. */
export function silence({ asyncio, env }: Pick<World, 'asyncio' | 'env'>): Coroutine {
  return asyncio.sleep(env.patience.silence);
}
