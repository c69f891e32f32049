/** Answers what Python asks of our objects. */
import type { Codec, Tagged } from './codec';
import { isObject } from './host-objects';
import { camel } from './names';
import type { Overrides } from './overrides';
import { fromPython, isOptions, RETURNS_ADDRESSES, RETURNS_ROOM } from './signatures';
import type { Json, Message } from './transport';

type Callable = (...args: unknown[]) => unknown;
type Target = Record<string | symbol, unknown>;

/** What a test's own code threw, apart from errors of the bridge. */
export class Thrown extends Error {
  constructor(readonly error: unknown) {
    super('thrown by an object of the test');
  }
}

/** Calls what is not the bridge's: an error of it is an answer. */
function foreign<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new Thrown(error);
  }
}

export class Server {
  /** Coroutines of ours that return rows of addresses. */
  readonly #findAddresses = new WeakSet();
  readonly #methods = new WeakMap<object, Map<string, Callable>>();

  constructor(
    readonly codec: Codec,
    readonly overrides: Overrides,
  ) {}

  /** @throws Thrown with what the object of the test threw. */
  answer(request: Message): Json {
    const { codec } = this;
    const target = codec.host.get(request['i'] as number) as Target;
    const name = typeof request['n'] === 'string' ? camel(request['n']) : null;
    switch (request['op']) {
      case 'call':
        return this.#call(target, name, request);
      case 'get':
        return this.#get(target, name ?? '');
      case 'fill':
        (target as unknown as Uint8Array).set(codec.decode(request['v']) as Uint8Array);
        return null;
      case 'set': {
        const value = codec.decode(request['v']);
        foreign(() => (target[name ?? ''] = value));
        return null;
      }
      case 'iterate': {
        const iterator = foreign(() => (target as unknown as Iterable<unknown>)[Symbol.iterator]());
        return { $: 'h', i: codec.host.send(iterator), k: 'it', n: 'iterator' };
      }
      case 'step':
        return this.#step(target as unknown as Iterator<unknown>, request);
      default:
        throw new Error(`Python asked for ${String(request['op'])}`);
    }
  }

  #call(target: Target, name: string | null, request: Message): Json {
    const { codec } = this;
    const positional = (request['a'] as readonly Json[]).map((arg) => codec.decode(arg));
    const keywords = Object.fromEntries(
      Object.entries(request['k'] as Tagged).map(([key, value]) => [key, codec.decode(value)]),
    );
    const known = name ?? this.overrides.nameOf(target) ?? null;
    const args = fromPython(known, positional, keywords);
    const result = foreign(() => {
      const method = name === null ? (target as unknown) : target[name];
      if (typeof method !== 'function') {
        throw new TypeError(`${name ?? 'the object'} is not a function of the TypeScript object`);
      }
      return Reflect.apply(method as Callable, name === null ? undefined : target, args);
    });
    return this.#encodeResult(known, result);
  }

  /** What a function of ours that Python knows by `name` returned. */
  #encodeResult(name: string | null, result: unknown): Json {
    if (name !== null && RETURNS_ROOM.has(name)) return this.codec.encodeRoom(result);
    if (name !== null && RETURNS_ADDRESSES.has(name) && isObject(result)) {
      if (Array.isArray(result)) return this.codec.encodeTuple(result);
      this.#findAddresses.add(result);
    }
    return this.codec.encode(result);
  }

  #get(target: Target, name: string): Json {
    const value = foreign(() => target[name]);
    if (value === undefined) return [false, null];
    if (typeof value !== 'function') return [true, this.codec.encode(value)];
    return [true, { $: 'h', i: this.codec.host.send(this.#bound(target, name)), k: 'fn', n: `method ${name}` }];
  }

  #step(iterator: Iterator<unknown, unknown, unknown>, request: Message): Json {
    const value = this.codec.decode(request['v']);
    const result = foreign((): IteratorResult<unknown, unknown> => {
      if (request['h'] === 'next') return iterator.next(value ?? undefined);
      if (request['h'] === 'return') return iterator.return?.(undefined) ?? { done: true, value: undefined };
      if (iterator.throw === undefined) throw value;
      return iterator.throw(value);
    });
    const done = result.done === true;
    const addresses = done && this.#findAddresses.has(iterator);
    return [done, addresses ? this.codec.encodeTuple(result.value) : this.codec.encode(result.value)];
  }

  /** A method of ours as Python takes it: with its own identity, and Python's way of passing arguments. */
  #bound(target: object, name: string): Callable {
    let methods = this.#methods.get(target);
    if (methods === undefined) this.#methods.set(target, (methods = new Map<string, Callable>()));
    let method = methods.get(name);
    if (method === undefined) {
      const owner = target as Record<string, Callable>;
      method = (...args) => {
        const last = args[args.length - 1];
        const keywords = isOptions(last) ? last : {};
        const positional = isOptions(last) ? args.slice(0, -1) : args;
        return owner[name]?.(...fromPython(name, positional, keywords));
      };
      methods.set(name, method);
    }
    return method;
  }
}
