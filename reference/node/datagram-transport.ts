/**
 * Datagrams over a node socket. As with streams, node's events go to an inbox, and one handle, posted to the selector while there
 * is something in it, drains it in an iteration of the loop.
 */
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import {
  BaseDatagramTransport,
  weight,
  type DatagramOptions as BaseOptions,
} from '../transports/base-datagram-transport';
import { DatagramSocketView } from './datagram-socket-view';
import type { DatagramEvent, HostDatagramSocket } from './host-datagram-socket';
import type { NodeSelector } from './node-selector';
import { osError } from './os-errors';

/** Bytes in the inbox above which datagrams are lost, as they are when the system's buffer is full: node cannot stop reading. */
const INBOX_MOST = 4 << 20;

export interface DatagramLoop extends contract.AbstractEventLoop {
  readonly _selector: NodeSelector;
}

export interface DatagramOptions extends BaseOptions {
  /** Called when the transport is over, after node has closed the descriptor. */
  readonly onRelease?: () => void;
}

export class NodeDatagramTransport extends BaseDatagramTransport<DatagramLoop> {
  readonly #socket: HostDatagramSocket;
  readonly #connected: boolean;
  readonly #pump: Handle;
  readonly #onRelease: (() => void) | undefined;
  #inbox: DatagramEvent[] = [];
  #inboxBytes = 0;
  #posted = false;
  /** Bytes of those that wait that were sent since the last look. */
  #sent = 0;

  constructor(
    loop: DatagramLoop,
    socket: HostDatagramSocket,
    protocol: contract.BaseProtocol,
    waiter: contract.Future | null = null,
    { onRelease, ...options }: DatagramOptions = {},
  ) {
    super(loop, protocol, options);
    this.#socket = socket;
    this.#onRelease = onRelease;
    const { peername } = socket;
    this.#connected = peername !== null;
    Object.assign(this._extra, {
      socket: new DatagramSocketView(socket),
      sockname: socket.getsockname(),
      peername,
      ...this._extra,
    });
    this.#pump = new Handle(() => this.#drain(), NO_ARGS, loop);
    this._begin(waiter);
  }

  // On the host's side.

  #take(event: DatagramEvent): void {
    if ('data' in event) {
      const bytes = weight(event.data);
      if (this.#inboxBytes + bytes > INBOX_MOST) return;
      this.#inboxBytes += bytes;
    }
    this.#inbox.push(event);
    this.#post();
  }

  #post(): void {
    if (this.#posted) return;
    this.#posted = true;
    this._loop._selector.post(this.#pump);
  }

  // In an iteration of the loop.

  #drain(): void {
    this.#posted = false;
    this.#settle();
    for (let event = this.#next(); event !== undefined; event = this.#next()) {
      try {
        this.#deliver(event);
      } catch (error) {
        // The handle reports what the protocol raised; the rest comes in the next iteration.
        if (this.#inbox.length > 0) this.#post();
        throw error;
      }
    }
  }

  /** A pause holds datagrams back, and no failures. */
  #next(): DatagramEvent | undefined {
    if (!this._paused) return this.#inbox.shift();
    const at = this.#inbox.findIndex((event) => 'failure' in event);
    return at < 0 ? undefined : this.#inbox.splice(at, 1)[0];
  }

  #deliver(event: DatagramEvent): void {
    if ('failure' in event) {
      if (!this._lost) this._protocol.errorReceived(osError(event.failure));
      return;
    }
    this.#inboxBytes -= weight(event.data);
    if (!this._closing) this._protocol.datagramReceived(event.data, event.from);
  }

  #settle(): void {
    if (this.#sent === 0 || this._lost) return;
    this._waiting -= this.#sent;
    this.#sent = 0;
    this._sentSome();
  }

  // What the base asks for.

  protected override _beginReading(): void {
    this.#socket.deliverTo((event) => {
      this.#take(event);
    });
  }
  /** Node cannot stop: what it brings waits in the inbox, or is dropped. */
  protected override _stopReading(): void {}
  protected override _readOn(): void {
    if (this.#inbox.length > 0) this.#post();
  }

  protected override _send(given: Uint8Array, to: contract.Address | null): void {
    const data = Buffer.from(given);
    if (this.#connected) this.#give(data, null);
    else if (Array.isArray(to)) this.#give(data, to as contract.Address);
    else this._fail(new TypeError(`an address of host and port is expected, not ${to === null ? 'None' : typeof to}`));
  }

  #give(data: Buffer, to: contract.Address | null): void {
    const size = weight(data);
    let waits = false;
    const done = (failure: Error | null): void => {
      if (failure !== null && !this._lost) this.#take({ failure });
      if (!waits) return;
      this.#sent += size;
      this.#post();
    };
    const { socket } = this.#socket;
    try {
      if (to === null) socket.send(data, done);
      else socket.send(data, to[1] as number, to[0], done);
    } catch (error) {
      // Node throws for a port that cannot be, 0 among them.
      this.#take({ failure: osError({ code: 'EINVAL', message: (error as Error).message }) });
      return;
    }
    // Node tries at once; what the system took, or refused, is in no queue.
    if (socket.getSendQueueCount() === 0) return;
    waits = true;
    this._waiting += size;
  }

  /** Node has what waits, and sends or drops it. */
  protected override _drop(): void {}

  protected override _release(): void {
    this.#inbox = [];
    this.#socket.close();
    this.#onRelease?.();
  }
}
