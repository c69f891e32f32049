/**
 * The TypeScript objects that Python holds. An object is let go when Python has given back as many references as it was
 * sent: a message under way on another channel counts, so no id is ever named after its object has gone.
 */

export type HostKind =
  'fn' | 'gfn' | 'co' | 'it' | 'aw' | 'fut' | 'obj' | 'stream' | 'buffered' | 'datagram' | 'process';

/** Python named an object of ours that no longer counts, since its test has ended. */
export class OfAnEndedTest extends Error {}

const GENERATOR_FUNCTION = Object.getPrototypeOf(function* () {}) as object;
const GENERATOR = (GENERATOR_FUNCTION as { prototype: object }).prototype;

export class HostObjects {
  readonly #byId = new Map<number, unknown>();
  readonly #loose = new Map<number, WeakRef<object>>();
  readonly #sent = new Map<number, number>();
  readonly #gone = new Map<number, string>();
  #ids = new WeakMap<object, number>();
  #next = 0;
  #floor = 0;

  /** The id of `value`, which is sent with it: the same one while Python holds it. */
  send(value: unknown): number {
    const id = this.#idOf(value);
    this.#sent.set(id, (this.#sent.get(id) ?? 0) + 1);
    return id;
  }

  #idOf(value: unknown): number {
    const known = isObject(value) ? this.#ids.get(value) : undefined;
    if (known !== undefined) return known;
    const id = ++this.#next;
    this.#byId.set(id, value);
    if (isObject(value)) this.#ids.set(value, id);
    return id;
  }

  get(id: number): unknown {
    if (this.#byId.has(id)) return this.#byId.get(id);
    if (id <= this.#floor) throw new OfAnEndedTest('the TypeScript object belongs to a test that has ended');
    throw new Error(`Python named an object that is gone: ${this.#gone.get(id) ?? String(id)}`);
  }

  /** Python gives back `count` of the references that it was sent. */
  release(id: number, count: number): void {
    const left = (this.#sent.get(id) ?? 0) - count;
    if (left > 0) {
      this.#sent.set(id, left);
      return;
    }
    const value = this.#byId.get(id) ?? this.#loose.get(id)?.deref();
    this.#sent.delete(id);
    this.#byId.delete(id);
    this.#loose.delete(id);
    if (!isObject(value)) return;
    this.#ids.delete(value);
    this.#gone.set(id, labelOf(value));
  }

  /** Holds the object weakly for the moment. */
  loosen(id: number): void {
    const value = this.#byId.get(id);
    if (!isObject(value)) return;
    this.#loose.set(id, new WeakRef(value));
    this.#byId.delete(id);
  }

  /** Holds it strongly again, if it is still there. */
  fasten(id: number): boolean {
    const value = this.#loose.get(id)?.deref();
    this.#loose.delete(id);
    if (value !== undefined) this.#byId.set(id, value);
    return this.#byId.has(id);
  }

  clear(): void {
    for (const table of [this.#byId, this.#loose, this.#sent, this.#gone]) table.clear();
    this.#ids = new WeakMap();
    this.#floor = this.#next;
  }
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Which protocols of Python's an object of ours takes part in. */
export function kindOf(value: object): HostKind {
  if (typeof value === 'function') return isInstance(GENERATOR_FUNCTION, value) ? 'gfn' : 'fn';
  const has = (name: string): boolean => typeof (value as Record<string, unknown>)[name] === 'function';
  if (has('next') && has('throw') && has('return')) return 'co';
  if ('_asyncioFutureBlocking' in value) return 'fut';
  if (Symbol.iterator in value) return 'aw';
  if (has('getBuffer')) return 'buffered';
  if (has('datagramReceived')) return 'datagram';
  if (has('pipeDataReceived') || has('processExited')) return 'process';
  if (has('dataReceived') || (has('connectionMade') && has('connectionLost'))) return 'stream';
  return 'obj';
}

/** What a message calls an object of ours: `function report`, `generator`, `object of class Recorder`. */
export function labelOf(value: object): string {
  if (typeof value === 'function') {
    const what = isInstance(GENERATOR_FUNCTION, value) ? 'generator function' : 'function';
    return value.name === '' ? what : `${what} ${value.name}`;
  }
  if (isInstance(GENERATOR, value)) return 'generator';
  const { constructor } = value as { readonly constructor?: unknown };
  const name = typeof constructor === 'function' ? constructor.name : '';
  return name === '' || name === 'Object' ? 'object' : `object of class ${name}`;
}

function isInstance(prototype: object, value: object): boolean {
  return Object.prototype.isPrototypeOf.call(prototype, value);
}
