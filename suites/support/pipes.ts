/** Pipes with an end, or both, on the loop under test. */
import type { Coroutine, FileObject, ReadTransport, WriteTransport } from '../../spec';
import { Recorder, type Reactions } from './recorder';
import type { World } from './world';

/** An end of a pipe that the loop has. */
export interface End<T> {
  readonly transport: T;
  readonly protocol: Recorder;
  /** What the loop was given. */
  readonly pipe: FileObject;
}

/** The two ends of a pipe, closed after the test. */
export function pipeEnds({ asyncio, env }: Pick<World, 'asyncio' | 'env'>): readonly [FileObject, FileObject] {
  const ends = asyncio.files.pipe();
  for (const end of ends) env.defer(() => end.close());
  return ends;
}

/** Connects the reading end with a recorder. */
export function* readFrom(
  { loop }: Pick<World, 'loop'>,
  pipe: FileObject,
  reactions: Reactions = {},
): Coroutine<End<ReadTransport>> {
  const [transport, protocol] = yield* loop.connectReadPipe(() => new Recorder(loop, reactions), pipe);
  return { transport, protocol, pipe };
}

/** Connects the writing end with a recorder. */
export function* writeTo(
  { loop }: Pick<World, 'loop'>,
  pipe: FileObject,
  reactions: Reactions = {},
): Coroutine<End<WriteTransport>> {
  const [transport, protocol] = yield* loop.connectWritePipe(() => new Recorder(loop, reactions), pipe);
  return { transport, protocol, pipe };
}

/** Closes an end and waits for its connection_lost(), so that nothing of it is left. */
export function* closeEnd({ transport, protocol }: End<ReadTransport | WriteTransport>): Coroutine<void> {
  transport.close();
  yield* protocol.loses();
}

/** Runs `body` with the reading end on the loop; the test writes into the other one. */
export function withReader(
  world: World,
  body: (end: End<ReadTransport>, writing: FileObject) => Coroutine<void>,
  reactions: Reactions = {},
): Promise<void> {
  return world.env.run(function* () {
    const [reading, writing] = pipeEnds(world);
    const end = yield* readFrom(world, reading, reactions);
    yield* body(end, writing);
    writing.close();
    yield* closeEnd(end);
  });
}

/** Runs `body` with both ends on the loop: first the one that writes. */
export function withBothEnds(
  world: World,
  body: (writer: End<WriteTransport>, reader: End<ReadTransport>) => Coroutine<void>,
): Promise<void> {
  return world.env.run(function* () {
    const [reading, writing] = pipeEnds(world);
    const reader = yield* readFrom(world, reading);
    const writer = yield* writeTo(world, writing);
    yield* body(writer, reader);
    // One that is gone takes no abort(): the body may have lost it.
    if (writer.protocol.count('lost') === 0) writer.transport.abort();
    yield* closeEnd(writer);
    yield* closeEnd(reader);
  });
}
