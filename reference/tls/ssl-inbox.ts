/**
 * What node has said of a TLS connection and the loop has not dealt with. Node speaks outside of the loop, so that it waits here;
 * and where the program is slow, what it has not read stops the reading below.
 */
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import type { SslEvent } from './ssl-engine';

/** Bytes: above this the transport below is to stop reading, and to go on below half of it. */
const HIGH = 256 * 1024;

export interface SslLoop extends contract.AbstractEventLoop {
  readonly _selector?: object | undefined;
}

interface InboxOwner {
  /** Called in an iteration of the loop, after post(). */
  drain(): void;
  /** The transport below, once there is one. */
  below(): contract.Transport | null;
}

export class SslInbox {
  readonly #loop: SslLoop;
  readonly #below: () => contract.Transport | null;
  readonly #pump: Handle;
  #events: SslEvent[] = [];
  #bytes = 0;
  #posted = false;
  /** The transport below was told to stop reading. */
  #heldBelow = false;

  constructor(loop: SslLoop, context: contract.Context | null, { drain, below }: InboxOwner) {
    this.#loop = loop;
    this.#below = below;
    const run = (): void => {
      this.#posted = false;
      drain();
    };
    this.#pump = new Handle(run, NO_ARGS, loop, context);
  }

  push(event: SslEvent): void {
    this.#events.push(event);
    if (!(event instanceof Uint8Array)) return;
    this.#bytes += event.length;
    if (this.#bytes < HIGH || this.#heldBelow) return;
    this.#heldBelow = true;
    this.#below()?.pauseReading();
  }

  /** The next event; while data is held back, the next that is neither data nor the end after it. */
  take(dataIsHeld: boolean): SslEvent | undefined {
    const at = dataIsHeld ? this.#events.findIndex((event) => !(event instanceof Uint8Array) && event !== 'end') : 0;
    const event = this.#events[at];
    if (event === undefined) return undefined;
    this.#events.splice(at, 1);
    if (event instanceof Uint8Array) this.#bytes -= event.length;
    return event;
  }

  /** What a protocol had no room for comes first again. */
  putBack(data: Uint8Array): void {
    this.#events.unshift(data);
    this.#bytes += data.length;
  }

  /** To be called when data was delivered: the transport below reads on where little is left. */
  relieve(): void {
    if (this.#bytes < HIGH / 2) this.letBelowRead();
  }

  letBelowRead(): void {
    if (!this.#heldBelow) return;
    this.#heldBelow = false;
    this.#below()?.resumeReading();
  }

  /** Has what is left dealt with in an iteration to come. */
  postRest(): void {
    if (this.#events.length > 0) this.post();
  }

  post(): void {
    if (this.#posted) return;
    this.#posted = true;
    // A selector that blocks takes no posts; then node's word comes when the loop lets node have its turn.
    const selector = this.#loop._selector as { post?(event: unknown): void } | undefined;
    if (selector?.post === undefined) this.#loop.callSoonThreadsafe(() => this.#pump._run());
    else selector.post(this.#pump);
  }

  clear(): void {
    this.#events = [];
  }
}
