/**
 * TLS as asyncio has it: a protocol of the transport below, and a transport for the protocol of the program. Node's events come
 * outside of the loop: they go to an inbox, which is drained in an iteration, or at once while bytes from below are fed.
 */
import { ConnectionAbortedError, ConnectionResetError, OSError, TimeoutError, ValueError } from '../../spec';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { Handle, NO_ARGS } from '../loop/handle';
import { deliver, deliverEof, ProtocolFault } from '../transports/delivery';
import { FlowControl } from '../transports/flow-control';
import { PlainQueue } from './plain-queue';
import { SslEngine, type SslEvent, type SslSide } from './ssl-engine';
import { sslError } from './ssl-errors';
import { SSLObject } from './ssl-object';
import { SslTransport } from './ssl-transport';

/** Seconds. */
const HANDSHAKE_TIMEOUT = 60;
const SHUTDOWN_TIMEOUT = 30;
/** Bytes: above the first, writing is to pause; above the second, reading below does, and goes on below half of it. */
const HIGH_WRITE = 512 * 1024;
const HIGH_READ = 256 * 1024;

export interface SslLoop extends contract.AbstractEventLoop {
  readonly _selector?: object | undefined;
}

export interface SslOptions extends SslSide {
  readonly handshakeTimeout: number | null;
  readonly shutdownTimeout: number | null;
  /** False where the protocol has its connection already. */
  readonly callConnectionMade: boolean;
  /** That the protocol is called in. */
  readonly callContext: contract.Context | null;
}

type State = 'new' | 'handshake' | 'wrapped' | 'flushing' | 'shutdown' | 'over';

export class SslProtocol implements contract.Protocol {
  readonly transport: SslTransport;
  readonly flow: FlowControl;
  /** The protocol of the program. */
  app: contract.BaseProtocol;
  readonly #loop: SslLoop;
  readonly #options: SslOptions;
  readonly #handshakeTimeout: number;
  readonly #shutdownTimeout: number;
  readonly #extra: Record<string, unknown>;
  readonly #queue = new PlainQueue();
  readonly #pump: Handle;
  #waiter: contract.Future<null> | null;
  #below: contract.Transport | null = null;
  #engine: SslEngine | null = null;
  #state: State = 'new';
  #inbox: SslEvent[] = [];
  #inboxBytes = 0;
  #posted = false;
  #feeding = false;
  #timer: contract.TimerHandle | null = null;
  /** The protocol of the program has a connection to lose. */
  #made: boolean;
  #paused = false;
  /** The transport below was told to stop reading, or told us to stop writing. */
  #heldBelow = false;
  #pausedBelow = false;
  #peerEnded = false;
  #weEnded = false;
  /** Why the connection was given up. */
  #reason: unknown = null;

  /** @throws ValueError for a timeout that is not positive. */
  constructor(loop: SslLoop, app: contract.BaseProtocol, waiter: contract.Future | null, options: SslOptions) {
    this.#loop = loop;
    this.app = app;
    this.#waiter = waiter as contract.Future<null> | null;
    this.#options = options;
    this.#handshakeTimeout = positive('ssl_handshake_timeout', options.handshakeTimeout ?? HANDSHAKE_TIMEOUT);
    this.#shutdownTimeout = positive('ssl_shutdown_timeout', options.shutdownTimeout ?? SHUTDOWN_TIMEOUT);
    this.#extra = { sslcontext: options.context };
    this.#made = !options.callConnectionMade;
    this.transport = new SslTransport(loop, this);
    this.flow = new FlowControl(this.transport, HIGH_WRITE);
    this.#pump = new Handle(() => this.#drain(), NO_ARGS, loop, options.callContext);
  }

  // What the transport below calls.

  connectionMade(transport: contract.BaseTransport): void {
    this.#below = transport as contract.Transport;
    this.#state = 'handshake';
    const seconds = this.#handshakeTimeout;
    this.#startTimer(seconds, () => {
      const words = `SSL handshake is taking longer than ${String(seconds)} seconds: aborting the connection`;
      this.#fail(new ConnectionAbortedError(words));
    });
    this.#engine = new SslEngine(
      this.#options,
      (data) => this.#below?.write(data),
      (event) => this.#take(event),
    );
  }

  dataReceived(data: Uint8Array): void {
    this.#feeding = true;
    try {
      this.#engine?.feed(data);
    } finally {
      this.#feeding = false;
    }
    this.#drain();
  }

  /** True: the transport below is closed by us, when what is held was delivered. */
  eofReceived(): boolean {
    if (this.#state === 'handshake') this.#fail(new ConnectionResetError('the peer closed in the handshake'));
    else this.#engine?.feedEnd();
    return true;
  }

  connectionLost(error: unknown): void {
    this.#state = 'over';
    this.#stopTimer();
    this.#inbox = [];
    this.#queue.clear();
    this.#engine?.destroy();
    const reason = error ?? this.#reason;
    this.#settle(reason ?? new ConnectionResetError('the connection was closed in the handshake'));
    if (!this.#made) return;
    this.#made = false;
    this.app.connectionLost(reason);
  }

  pauseWriting(): void {
    this.#pausedBelow = true;
    this.#engine?.pauseSending();
  }
  resumeWriting(): void {
    // Before the upgrade the protocol of the program was told to pause, and nobody else will tell it to go on.
    if (!this.#pausedBelow) this.app.resumeWriting();
    this.#pausedBelow = false;
    this.#engine?.resumeSending();
  }

  // What node says.

  #take(event: SslEvent): void {
    if (this.#state === 'over') return;
    this.#inbox.push(event);
    if (event instanceof Uint8Array) {
      this.#inboxBytes += event.length;
      if (this.#inboxBytes >= HIGH_READ && !this.#heldBelow) {
        this.#heldBelow = true;
        this.#below?.pauseReading();
      }
    }
    if (!this.#feeding) this.#post();
  }

  #post(): void {
    if (this.#posted) return;
    this.#posted = true;
    // One that blocks takes no posts; then node's word comes when the loop lets node have its turn.
    const selector = this.#loop._selector as { post?(event: unknown): void } | undefined;
    if (selector?.post === undefined) this.#loop.callSoonThreadsafe(() => this.#pump._run());
    else selector.post(this.#pump);
  }

  // In an iteration of the loop.

  #drain(): void {
    this.#posted = false;
    try {
      while (this.#step());
    } catch (error) {
      if (!(error instanceof ProtocolFault)) throw error;
      this.#fail(error.error, `Fatal error: protocol.${error.method}() call failed.`);
    }
  }

  /** Deals with one event; false when there is none that may be dealt with now. */
  #step(): boolean {
    const held = this.#paused && this.#state === 'wrapped';
    const at = held ? this.#inbox.findIndex((event) => !(event instanceof Uint8Array) && event !== 'end') : 0;
    const event = this.#inbox[at];
    if (event === undefined) return false;
    this.#inbox.splice(at, 1);
    if (event instanceof Uint8Array) this.#onData(event);
    else if (event === 'secure') this.#onSecure();
    else if (event === 'sent') this.#onSent();
    else if (event === 'ended') this.#onEnded();
    else if (event === 'end') this.#onEnd();
    else this.#fail(sslError(event.failure));
    return true;
  }

  #onSecure(): void {
    if (this.#state !== 'handshake' || this.#engine === null) return;
    this.#stopTimer();
    this.#state = 'wrapped';
    const object = new SSLObject(this.#engine.socket);
    const [peercert, cipher, compression] = [object.getpeercert(), object.cipher(), object.compression()];
    Object.assign(this.#extra, { peercert, cipher, compression, ssl_object: object });
    if (!this.#made) {
      this.#made = true;
      try {
        this.app.connectionMade(this.transport);
      } catch (error) {
        throw new ProtocolFault('connection_made', error);
      }
    }
    this.#settle(null);
    this.#sendOn();
  }

  #onData(data: Uint8Array): void {
    this.#inboxBytes -= data.length;
    if (this.#state !== 'wrapped') return;
    let count = data.length;
    try {
      count = deliver(this.app, data);
    } finally {
      if (count < data.length) {
        this.#inbox.unshift(data.subarray(count));
        this.#inboxBytes += data.length - count;
      }
      if (this.#inboxBytes < HIGH_READ / 2) this.#letBelowRead();
      // A request to exit leaves the loop, and the rest to its next run.
      if (this.#inbox.length > 0) this.#post();
    }
  }

  #letBelowRead(): void {
    if (!this.#heldBelow) return;
    this.#heldBelow = false;
    this.#below?.resumeReading();
  }

  #onSent(): void {
    this.#queue.sent();
    this.#sendOn();
    this.flow.shrank();
  }

  #onEnd(): void {
    this.#peerEnded = true;
    if (this.#state === 'wrapped') {
      deliverEof(this.app);
      this.close();
    }
    this.#finish();
  }

  #onEnded(): void {
    this.#weEnded = true;
    this.#finish();
  }

  #sendOn(): void {
    if (this.#state !== 'wrapped' && this.#state !== 'flushing') return;
    const piece = this.#queue.next();
    if (piece !== null) {
      this.#engine?.write(piece);
    } else if (this.#state === 'flushing' && this.#queue.size === 0) {
      this.#state = 'shutdown';
      this.#engine?.end();
    }
  }

  /** Closes the connection below when either side has said in TLS that it ends. */
  #finish(): void {
    if (this.#state !== 'shutdown' || !this.#peerEnded || !this.#weEnded) return;
    this.#stopTimer();
    this.#below?.close();
  }

  /** Gives the connection up with `error`, which is reported where it is a fault of the program. */
  #fail(error: unknown, message?: string): void {
    if (this.#state === 'over') return;
    if (message !== undefined && !(error instanceof OSError)) {
      const { transport, app } = this;
      this.#loop.callExceptionHandler({ message, exception: error, transport, protocol: app });
    }
    this.#reason = error;
    this.#settle(error);
    this.abort();
  }

  #settle(error: unknown): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    if (waiter === null || waiter.done()) return;
    if (error === null) setUnlessDone(waiter);
    else waiter.setException(error);
  }

  #startTimer(seconds: number, late: () => void): void {
    const { callContext } = this.#options;
    this.#timer = this.#loop.callLater(seconds, late, [], callContext === null ? {} : { context: callContext });
  }
  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  // What the transport of the program asks for.

  get bufferSize(): number {
    return this.#queue.size;
  }
  get isClosing(): boolean {
    return this.#isEnding || this.#below?.isClosing() === true;
  }
  /** Its own end has begun; that of the connection below may have, of which connection_lost() is still to tell. */
  get #isEnding(): boolean {
    return this.#state === 'flushing' || this.#state === 'shutdown' || this.#state === 'over';
  }
  get isPaused(): boolean {
    return this.#paused;
  }

  extraInfo(name: string, fallback: unknown): unknown {
    if (Object.hasOwn(this.#extra, name)) return this.#extra[name];
    return this.#below === null ? fallback : this.#below.getExtraInfo(name, fallback);
  }

  write(data: Uint8Array): void {
    if (this.#isEnding) return;
    this.#queue.push(data);
    this.#sendOn();
    this.flow.grew();
  }

  /** Sends what is queued, then the end that TLS has, and waits for the one of the peer. */
  close(): void {
    if (this.#isEnding) return;
    if (this.#state !== 'wrapped') {
      this.abort();
      return;
    }
    this.#state = 'flushing';
    this.#startTimer(this.#shutdownTimeout, () => this.#fail(new TimeoutError('SSL shutdown timed out')));
    // What had come before its end is dropped.
    this.#letBelowRead();
    if (this.#inbox.length > 0) this.#post();
    this.#sendOn();
  }

  abort(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#stopTimer();
    this.#queue.clear();
    this.#below?.abort();
  }

  pauseReading(): void {
    this.#paused = true;
  }
  resumeReading(): void {
    this.#paused = false;
    if (this.#inbox.length > 0) this.#post();
  }
}

function positive(name: string, seconds: number): number {
  if (!(seconds > 0)) throw new ValueError(`${name} should be a positive number, got ${String(seconds)}`);
  return seconds;
}
