/** The TypeScript objects that Python holds: a table of ids, and what kind of Python object stands for each. */

export type HostKind =
  'fn' | 'gfn' | 'co' | 'it' | 'aw' | 'fut' | 'obj' | 'stream' | 'buffered' | 'datagram' | 'process';

const GENERATOR_FUNCTION = Object.getPrototypeOf(function* () {}) as object;

export class HostObjects {
  readonly #byId = new Map<number, unknown>();
  readonly #loose = new Map<number, WeakRef<object>>();
  #ids = new WeakMap<object, number>();
  #next = 0;

  /** The id of `value`; the same one while Python holds it. */
  idOf(value: unknown): number {
    const known = isObject(value) ? this.#ids.get(value) : undefined;
    if (known !== undefined) return known;
    const id = ++this.#next;
    this.#byId.set(id, value);
    if (isObject(value)) this.#ids.set(value, id);
    return id;
  }

  get(id: number): unknown {
    if (!this.#byId.has(id)) throw new Error(`Python named an object that is gone: ${id}`);
    return this.#byId.get(id);
  }

  release(id: number): void {
    const value = this.#byId.get(id);
    this.#byId.delete(id);
    if (isObject(value)) this.#ids.delete(value);
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
    this.#byId.clear();
    this.#ids = new WeakMap();
  }
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Which protocols of Python's an object of ours takes part in. */
export function kindOf(value: object): HostKind {
  if (typeof value === 'function') return Object.prototype.isPrototypeOf.call(GENERATOR_FUNCTION, value) ? 'gfn' : 'fn';
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
