/** Datagrams over a descriptor: one is received each time that the selector says so, and what the kernel does not take waits. */
import { OSError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import { receiveFromInto, sendSome, sendTo } from '../sockets/descriptors';
import type { Socket } from '../sockets/socket';
import { BaseDatagramTransport, weight } from '../transports/base-datagram-transport';
import { rethrowExit, rethrowUnless } from '../python/rethrow';
import { closeSocket, factsOf, ownSocket, shown } from './socket-facts';
import type { StreamLoop } from './stream-transport';

/** Where every datagram is received, and copied from: the longest that a system sends by default fits in. */
const room = new Uint8Array(256 * 1024);

/** A datagram that waits, and where to. */
type Waiting = readonly [data: Uint8Array, to: contract.Address | null];

export class SelectorDatagramTransport extends BaseDatagramTransport<StreamLoop> {
  readonly #given: contract.SocketLike;
  readonly #sock: Socket;
  readonly #fd: number;
  readonly #connected: boolean;
  #queue: Waiting[] = [];

  constructor(
    loop: StreamLoop,
    sock: contract.SocketLike,
    protocol: contract.BaseProtocol,
    address: contract.Address | null = null,
    waiter: contract.Future | null = null,
    extra: unknown = null,
  ) {
    super(loop, protocol, { extra, address });
    this.#given = sock;
    this.#sock = ownSocket(sock);
    this.#fd = this.#sock.fileno();
    this.#sock.setblocking(false);
    const facts = factsOf(this.#sock);
    this.#connected = facts.peername !== null;
    Object.assign(this._extra, { ...facts, ...this._extra });
    loop._watchers.own(this.#fd, this);
    this._begin(waiter);
  }

  #watch(side: 'reader' | 'writer', callback: () => void): void {
    this._loop._watchers.add(side, this.#fd, new Handle(callback, NO_ARGS, this._loop, null));
  }

  // Receiving.

  protected override _beginReading(): void {
    if (this.isReading()) this._readOn();
  }
  protected override _readOn(): void {
    this.#watch('reader', this.#onReadable);
  }
  protected override _stopReading(): void {
    this._loop._watchers.remove('reader', this.#fd);
  }

  /** Not called once the transport is lost: nobody watches then. */
  readonly #onReadable = (): void => {
    let received: readonly [number, contract.Address] | null;
    try {
      received = receiveFromInto(this.#fd, room);
    } catch (error) {
      rethrowUnless(OSError, error);
      // The refusal of an earlier datagram: the socket is as good as before.
      this._protocol.errorReceived(error);
      return;
    }
    // What the protocol raises, the handle reports; the next datagram comes all the same.
    if (received !== null) this._protocol.datagramReceived(room.slice(0, received[0]), received[1]);
  };

  // Sending.

  protected override _send(data: Uint8Array, to: contract.Address | null): void {
    if (this.#queue.length === 0) {
      if (this.#attempt([data, to])) return;
      this.#watch('writer', this.#onWritable);
    }
    // A copy: the caller may change its buffer afterwards.
    this.#queue.push([data.slice(), to]);
    this._waiting += weight(data);
  }

  /** Whether it is done with: taken, or refused, of which the protocol is told. Anything but an OSError is a mistake of the program. */
  #attempt([data, to]: Waiting): boolean {
    try {
      if (this.#connected) return sendSome(this.#fd, data) !== null;
      // Without an address there is nothing to pack, which is a TypeError.
      return sendTo(this.#fd, data, this.#sock.family, to as contract.Address) !== null;
    } catch (error) {
      rethrowExit(error);
      if (error instanceof OSError) this._protocol.errorReceived(error);
      else this._fail(error);
      return true;
    }
  }

  readonly #onWritable = (): void => {
    // Taken out first: what the protocol raises when it is told of a failure must not bring the same failure again.
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this._waiting -= weight(next[0]);
      if (this.#attempt(next)) continue;
      this.#queue.unshift(next);
      this._waiting += weight(next[0]);
      break;
    }
    if (this._lost) return;
    this._sentSome();
    if (this.#queue.length === 0) this.#stopSending();
  };

  #stopSending(): void {
    this._loop._watchers.remove('writer', this.#fd);
  }

  // The end.

  protected override _drop(): void {
    this.#queue = [];
    this.#stopSending();
  }

  protected override _release(): void {
    this._loop._watchers.disown(this.#fd);
    closeSocket(this.#sock, this.#given);
  }

  override toString(): string {
    return shown(this.constructor.name, this._lost, this._closing, this.#fd);
  }
}
