/** Datagrams over a descriptor: one is received each time that the selector says so, and what the kernel does not take waits. */
import { KeyboardInterrupt, OSError, SystemExit } from '../../spec';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { Handle, NO_ARGS } from '../loop/handle';
import { repr } from '../python/repr';
import { receiveFromInto, sendSome, sendTo } from '../sockets/descriptors';
import type { Socket } from '../sockets/socket';
import { DatagramTransport } from '../transports/base-transports';
import { destination } from '../transports/destination';
import { FlowControl, type Paced } from '../transports/flow-control';
import { closeSocket, factsOf, ownSocket } from './socket-facts';
import type { StreamLoop } from './stream-transport';

/** Bytes that a datagram counts for besides its payload, so that empty ones count too. */
const HEADER = 8;

/** Where every datagram is received, and copied from: the longest that a system sends by default fits in. */
const room = new Uint8Array(256 * 1024);

/** A datagram that waits, and where to. */
type Waiting = readonly [data: Uint8Array, to: contract.Address | null];

export class SelectorDatagramTransport extends DatagramTransport implements Paced {
  readonly _loop: StreamLoop;
  readonly #given: contract.SocketLike;
  readonly #sock: Socket;
  readonly #fd: number;
  /** Where everything goes, by default and only. */
  readonly #address: contract.Address | null;
  readonly #connected: boolean;
  readonly #flow = new FlowControl(this);
  #protocol: contract.BaseProtocol;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #closing = false;
  /** connection_lost() was called, or will be. */
  #lost = false;

  constructor(
    loop: StreamLoop,
    sock: contract.SocketLike,
    protocol: contract.BaseProtocol,
    address: contract.Address | null = null,
    waiter: contract.Future | null = null,
    extra: unknown = null,
  ) {
    super(extra as Readonly<Record<string, unknown>> | null);
    this._loop = loop;
    this.#given = sock;
    this.#sock = ownSocket(sock);
    this.#fd = this.#sock.fileno();
    this.#protocol = protocol;
    this.#address = address;
    this.#sock.setblocking(false);
    const facts = factsOf(this.#sock);
    this.#connected = facts.peername !== null;
    Object.assign(this._extra, { ...facts, ...this._extra });
    loop._watchers.own(this.#fd, this);
    loop.callSoon(() => protocol.connectionMade(this));
    loop.callSoon(() => {
      this.#watch('reader', this.#onReadable);
    });
    if (waiter !== null) loop.callSoon(() => setUnlessDone(waiter as contract.Future<null>));
  }

  #watch(side: 'reader' | 'writer', callback: () => void): void {
    if (side === 'reader' && this.#closing) return;
    this._loop._watchers.add(side, this.#fd, new Handle(callback, NO_ARGS, this._loop, null));
  }

  // Receiving.

  readonly #onReadable = (): void => {
    if (this.#lost) return;
    const protocol = this.#protocol as contract.DatagramProtocol;
    let received: readonly [number, contract.Address] | null;
    try {
      received = receiveFromInto(this.#fd, room);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      // The refusal of an earlier datagram: the socket is as good as before.
      protocol.errorReceived(error);
      return;
    }
    // What the protocol raises, the handle reports; the next datagram comes all the same.
    if (received !== null) protocol.datagramReceived(room.slice(0, received[0]), received[1]);
  };

  // Sending.

  /** Whether it is done with: taken, or refused, of which the protocol is told. Anything but an OSError is a mistake of the program. */
  #send([data, to]: Waiting): boolean {
    try {
      if (this.#connected) return sendSome(this.#fd, data) !== null;
      // Without an address there is nothing to pack, which is a TypeError.
      return sendTo(this.#fd, data, this.#sock.family, to as contract.Address) !== null;
    } catch (error) {
      if (error instanceof SystemExit || error instanceof KeyboardInterrupt) throw error;
      if (error instanceof OSError) (this.#protocol as contract.DatagramProtocol).errorReceived(error);
      else this.#fail(error);
      return true;
    }
  }

  readonly #onWritable = (): void => {
    // Taken out first: what the protocol raises when it is told of a failure must not bring the same failure again.
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#waitingBytes -= next[0].length + HEADER;
      if (this.#send(next)) continue;
      this.#waiting.unshift(next);
      this.#waitingBytes += next[0].length + HEADER;
      break;
    }
    if (this.#lost) return;
    this.#flow.shrank();
    if (this.#waiting.length > 0) return;
    this._loop._watchers.remove('writer', this.#fd);
    if (this.#closing) this.#lose(null);
  };

  // The end.

  #fail(error: unknown): void {
    const message = 'Fatal write error on datagram transport';
    this._loop.callExceptionHandler({ message, exception: error, transport: this, protocol: this.#protocol });
    this.#lose(error);
  }

  #lose(error: unknown): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#closing = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this._loop._watchers.remove('reader', this.#fd);
    this._loop._watchers.remove('writer', this.#fd);
    this._loop.callSoon(() => {
      try {
        this.#protocol.connectionLost(error);
      } finally {
        this._loop._watchers.disown(this.#fd);
        closeSocket(this.#sock, this.#given);
      }
    });
  }

  // The contract.

  override sendto(data: Uint8Array, address: contract.Address | null = null): void {
    if (!(data instanceof Uint8Array)) {
      throw new TypeError(`data argument must be a bytes-like object, not ${data === null ? 'None' : typeof data}`);
    }
    const to = destination(this.#address, address);
    if (this.#lost) return;
    if (this.#waiting.length === 0) {
      if (this.#send([data, to])) return;
      this.#watch('writer', this.#onWritable);
    }
    // A copy: the caller may change its buffer afterwards.
    this.#waiting.push([data.slice(), to]);
    this.#waitingBytes += data.length + HEADER;
    this.#flow.grew();
  }

  override close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this._loop._watchers.remove('reader', this.#fd);
    if (this.#waiting.length === 0) this.#lose(null);
  }
  override abort(): void {
    this.#lose(null);
  }
  override isClosing(): boolean {
    return this.#closing;
  }

  setWriteBufferLimits(limits: contract.WriteBufferLimits = {}): void {
    this.#flow.setLimits(limits);
  }
  getWriteBufferLimits(): readonly [number, number] {
    return this.#flow.limits;
  }
  getWriteBufferSize(): number {
    return this.#waitingBytes;
  }

  override setProtocol(protocol: contract.BaseProtocol): void {
    this.#protocol = protocol;
  }
  override getProtocol(): contract.BaseProtocol {
    return this.#protocol;
  }

  override toString(): string {
    const state = this.#lost ? 'closed' : this.#closing ? 'closing' : 'open';
    return `<${this.constructor.name} ${state} fd=${repr(this.#fd)}>`;
  }
}
