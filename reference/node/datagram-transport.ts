/**
 * Datagrams over a node socket. As with streams, node's events go to an inbox, and one handle, posted to the selector while there
 * is something in it, drains it in an iteration of the loop.
 */
import { OSError } from '../../spec';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { Handle, NO_ARGS } from '../loop/handle';
import { DatagramTransport } from '../transports/base-transports';
import { destination } from '../transports/destination';
import { FlowControl, type Paced } from '../transports/flow-control';
import { DatagramSocketView } from './datagram-socket-view';
import type { DatagramEvent, HostDatagramSocket } from './host-datagram-socket';
import type { NodeSelector } from './node-selector';
import { osError } from './os-errors';

/** Bytes that a datagram counts for besides its payload, so that empty ones count too. */
const HEADER = 8;

/** Bytes in the inbox above which datagrams are lost, as they are when the system's buffer is full: node cannot stop reading. */
const INBOX_MOST = 4 << 20;

export interface DatagramLoop extends contract.AbstractEventLoop {
  readonly _selector: NodeSelector;
}

export interface DatagramOptions {
  readonly extra?: unknown;
  /** Called when the transport is over, after node has closed the descriptor. */
  readonly onRelease?: () => void;
}

export class NodeDatagramTransport extends DatagramTransport implements Paced {
  readonly _loop: DatagramLoop;
  readonly #socket: HostDatagramSocket;
  /** Where everything goes, by default and only. */
  readonly #address: contract.Address | null;
  readonly #connected: boolean;
  readonly #flow = new FlowControl(this);
  readonly #pump: Handle;
  readonly #onRelease: (() => void) | undefined;
  #protocol: contract.BaseProtocol;
  #inbox: DatagramEvent[] = [];
  #inboxBytes = 0;
  #posted = false;
  /** Bytes that node has and the kernel has not, and those of them that were sent since the last look. */
  #waiting = 0;
  #sent = 0;
  #closing = false;
  /** connection_lost() was called, or will be. */
  #lost = false;

  constructor(
    loop: DatagramLoop,
    socket: HostDatagramSocket,
    protocol: contract.BaseProtocol,
    address: contract.Address | null = null,
    waiter: contract.Future | null = null,
    { extra = null, onRelease }: DatagramOptions = {},
  ) {
    super(extra as Readonly<Record<string, unknown>> | null);
    this._loop = loop;
    this.#socket = socket;
    this.#protocol = protocol;
    this.#address = address;
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
    loop.callSoon(() => protocol.connectionMade(this));
    loop.callSoon(() => {
      socket.deliverTo((event) => {
        this.#take(event);
      });
    });
    if (waiter !== null) loop.callSoon(() => setUnlessDone(waiter as contract.Future<null>));
  }

  // On the host's side.

  #take(event: DatagramEvent): void {
    if ('data' in event) {
      const bytes = event.data.length + HEADER;
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
    for (let event = this.#inbox.shift(); event !== undefined; event = this.#inbox.shift()) {
      try {
        this.#deliver(event);
      } catch (error) {
        // The handle reports what the protocol raised; the rest comes in the next iteration.
        if (this.#inbox.length > 0) this.#post();
        throw error;
      }
    }
  }

  #deliver(event: DatagramEvent): void {
    const protocol = this.#protocol as contract.DatagramProtocol;
    if ('failure' in event) {
      if (!this.#lost) protocol.errorReceived(osError(event.failure));
      return;
    }
    this.#inboxBytes -= event.data.length + HEADER;
    if (!this.#closing) protocol.datagramReceived(event.data, event.from);
  }

  #settle(): void {
    if (this.#sent === 0 || this.#lost) return;
    this.#waiting -= this.#sent;
    this.#sent = 0;
    this.#flow.shrank();
    if (this.#closing && this.#waiting === 0) this.#lose(null);
  }

  #lose(error: unknown): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#closing = true;
    this.#waiting = 0;
    this._loop.callSoon(() => {
      try {
        this.#protocol.connectionLost(error);
      } finally {
        this.#inbox = [];
        this.#socket.close();
        this.#onRelease?.();
      }
    });
  }

  #send(data: Buffer, to: contract.Address | null): void {
    const size = data.length + HEADER;
    let waits = false;
    const done = (failure: Error | null): void => {
      if (failure !== null && !this.#lost) this.#take({ failure });
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
    this.#waiting += size;
    this.#flow.grew();
  }

  // The contract.

  override sendto(data: Uint8Array, address: contract.Address | null = null): void {
    if (!(data instanceof Uint8Array)) {
      throw new TypeError(`data argument must be a bytes-like object, not ${data === null ? 'None' : typeof data}`);
    }
    const to = destination(this.#address, address);
    if (this.#lost) return;
    if (this.#connected) this.#send(Buffer.from(data), null);
    else if (Array.isArray(to)) this.#send(Buffer.from(data), to as contract.Address);
    else this.#fail(new TypeError(`an address of host and port is expected, not ${to === null ? 'None' : typeof to}`));
  }

  /** A mistake of the program ends the transport, and is reported. */
  #fail(error: unknown): void {
    if (!(error instanceof OSError)) {
      const message = 'Fatal write error on datagram transport';
      this._loop.callExceptionHandler({ message, exception: error, transport: this, protocol: this.#protocol });
    }
    this.#lose(error);
  }

  override close(): void {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#waiting === 0) this.#lose(null);
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
    return this.#waiting;
  }

  override setProtocol(protocol: contract.BaseProtocol): void {
    this.#protocol = protocol;
  }
  override getProtocol(): contract.BaseProtocol {
    return this.#protocol;
  }
}
