/**
 * TLS as asyncio has it: a protocol of the transport below, and a transport for the protocol of the program. Node's events come
 * outside of the loop: they go to an inbox, which is drained in an iteration, or at once while bytes from below are fed.
 */
import { ConnectionAbortedError, ConnectionResetError, OSError, TimeoutError } from '../../spec';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { deliver, deliverEof, ProtocolFault, tellMade } from '../transports/delivery';
import { FlowControl } from '../transports/flow-control';
import { rethrowUnless } from '../python/rethrow';
import { PlainQueue } from './plain-queue';
import { SslEngine, type SslEvent } from './ssl-engine';
import { sslError } from './ssl-errors';
import { SslInbox, type SslLoop } from './ssl-inbox';
import { factsOf } from './ssl-object';
import { timeoutsOf, type SslOptions, type SslTimeouts } from './ssl-options';
import { SslTimer } from './ssl-timer';
import { SslTransport } from './ssl-transport';

/** Bytes, above which writing is to pause. */
const HIGH_WRITE = 512 * 1024;

type State = 'new' | 'handshake' | 'wrapped' | 'flushing' | 'shutdown' | 'over';

export class SslProtocol implements contract.Protocol {
  readonly transport: SslTransport;
  readonly flow: FlowControl;
  /** The protocol of the program. */
  app: contract.BaseProtocol;
  readonly #loop: SslLoop;
  readonly #options: SslOptions;
  readonly #timeouts: SslTimeouts;
  readonly #extra: Record<string, unknown>;
  readonly #queue = new PlainQueue();
  readonly #inbox: SslInbox;
  readonly #timer: SslTimer;
  #waiter: contract.Future<null> | null;
  #below: contract.Transport | null = null;
  #engine: SslEngine | null = null;
  #state: State = 'new';
  #feeding = false;
  /** The protocol of the program has a connection to lose. */
  #made: boolean;
  #paused = false;
  /** The transport below told us to stop writing. */
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
    this.#timeouts = timeoutsOf(options);
    this.#extra = { sslcontext: options.context };
    this.#made = !options.callConnectionMade;
    this.transport = new SslTransport(loop, this);
    this.flow = new FlowControl(this.transport, HIGH_WRITE);
    const { callContext } = options;
    this.#timer = new SslTimer(loop, callContext);
    this.#inbox = new SslInbox(loop, callContext, { drain: () => this.#drain(), below: () => this.#below });
  }

  // What the transport below calls.

  connectionMade(transport: contract.BaseTransport): void {
    this.#below = transport as contract.Transport;
    this.#state = 'handshake';
    const seconds = this.#timeouts.handshake;
    this.#timer.start(seconds, () => {
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
    this.#timer.stop();
    this.#inbox.clear();
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
    if (!this.#feeding) this.#inbox.post();
  }

  // In an iteration of the loop.

  #drain(): void {
    try {
      while (this.#step());
    } catch (error) {
      rethrowUnless(ProtocolFault, error);
      this.#fail(error.error, `Fatal error: protocol.${error.method}() call failed.`);
    }
  }

  /** Deals with one event; false when there is none that may be dealt with now. */
  #step(): boolean {
    const event = this.#inbox.take(this.#paused && this.#state === 'wrapped');
    if (event === undefined) return false;
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
    this.#timer.stop();
    this.#state = 'wrapped';
    Object.assign(this.#extra, factsOf(this.#engine.socket));
    if (!this.#made) {
      this.#made = true;
      tellMade(this.app, this.transport);
    }
    this.#settle(null);
    this.#sendOn();
  }

  #onData(data: Uint8Array): void {
    if (this.#state !== 'wrapped') return;
    let count = data.length;
    try {
      count = deliver(this.app, data);
    } finally {
      if (count < data.length) this.#inbox.putBack(data.subarray(count));
      this.#inbox.relieve();
      // A request to exit leaves the loop, and the rest to its next run.
      this.#inbox.postRest();
    }
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
    this.#timer.stop();
    this.#below?.close();
  }

  /** Gives the connection up with `error`, which is reported where it is a fault of the program. */
  #fail(error: unknown, message?: string): void {
    // Also of a program that has given the connection up before: nobody else would ever hear of it.
    if (message !== undefined && !(error instanceof OSError)) {
      const { transport, app } = this;
      this.#loop.callExceptionHandler({ message, exception: error, transport, protocol: app });
    }
    if (this.#state === 'over') return;
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
    this.#timer.start(this.#timeouts.shutdown, () => this.#fail(new TimeoutError('SSL shutdown timed out')));
    // What had come before its end is dropped.
    this.#inbox.letBelowRead();
    this.#inbox.postRest();
    this.#sendOn();
  }

  abort(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#timer.stop();
    this.#queue.clear();
    this.#below?.abort();
  }

  pauseReading(): void {
    this.#paused = true;
  }
  resumeReading(): void {
    this.#paused = false;
    this.#inbox.postRest();
  }
}
