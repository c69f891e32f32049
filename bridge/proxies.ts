/**
 * Python objects as objects of ours. A proxy knows its handle and its class; what a name means (method or attribute) is in
 * the class's description, so that a method call is one round trip and needs no question before.
 */
import { camel } from './names';
import type { Peer } from './peer';
import { DICT_AT, OPTIONS_AT, RUN_FUNCTIONS, RUNS, RUNS_OF } from './signatures';
import type { Json } from './transport';

export interface ClassDescription {
  readonly name: string;
  /** In our spelling. */
  readonly methods: ReadonlySet<string>;
  readonly awaitable: boolean;
  readonly iterator: boolean;
  readonly manager: boolean;
  readonly type: boolean;
  readonly callable: boolean;
}

export interface PythonReference {
  readonly id: number;
  readonly type: ClassDescription;
  /** Of a class or function its own name, of other objects their class's. */
  readonly name: string;
}

const references = new WeakMap<object, PythonReference>();

/** The Python object behind a proxy; `undefined` for anything else. */
export function referenceOf(value: object): PythonReference | undefined {
  return references.get(value);
}

export function makeProxy(peer: Peer, reference: PythonReference): object {
  const { callable } = reference.type;
  const target = callable ? function PythonCallable(): void {} : (Object.create(PythonObject.prototype) as object);
  const proxy = new Proxy(target, new Handler(peer, reference));
  references.set(proxy, reference);
  return proxy;
}

/** The class of proxies, for messages. */
class PythonObject {}

/** Names that JavaScript itself asks for and that no object of Python's has. */
const NEVER: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  'constructor',
  'inspect',
  'nodeType',
  'prototype',
  '$$typeof',
]);

class Handler implements ProxyHandler<object> {
  constructor(
    readonly peer: Peer,
    readonly reference: PythonReference,
  ) {}

  get(_target: object, name: string | symbol): unknown {
    const { peer, reference } = this;
    const { id, type } = reference;
    if (typeof name === 'symbol') return this.#symbol(name);
    if (name === 'toString') return () => peer.ask({ op: 'repr', i: id });
    if (type.iterator && (name === 'next' || name === 'throw' || name === 'return')) {
      return (value?: unknown) => step(peer, id, name, value);
    }
    if (name === 'run' && type.manager) {
      const runIn = peer.api('runIn') as (manager: object, body: unknown) => unknown;
      return (body: unknown) => runIn(peer.proxy(id), body);
    }
    if (type.methods.has(name)) return this.#method(name);
    if (NEVER.has(name)) return undefined;
    const [found, value] = peer.ask({ op: 'get', i: id, n: name }) as [boolean, Json];
    return found ? peer.decode(value) : undefined;
  }

  #method(name: string): (...args: unknown[]) => unknown {
    const { peer, reference } = this;
    const { id, type } = reference;
    if (RUNS.has(name) || RUNS_OF[type.name]?.has(name) === true) {
      return async (...args) => peer.run(peer.callMessage(id, name, name, args));
    }
    const generation = peer.overrides.generation(id, name);
    return (...args) => {
      const earlier = peer.overrides.earlier(id, name, generation);
      return earlier === undefined ? peer.call(id, name, name, args) : earlier(...args);
    };
  }

  /** Keeps the method of that name for who has taken it already. */
  #keepMethod(name: string): void {
    const { peer, reference } = this;
    if (!reference.type.methods.has(name) || RUNS.has(name)) return;
    const [found, method] = peer.ask({ op: 'get', i: reference.id, n: name }) as [boolean, Json];
    if (!found) return;
    const earlier = peer.decode(method) as (...args: unknown[]) => unknown;
    const id = referenceOf(earlier)?.id;
    const called = (...args: unknown[]): unknown =>
      id === undefined ? earlier(...args) : peer.call(id, null, name, args);
    // The closure holds the proxy, which keeps Python's method alive.
    peer.overrides.replaced(reference.id, name, Object.assign(called, { earlier }));
  }

  #symbol(name: symbol): unknown {
    const { peer, reference } = this;
    const { id, type } = reference;
    if (name === Symbol.iterator) {
      if (type.awaitable) return () => peer.decode(peer.ask({ op: 'iterate', i: id }));
      if (type.iterator) return () => peer.proxy(id);
      return undefined;
    }
    if (name === Symbol.hasInstance) {
      return (value: unknown) => peer.ask({ op: 'isinstance', i: id, v: peer.encode(value) });
    }
    if (name === Symbol.toPrimitive) return () => peer.ask({ op: 'repr', i: id });
    if (name === Symbol.toStringTag) return `Python ${reference.name}`;
    return undefined;
  }

  set(_target: object, name: string | symbol, value: unknown): boolean {
    if (typeof name === 'symbol') return false;
    this.#keepMethod(name);
    if (typeof value === 'function' && this.reference.type.methods.has(name)) this.peer.overrides.names(value, name);
    this.peer.ask({ op: 'set', i: this.reference.id, n: name, v: this.peer.encode(value) });
    return true;
  }

  deleteProperty(_target: object, name: string | symbol): boolean {
    if (typeof name === 'symbol') return false;
    this.#keepMethod(name);
    this.peer.ask({ op: 'del', i: this.reference.id, n: name });
    return true;
  }

  has(target: object, name: string | symbol): boolean {
    if (typeof name === 'symbol')
      return name === Symbol.iterator && (this.reference.type.awaitable || this.reference.type.iterator);
    return this.reference.type.methods.has(name) || this.get(target, name) !== undefined;
  }

  apply(_target: object, _self: unknown, args: unknown[]): unknown {
    const { peer, reference } = this;
    const name = camel(reference.name);
    const isMethod = reference.type.name === 'method';
    if (RUN_FUNCTIONS.has(name) && !reference.type.type && !isMethod)
      return peer.run(peer.callMessage(reference.id, null, name, args));
    return peer.call(reference.id, null, name, args);
  }

  construct(_target: object, args: unknown[]): object {
    const { name: own } = this.reference;
    const name = OPTIONS_AT[own] === undefined && DICT_AT[own] === undefined ? 'object' : own;
    return this.peer.call(this.reference.id, null, name, args) as object;
  }
}

function step(peer: Peer, id: number, how: string, value: unknown): IteratorResult<unknown, unknown> {
  const encoded = how === 'throw' ? peer.encodeError(value) : peer.encode(value);
  const [done, result] = peer.ask({ op: 'step', i: id, h: how, v: encoded }) as [boolean, Json];
  return { done, value: peer.decode(result) };
}
