/** Servers for tests: what their connections saw, and clients on the wire. */
import type { Address, Coroutine, CreateServerOptions, Server, Transport } from '../../spec';
import { expect, fail } from './expect';
import type { Connected } from './network';
import { Recorder, type Reactions } from './recorder';
import type { World } from './world';

type Needed = Pick<World, 'loop' | 'env'>;

/** A protocol factory that keeps its recorders, and lets a coroutine wait for connections. */
export class Serving {
  /** The recorders of the connections so far, as they were made. */
  readonly made: Recorder[] = [];
  readonly #world: Needed;
  readonly #reactions: Reactions;
  #watching: (() => void)[] = [];

  constructor(world: Needed, reactions: Reactions = {}) {
    this.#world = world;
    this.#reactions = reactions;
  }

  /** To be given to create_server(). */
  readonly factory = (): Recorder => {
    const recorder: Recorder = new Recorder(this.#world.loop, {
      ...this.#reactions,
      made: (transport) => {
        this.made.push(recorder);
        this.#reactions.made?.(transport);
        const watching = this.#watching;
        this.#watching = [];
        for (const wake of watching) wake();
      },
    });
    return recorder;
  };

  /** Waits until so many connections have been made. */
  *connections(count: number): Coroutine<readonly Recorder[]> {
    while (this.made.length < count) {
      const changed = this.#world.loop.createFuture<null>();
      this.#watching.push(() => {
        if (!changed.done()) changed.setResult(null);
      });
      yield* changed;
    }
    return this.made;
  }

  /** Connects a peer and waits for its protocol. One at a time: who comes first is the network's business. */
  *accept(address: Address): Coroutine<Connected<Recorder>> {
    const before = this.made.length;
    const peer = this.#world.env.wire.connect(address);
    const protocol = (yield* this.connections(before + 1))[before] as Recorder;
    return { transport: protocol.transport as Transport, protocol, peer };
  }

  /** Ends all connections, closes the server and waits until nothing of it is left. */
  *end(server: Server): Coroutine<void> {
    server.close();
    for (const recorder of this.made) {
      if (!recorder.calls.includes('lost')) recorder.transport?.abort();
      yield* recorder.loses();
    }
    yield* server.waitClosed();
  }
}

/** A server that listens, and its first address. */
export interface Served {
  readonly serving: Serving;
  readonly server: Server;
  readonly address: Address;
}

/** Starts a server on the loopback. */
export function* serve(world: Needed, reactions: Reactions = {}, options?: CreateServerOptions): Coroutine<Served> {
  const serving = new Serving(world, reactions);
  const server = yield* world.loop.createServer(serving.factory, '127.0.0.1', 0, options);
  return { serving, server, address: addressOf(server) };
}

/** Where a server listens; with its `index`-th socket. */
export function addressOf(server: Server, index = 0): Address {
  return (server.sockets[index] ?? fail('the server has no socket')).getsockname();
}

/** Expects that nobody listens at `address`. */
export function expectRefused({ env }: Pick<World, 'env'>, address: Address): void {
  try {
    env.wire.connect(address).close();
  } catch (error) {
    expect((error as { readonly code?: unknown }).code).to.equal('ECONNREFUSED');
    return;
  }
  fail(`somebody listens at ${String(address)}`);
}
