/** Server: listening sockets, and the connections they brought. */
import { CancelledError, RuntimeError } from '../../spec';
import type * as contract from '../../spec';
import { sleep } from '../combinators/sleep';
import { setUnlessDone } from '../combinators/waiter';
import { copyContext } from '../python/context';
import { TransportSocket } from '../transports/transport-socket';
import type { OpenSocket } from './sockets';

/** What a server needs of its loop: the means to listen, if the successor has them. */
interface ServingLoop extends contract.AbstractEventLoop {
  _startServing?(...args: readonly unknown[]): void;
  _stopServing?(sock: contract.SocketLike): void;
}

export interface ServerPlan {
  readonly factory: contract.ProtocolFactory;
  readonly sslContext: unknown;
  readonly backlog: number;
  readonly sslHandshakeTimeout: number | null;
  readonly sslShutdownTimeout: number | null;
}

export class Server implements contract.Server {
  #sockets: readonly OpenSocket[] | null;
  readonly #clients = new Set<contract.Transport>();
  /** `null` once the server is closed and the last connection gone. */
  #waiters: contract.Future<null>[] | null = [];
  #serving = false;
  #forever: contract.Future | null = null;
  /** Of whoever made the server: its protocols run in it. */
  readonly #context = copyContext();

  constructor(
    private readonly loop: ServingLoop,
    sockets: readonly OpenSocket[],
    private readonly plan: ServerPlan,
  ) {
    this.#sockets = sockets;
  }

  /** A transport calls this when its connection is made, and `_detach` when it is lost. */
  _attach(transport: contract.Transport): void {
    this.#clients.add(transport);
  }

  _detach(transport: contract.Transport): void {
    this.#clients.delete(transport);
    this.#wakeUpWhenOver();
  }

  get sockets(): readonly contract.TransportSocket[] {
    const sockets = (this.#sockets ?? []) as unknown as readonly contract.TransportSocket[];
    return sockets.map((sock) => new TransportSocket(sock));
  }

  getLoop(): contract.AbstractEventLoop {
    return this.loop;
  }

  isServing(): boolean {
    return this.#serving;
  }

  close(): void {
    const sockets = this.#sockets;
    if (sockets === null) return;
    this.#sockets = null;
    for (const sock of sockets) this.loop._stopServing?.(sock);
    this.#serving = false;
    this.#forever?.cancel();
    this.#forever = null;
    this.#wakeUpWhenOver();
  }

  closeClients(): void {
    for (const transport of [...this.#clients]) transport.close();
  }

  abortClients(): void {
    for (const transport of [...this.#clients]) transport.abort();
  }

  *startServing(): contract.Coroutine<void> {
    this._startServing();
    // One iteration, so that the loop watches the sockets by now.
    yield* sleep(0);
  }

  *serveForever(): contract.Coroutine<void> {
    if (this.#forever !== null) throw new RuntimeError('the server is already being awaited on serve_forever()');
    if (this.#sockets === null) throw new RuntimeError('the server is closed');
    this._startServing();
    const forever = this.loop.createFuture();
    this.#forever = forever;
    try {
      yield* forever;
    } catch (error) {
      if (error instanceof CancelledError) {
        this.close();
        this.closeClients();
        yield* this.waitClosed();
      }
      throw error;
    } finally {
      this.#forever = null;
    }
  }

  *waitClosed(): contract.Coroutine<void> {
    if (this.#waiters === null) return;
    const waiter = this.loop.createFuture<null>();
    this.#waiters.push(waiter);
    yield* waiter;
  }

  *run<T>(body: (server: contract.Server) => contract.Coroutine<T>): contract.Coroutine<T> {
    try {
      return yield* body(this);
    } finally {
      this.close();
      yield* this.waitClosed();
    }
  }

  /** @internal */
  _startServing(): void {
    if (this.#serving) return;
    this.#serving = true;
    const { factory, sslContext, backlog, sslHandshakeTimeout, sslShutdownTimeout } = this.plan;
    for (const sock of this.#sockets ?? []) {
      sock.listen?.(backlog);
      const timeouts = [sslHandshakeTimeout, sslShutdownTimeout];
      this.loop._startServing?.(factory, sock, sslContext, this, backlog, ...timeouts, { context: this.#context });
    }
  }

  #wakeUpWhenOver(): void {
    if (this.#clients.size > 0 || this.#sockets !== null) return;
    const waiters = this.#waiters ?? [];
    this.#waiters = null;
    waiters.forEach(setUnlessDone);
  }
}
