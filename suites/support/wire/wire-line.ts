/**
 * The line to the wire thread. A call is synchronous where nothing needs the loop under test to act: then the order of a test's
 * steps is certain. Whatever waits for the loop is a promise.
 */
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { WireAnswer, WireOperation, WireOperations, WireRequest } from './messages';

/** Kept from before a subject is loaded, which could replace them in node's module. */
const receive = receiveMessageOnPort;
const { add, load, wait } = Atomics;
const now = performance.now.bind(performance);

/** Milliseconds that a synchronous call may take: the thread has nothing else to do. */
const PATIENCE = 10_000;

type Take<Op extends WireOperation> = WireOperations[Op][0];
type Give<Op extends WireOperation> = WireOperations[Op][1];

/** A peer that could not do what it was asked: nothing listens there, the name is taken, the stream is gone. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

export class WireLine {
  readonly #port: MessagePort;
  /** Counts the answers, so that a synchronous call can sleep until there is one. */
  readonly #answers = new Int32Array(new SharedArrayBuffer(4));
  readonly #pending = new Map<number, (answer: WireAnswer) => void>();
  #next = 0;
  #died: string | undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const worker = new Worker(join(__dirname, 'wire-thread.js'), {
      workerData: { port: port2, answers: this.#answers },
      transferList: [port2],
      execArgv: [],
    });
    worker.unref();
    worker.on('error', (error) => {
      this.#died = String(error);
      for (const [id, settle] of this.#pending) settle({ id, error: { code: undefined, message: this.#died } });
    });
    this.#port.on('message', (answer: WireAnswer) => {
      this.#take(answer);
    });
    this.#port.unref();
    this.call('ping', {});
  }

  /** @throws WireError when the peer cannot do it, or does not answer in time. */
  call<Op extends WireOperation>(op: Op, take: Take<Op>): Give<Op> {
    let answer: WireAnswer | undefined;
    this.#send(op, take, (given) => {
      answer = given;
    });
    const deadline = now() + PATIENCE;
    for (;;) {
      const seen = load(this.#answers, 0);
      for (let got = receive(this.#port); got !== undefined; got = receive(this.#port)) {
        this.#take(got.message as WireAnswer);
      }
      if (answer !== undefined) return valueOf(answer) as Give<Op>;
      if (this.#died !== undefined) throw new WireError(`the wire thread died: ${this.#died}`, undefined);
      if (now() > deadline) throw new WireError(`${op} took more than ${PATIENCE / 1000} s`, 'ETIMEDOUT');
      wait(this.#answers, 0, seen, 100);
    }
  }

  ask<Op extends WireOperation>(op: Op, take: Take<Op>): Promise<Give<Op>> {
    return new Promise((resolve, reject) => {
      this.#port.ref();
      this.#send(op, take, (answer) => {
        if (this.#pending.size === 0) this.#port.unref();
        try {
          resolve(valueOf(answer) as Give<Op>);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #send(op: WireOperation, take: object, settle: (answer: WireAnswer) => void): void {
    const id = ++this.#next;
    this.#pending.set(id, settle);
    this.#port.postMessage({ id, op, take } satisfies WireRequest);
  }

  #take(answer: WireAnswer): void {
    const settle = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    settle?.(answer);
  }
}

function valueOf({ give, error }: WireAnswer): unknown {
  if (error !== undefined) throw new WireError(error.message, error.code);
  return give;
}

/** Called by the thread after each answer. */
export function ring(answers: Int32Array): void {
  add(answers, 0, 1);
  Atomics.notify(answers, 0);
}
