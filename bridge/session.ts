/** One connection to one interpreter: sends requests, answers those that come, and keeps account of its own faults. */
import { Codec, type Tagged } from './codec';
import { PeerDied } from './errors';
import { BridgeFault, Faults } from './faults';
import { isObject, OfAnEndedTest } from './host-objects';
import { Overrides } from './overrides';
import type { Peer } from './peer';
import { referenceOf } from './proxies';
import type { Returned } from './python-objects';
import { Server, Thrown } from './serve';
import type { Json, Message, Transport } from './transport';

/** Sees every message, for who wants to know what is said. */
export type Listener = (from: 'node' | 'python', message: Message) => void;

const listeners = new Set<Listener>();

/** `listener` sees the messages of all sessions until the function that is returned is called. */
export function listenToMessages(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(from: 'node' | 'python', message: Message): void {
  for (const listener of listeners) listener(from, message);
}

export class Session implements Peer {
  transport!: Transport;
  /** An embedded loop was asked to wake up. */
  onWake: (() => void) | undefined;
  readonly overrides = new Overrides();
  readonly #api = new Map<string, unknown>();
  readonly #codec = new Codec(this, (number) => this.ask({ op: 'class', c: number }) as Tagged);
  readonly #server = new Server(this.#codec, this.overrides);
  readonly faults = new Faults();

  // -- requests to Python

  ask(message: Message): Json {
    return this.#unwrap(this.faults.guard(() => this.transport.ask(this.#outgoing(message))));
  }

  async run(message: Message): Promise<unknown> {
    let reply: Message;
    // Not a turn more than it takes: tests of nested runs look at once.
    try {
      reply = await this.transport.run(this.#outgoing(message));
    } catch (error) {
      throw this.faults.note(error);
    }
    return this.decode(this.#unwrap(reply));
  }

  #outgoing(message: Message): Message {
    const returned = this.#codec.python.takeReturned();
    const whole = returned.length === 0 ? message : { ...message, r: returned };
    tell('node', whole);
    return whole;
  }

  #unwrap(reply: Message): Json {
    this.#incoming(reply);
    const { err } = reply;
    if (err !== undefined) throw this.decode(err);
    if (reply['fault'] !== undefined) throw this.faults.noteText(reply['fault'] as string);
    return reply['ok'] ?? null;
  }

  /** What a message tells beside: references given back, and faults of the other side. */
  #incoming(message: Message): void {
    tell('python', message);
    for (const fault of (message['x'] as readonly string[] | undefined) ?? []) this.faults.noteText(fault);
    for (const [id, count] of (message['r'] as readonly Returned[] | undefined) ?? []) {
      this.#codec.host.release(id, count);
    }
  }

  callMessage(id: number, method: string | null, signature: string, args: readonly unknown[]): Message {
    return { op: 'call', i: id, n: method, ...this.#codec.encodeArguments(signature, args) };
  }

  call(id: number, method: string | null, signature: string, args: readonly unknown[]): unknown {
    return this.decode(this.ask(this.callMessage(id, method, signature, args)));
  }

  api(name: string): unknown {
    if (this.#api.has(name)) return this.#api.get(name);
    const [found, value] = this.ask({ op: 'api', n: name }) as [boolean, Json];
    const decoded = found ? this.decode(value) : undefined;
    this.#api.set(name, decoded);
    return decoded;
  }

  exec(source: string, bindings: Readonly<Record<string, unknown>>): unknown {
    const encoded = Object.fromEntries(Object.entries(bindings).map(([name, value]) => [name, this.encode(value)]));
    return this.decode(this.ask({ op: 'exec', s: source, b: encoded }));
  }

  encode(value: unknown): Json {
    return this.#codec.encode(value);
  }
  encodeError(error: unknown): Json {
    return this.#codec.encodeError(error);
  }
  decode(value: Json | undefined): unknown {
    return this.faults.guard(() => this.#codec.decode(value));
  }
  proxy(id: number): object {
    return this.#codec.python.get(id) as object;
  }

  // -- requests from Python

  readonly serve = (request: Message): Message => {
    this.#incoming(request);
    const reply = this.#answer(request);
    tell('node', reply);
    return reply;
  };

  #answer(request: Message): Message {
    try {
      if (request['op'] !== 'wake') return { ok: this.#server.answer(request) };
      this.onWake?.();
      return { ok: null };
    } catch (error) {
      const cause = error instanceof Thrown ? error.error : error;
      // A peer that died while we served it is nobody's error to handle.
      if (cause instanceof PeerDied) throw cause;
      if (cause instanceof BridgeFault) return { fault: cause.message };
      if (error instanceof Thrown || error instanceof OfAnEndedTest) return { err: this.encodeError(cause) };
      return { fault: this.faults.noteText(String((cause as Error).stack)).message };
    }
  }

  // -- between tests

  /** Collects garbage on both sides until neither finds any. */
  async collect(gc: () => void): Promise<void> {
    const { host } = this.#codec;
    let idle: readonly number[] = [];
    for (let round = 0; round < 4; round++) {
      // What only Python's side of the bridge holds is held by nobody, unless somebody here does.
      for (const id of idle) host.loosen(id);
      for (let i = 0; i < 2; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        gc();
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
      const forgotten = idle.filter((id) => !host.fasten(id));
      [idle] = this.decode(this.ask({ op: 'collect', f: forgotten })) as [readonly number[]];
    }
  }

  /** Forgets what a test left behind on both sides. */
  reset(): void {
    this.overrides.clear();
    const kept = [...this.#api.values()].map((value) => (isObject(value) ? referenceOf(value)?.id : undefined));
    this.#codec.clear(new Set(kept.filter((id) => id !== undefined)));
    this.ask({ op: 'reset' });
  }
}
