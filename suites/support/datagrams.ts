/** Datagram endpoints for tests: a protocol that records, and ways to make a transport for it. */
import type {
  AbstractEventLoop,
  Address,
  BaseTransport,
  Coroutine,
  CreateDatagramOptions,
  DatagramTransport,
  Future,
  Socket,
  WriteTransport,
} from '../../spec';
import { text } from './recorder';
import type { World } from './world';

/** The flow control that a datagram transport has besides what the interface says. */
type Limits = Pick<WriteTransport, 'getWriteBufferSize' | 'setWriteBufferLimits' | 'getWriteBufferLimits'>;
export type PacedDatagramTransport = DatagramTransport & Limits;

/** A callback of a datagram protocol. */
export type DatagramCallback = 'made' | 'datagram' | 'error' | 'lost' | 'pause' | 'resume';

/** What the protocol of one test does besides recording, inside the callback. */
export interface DatagramReactions {
  datagram?(data: Uint8Array, from: Address): void;
  pause?(): void;
  resume?(): void;
}

/** A DatagramProtocol by shape: it inherits nothing of the module's. */
export class DatagramRecorder {
  /** What was called, in order. */
  readonly calls: DatagramCallback[] = [];
  /** What came, and from where. */
  readonly datagrams: { readonly data: Uint8Array; readonly from: Address }[] = [];
  /** Given to error_received(). */
  readonly errors: unknown[] = [];
  /** Given to connection_made(). */
  transport: DatagramTransport | undefined;
  /** What was given to connection_lost(); `null` for None, `undefined` before it was called. */
  lostWith: unknown;
  readonly #loop: AbstractEventLoop;
  readonly #reactions: DatagramReactions;
  #watching: (() => void)[] = [];

  constructor(loop: AbstractEventLoop, reactions: DatagramReactions = {}) {
    this.#loop = loop;
    this.#reactions = reactions;
  }

  /** The payloads that came, as text. */
  get texts(): readonly string[] {
    return this.datagrams.map(({ data }) => text(data));
  }

  /** How often it was called. */
  count(callback: DatagramCallback): number {
    return this.calls.filter((name) => name === callback).length;
  }

  /** Waits until `condition` holds, which is looked at after each callback. */
  *until(condition: () => boolean): Coroutine<void> {
    while (!condition()) {
      const changed: Future<null> = this.#loop.createFuture<null>();
      this.#watching.push(() => {
        if (!changed.done()) changed.setResult(null);
      });
      yield* changed;
    }
  }
  /** Waits until so many datagrams have been received. */
  *receives(count: number): Coroutine<void> {
    yield* this.until(() => this.datagrams.length >= count);
  }
  /** Waits until it was called. */
  *gets(callback: DatagramCallback): Coroutine<void> {
    yield* this.until(() => this.calls.includes(callback));
  }
  /** Waits until connection_lost() was called. */
  *loses(): Coroutine<void> {
    yield* this.gets('lost');
  }

  connectionMade(transport: BaseTransport): void {
    this.transport = transport as DatagramTransport;
    this.#note('made');
  }
  connectionLost(error: unknown): void {
    this.lostWith = error ?? null;
    this.#note('lost');
  }
  datagramReceived(data: Uint8Array, from: Address): void {
    this.datagrams.push({ data, from });
    try {
      this.#reactions.datagram?.(data, from);
    } finally {
      this.#note('datagram');
    }
  }
  errorReceived(error: unknown): void {
    this.errors.push(error);
    this.#note('error');
  }
  pauseWriting(): void {
    this.#reactions.pause?.();
    this.#note('pause');
  }
  resumeWriting(): void {
    this.#reactions.resume?.();
    this.#note('resume');
  }

  #note(callback: DatagramCallback): void {
    this.calls.push(callback);
    const watching = this.#watching;
    this.#watching = [];
    for (const wake of watching) wake();
  }
}

/** A datagram transport and its protocol. */
export interface Endpoint {
  readonly transport: PacedDatagramTransport;
  readonly protocol: DatagramRecorder;
  /** Its own address. */
  readonly address: Address;
}

/** Where an endpoint of a test is bound, unless it says otherwise. */
export const LOOPBACK: readonly [string, number] = ['127.0.0.1', 0];

/** Makes an endpoint, of a free port of 127.0.0.1 where nothing else is said. */
export function* endpoint(
  { loop }: Pick<World, 'loop'>,
  options: CreateDatagramOptions = { localAddr: LOOPBACK },
  reactions: DatagramReactions = {},
): Coroutine<Endpoint> {
  const factory = (): DatagramRecorder => new DatagramRecorder(loop, reactions);
  const [transport, protocol] = yield* loop.createDatagramEndpoint(factory, options);
  const address = transport.getExtraInfo('sockname') as Address;
  return { transport: transport as PacedDatagramTransport, protocol, address };
}

/** Ends an endpoint and waits for its connection_lost(), so that nothing of it is left open. */
export function* dismiss({ transport, protocol }: Endpoint): Coroutine<void> {
  if (!protocol.calls.includes('lost')) transport.abort();
  yield* protocol.loses();
}

/** Runs `body` with an endpoint, and ends the endpoint where the body has not. */
export function exchange(
  world: World,
  body: (endpoint: Endpoint) => Coroutine<void>,
  options?: CreateDatagramOptions,
  reactions?: DatagramReactions,
): Promise<void> {
  return world.env.run(function* () {
    const made = yield* endpoint(world, options, reactions);
    yield* body(made);
    yield* dismiss(made);
  });
}

/** An endpoint whose datagrams go to a socket that nobody reads until the test does, so that they pile up. */
export interface Congested extends Endpoint {
  readonly peer: Socket;
  /** How many datagrams of {@link PAYLOAD} bytes the system took before the first one had to wait. */
  readonly taken: number;
}

/** Bytes of each datagram that fills a connection. */
export const PAYLOAD = 600;

/**
 * Connects an endpoint to a unix datagram socket, where the system makes the sender wait for the reader (over UDP it drops),
 * and sends until one datagram waits. No mark is met yet.
 */
export function* congested(world: World, reactions: DatagramReactions = {}): Coroutine<Congested> {
  const { asyncio, env } = world;
  const { sockets } = asyncio;
  const [mine, peer] = [0, 1].map((n) => {
    const sock = sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM);
    env.defer(() => sock.close());
    sock.setblocking(false);
    sock.bind(env.wire.path(String(n)));
    return sock;
  }) as [Socket, Socket];
  mine.connect(peer.getsockname());
  const made = yield* endpoint(world, { sock: mine }, reactions);
  made.transport.setWriteBufferLimits({ high: 1 << 20, low: 0 });
  let taken = 0;
  for (; made.transport.getWriteBufferSize() === 0; taken++) {
    if (taken > 100_000) throw new Error('nobody reads, and yet no datagram waits');
    made.transport.sendto(numbered(taken));
  }
  return { ...made, peer, taken: taken - 1 };
}

/** A datagram that tells its number. */
export function numbered(n: number, length = PAYLOAD): Uint8Array {
  const data = new Uint8Array(length);
  new DataView(data.buffer).setUint32(0, n);
  return data;
}

/** The number of a datagram. */
export function numberOf(data: Uint8Array): number {
  return new DataView(data.buffer, data.byteOffset).getUint32(0);
}
