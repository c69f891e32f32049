/**
 * One connection to one interpreter: encodes values, keeps both tables of identities, and answers what Python asks.
 * Values travel as JSON; whatever is not plain data travels as a reference (see `Tagged`).
 */
import { BaseException, OSError } from '../spec/contract/errors';
import { classNames, nearestClass, PeerDied, type ErrorConstructorLike } from './errors';
import { HostObjects, isObject, kindOf } from './host-objects';
import { camel } from './names';
import { Overrides } from './overrides';
import { makeProxy, referenceOf, type ClassDescription, type PythonReference } from './proxies';
import {
  ADDRESS_AT,
  ADDRESS_OPTIONS,
  fromPython,
  isOptions,
  RETURNS_ADDRESSES,
  RETURNS_ROOM,
  ROOM_AT,
  toPython,
} from './signatures';
import type { Json, Message, Transport } from './transport';

type Tagged = { readonly [key: string]: Json | undefined };

export class Session {
  transport!: Transport;
  readonly #host = new HostObjects();
  readonly #classes = new Map<number, ClassDescription>();
  readonly #proxies = new Map<number, WeakRef<object>>();
  readonly #released: number[] = [];
  readonly #registry = new FinalizationRegistry<number>((id) => {
    this.#released.push(id);
  });
  readonly #errorHandles = new WeakMap<Error, number>();
  readonly #errors = new Map<number, Error>();
  readonly #ownErrors = new Map<string, ErrorConstructorLike>();
  readonly #api = new Map<string, unknown>();
  readonly overrides = new Overrides();

  // -- requests to Python

  #send(message: Message): Message {
    const released = this.#takeReleased();
    return released.length === 0 ? message : { ...message, r: released };
  }

  /** Handles whose proxies are gone; one that has a new proxy meanwhile stays. */
  #takeReleased(): number[] {
    const ids = this.#released.splice(0).filter((id) => this.#proxies.get(id)?.deref() === undefined);
    for (const id of ids) this.#proxies.delete(id);
    return ids;
  }

  ask(message: Message): Json {
    return this.#unwrap(this.transport.ask(this.#send(message)));
  }

  async run(message: Message): Promise<unknown> {
    return this.decode(this.#unwrap(await this.transport.run(this.#send(message))));
  }

  #unwrap(reply: Message): Json {
    if (reply['err'] !== undefined) throw this.decode(reply['err']);
    return reply['ok'] ?? null;
  }

  /** A call of the object itself (`method` null) or of a method of it. */
  callMessage(id: number, method: string | null, signature: string, args: readonly unknown[]): Message {
    const { positional, keywords, dict } = toPython(signature, args);
    return {
      op: 'call',
      i: id,
      n: method,
      a: positional.map((arg, index) =>
        index === dict && isOptions(arg) ? this.#encodeDict(arg) : this.#encodeArgument(signature, index, arg),
      ),
      k: Object.fromEntries(
        Object.entries(keywords).map(([key, value]) => [
          key,
          ADDRESS_OPTIONS.has(key) ? this.#encodeTuple(value) : this.encode(value),
        ]),
      ),
    };
  }

  #encodeArgument(signature: string, index: number, arg: unknown): Json {
    if (index === ADDRESS_AT[signature]) return this.#encodeTuple(arg);
    if (index === ROOM_AT[signature]) return this.#encodeRoom(arg);
    return this.encode(arg);
  }

  call(id: number, method: string | null, signature: string, args: readonly unknown[]): unknown {
    return this.decode(this.ask(this.callMessage(id, method, signature, args)));
  }

  /** A name of the module; fetched once. */
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

  /** Collects garbage on both sides until neither finds any. */
  async collect(gc: () => void): Promise<void> {
    let idle: readonly number[] = [];
    for (let round = 0; round < 4; round++) {
      // What only Python's side of the bridge holds is held by nobody, unless somebody here does.
      for (const id of idle) this.#host.loosen(id);
      for (let i = 0; i < 2; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        gc();
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
      const forgotten = idle.filter((id) => !this.#host.fasten(id));
      const reply = this.decode(this.ask({ op: 'collect', f: forgotten })) as readonly (readonly number[])[];
      for (const id of reply[0] ?? []) this.#host.release(id);
      idle = reply[1] ?? [];
    }
  }

  /** Forgets what a test left behind on both sides. */
  reset(): void {
    this.#host.clear();
    this.overrides.clear();
    this.#errors.clear();
    this.#ownErrors.clear();
    this.#released.length = 0;
    const kept = new Set(
      [...this.#api.values()].map((value) => (isObject(value) ? referenceOf(value)?.id : undefined)),
    );
    for (const id of this.#proxies.keys()) if (!kept.has(id)) this.#proxies.delete(id);
    this.ask({ op: 'reset' });
  }

  // -- values

  encode(value: unknown): Json {
    if (value === undefined || value === null) return null;
    if (typeof value === 'number')
      return Number.isFinite(value) ? value : { $: 'f', v: String(value).replace('Infinity', 'inf') };
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'bigint') return Number(value);
    if (value instanceof Uint8Array) return { $: 'b', v: Buffer.from(value).toString('base64') };
    if (value instanceof Error) return this.encodeError(value);
    if (!isObject(value)) return String(value);
    const reference = referenceOf(value);
    if (reference !== undefined) return { $: 'p', i: reference.id };
    if (typeof value === 'function' && value.prototype instanceof Error) return { $: 'c', n: this.#chain(value) };
    if (Array.isArray(value)) {
      return { $: 'l', i: this.#host.idOf(value), v: value.map((item) => this.encode(item)) };
    }
    if (value instanceof Set) return { $: 's', v: [...value].map((item) => this.encode(item)) };
    return { $: 'h', i: this.#host.idOf(value), k: kindOf(value) };
  }

  #encodeDict(value: Record<string, unknown>): Json {
    const items = Object.entries(value).filter(([, item]) => item !== undefined);
    return {
      $: 'd',
      i: this.#host.idOf(value),
      v: Object.fromEntries(items.map(([key, item]) => [key, this.encode(item)])),
    };
  }

  /** An array as a tuple, and the arrays in it likewise; anything else as it is. */
  #encodeTuple(value: unknown): Json {
    if (!Array.isArray(value)) return this.encode(value);
    return { $: 't', v: value.map((item) => this.#encodeTuple(item)) };
  }

  /** Bytes of ours that Python may write to: it has room of that length there, and sends what it stored in it. */
  #encodeRoom(value: unknown): Json {
    if (!(value instanceof Uint8Array)) return this.encode(value);
    return { $: 'w', i: this.#host.idOf(value), n: value.length };
  }

  /** What a function of ours that Python knows by `name` returned. */
  #encodeResult(name: string | null | undefined, result: unknown): Json {
    if (typeof name === 'string') {
      if (RETURNS_ROOM.has(name)) return this.#encodeRoom(result);
      if (RETURNS_ADDRESSES.has(name) && isObject(result)) {
        if (Array.isArray(result)) return this.#encodeTuple(result);
        this.#findAddresses.add(result);
      }
    }
    return this.encode(result);
  }

  /** Coroutines of ours that return rows of addresses. */
  readonly #findAddresses = new WeakSet();

  #chain(constructor: unknown): string[] {
    const names = classNames(constructor);
    const own = names[0];
    if (own !== undefined && typeof constructor === 'function') {
      this.#ownErrors.set(own, constructor as ErrorConstructorLike);
    }
    return names;
  }

  /** Anything thrown: an error travels by class and identity, any other value inside a HostError. */
  encodeError(error: unknown): Json {
    if (!(error instanceof Error)) {
      return { $: 'e', i: this.#host.idOf(error), n: ['HostError'], a: [String(error)] };
    }
    const handle = this.#errorHandles.get(error);
    if (handle !== undefined && this.#errors.get(handle) === error) return { $: 'p', i: handle };
    const { args } = error as { readonly args?: unknown };
    const values: readonly unknown[] = Array.isArray(args) ? args : [error.message];
    return {
      $: 'e',
      i: this.#host.idOf(error),
      n: this.#chain(error.constructor),
      a: systemArgs(error, values).map((arg) => this.encode(arg)),
    };
  }

  decode(value: Json | undefined): unknown {
    if (typeof value !== 'object' || value === null) return value ?? null;
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.decode(item));
    const tagged = value as Tagged;
    switch (tagged['$']) {
      case 'p':
        return this.#proxy(tagged);
      case 'h':
        return this.#host.get(tagged['i'] as number);
      case 'l':
        return (tagged['v'] as readonly Json[]).map((item) => this.decode(item));
      case 's':
        return new Set((tagged['v'] as readonly Json[]).map((item) => this.decode(item)));
      case 'd':
        return Object.fromEntries(Object.entries(tagged['v'] as Tagged).map(([key, item]) => [key, this.decode(item)]));
      case 'b':
        return new Uint8Array(Buffer.from(tagged['v'] as string, 'base64'));
      case 'f':
        return Number((tagged['v'] as string).replace('inf', 'Infinity'));
      case 'e':
        return this.#decodeError(tagged);
      default:
        throw new Error(`unknown tag ${String(tagged['$'])}`);
    }
  }

  #decodeError(tagged: Tagged): Error {
    const id = tagged['i'] as number;
    const known = this.#errors.get(id);
    if (known !== undefined) return known;
    const names = tagged['n'] as readonly string[];
    const args = (tagged['a'] as readonly Json[]).map((arg) => this.decode(arg));
    const Class = nearestClass(names, this.#ownErrors);
    const error =
      Class === TypeError || !(Class.prototype instanceof BaseException || 'args' in Class.prototype)
        ? new Class(...(Class === TypeError ? [args.length === 0 ? '' : String(args[0])] : args))
        : new Class(...args);
    if (typeof tagged['errno'] === 'number') {
      Object.assign(error, { errno: tagged['errno'], code: tagged['code'] ?? undefined });
      if (args.length > 1) error.message = String(args[1]);
    }
    if (names[0] !== undefined && names[0] !== error.name) error.message = `${names[0]}: ${error.message}`;
    this.#errors.set(id, error);
    this.#errorHandles.set(error, id);
    return error;
  }

  #proxy(tagged: Tagged): object {
    const id = tagged['i'] as number;
    const known = this.#proxies.get(id)?.deref();
    if (known !== undefined) return known;
    const number = tagged['c'] as number;
    const description = tagged['d'] as (ClassDescription & Json) | undefined;
    if (description !== undefined) {
      const methods = new Set((description.methods as unknown as readonly string[]).map(camel));
      this.#classes.set(number, { ...(description as unknown as ClassDescription), methods });
    }
    const type = this.#classes.get(number);
    if (type === undefined) throw new Error(`Python did not describe class ${number}`);
    const reference: PythonReference = { id, type, name: typeof tagged['n'] === 'string' ? tagged['n'] : type.name };
    const proxy = makeProxy(this, reference);
    this.#proxies.set(id, new WeakRef(proxy));
    this.#registry.register(proxy, id);
    return proxy;
  }

  // -- requests from Python

  /** Answers what Python asks of our objects. */
  readonly serve = (request: Message): Message => {
    for (const id of (request['r'] as readonly number[] | undefined) ?? []) this.#host.release(id);
    try {
      return { ok: this.#answer(request) };
    } catch (error) {
      // A peer that died while we served it is nobody's error to handle.
      if (error instanceof PeerDied) throw error;
      return { err: this.encodeError(error) };
    }
  };

  #answer(request: Message): Json {
    if (request['op'] === 'wake') {
      this.onWake?.();
      return null;
    }
    const target = this.#host.get(request['i'] as number) as Record<string | symbol, unknown>;
    switch (request['op']) {
      case 'call': {
        const name = request['n'] === null ? null : camel(request['n'] as string);
        const positional = (request['a'] as readonly Json[]).map((arg) => this.decode(arg));
        const keywords = Object.fromEntries(
          Object.entries(request['k'] as Tagged).map(([key, value]) => [key, this.decode(value)]),
        );
        const known = name ?? this.overrides.nameOf(target) ?? null;
        const args = fromPython(known, positional, keywords);
        const method = name === null ? (target as unknown) : target[name];
        if (typeof method !== 'function') {
          throw new TypeError(`${name ?? 'the object'} is not a function of the TypeScript object`);
        }
        return this.#encodeResult(
          known,
          Reflect.apply(method as (...args: unknown[]) => unknown, name === null ? undefined : target, args),
        );
      }
      case 'get': {
        const name = camel(request['n'] as string);
        const value = target[name];
        if (value === undefined) return [false, null];
        if (typeof value === 'function')
          return [true, { $: 'h', i: this.#host.idOf(this.#bound(target, name)), k: 'fn' }];
        return [true, this.encode(value)];
      }
      case 'fill':
        (target as unknown as Uint8Array).set(this.decode(request['v']) as Uint8Array);
        return null;
      case 'set':
        target[camel(request['n'] as string)] = this.decode(request['v']);
        return null;
      case 'iterate': {
        const iterator = (target as unknown as Iterable<unknown>)[Symbol.iterator]();
        return { $: 'h', i: this.#host.idOf(iterator), k: 'it' };
      }
      case 'step':
        return this.#step(target as unknown as Iterator<unknown>, request);
      default:
        throw new Error(`Python asked for ${String(request['op'])}`);
    }
  }

  #step(iterator: Iterator<unknown, unknown, unknown>, request: Message): Json {
    const value = this.decode(request['v']);
    let result: IteratorResult<unknown, unknown>;
    if (request['h'] === 'next') result = iterator.next(value ?? undefined);
    else if (request['h'] === 'throw') {
      if (iterator.throw === undefined) throw value;
      result = iterator.throw(value);
    } else result = iterator.return?.(undefined) ?? { done: true, value: undefined };
    const encoded =
      result.done === true && this.#findAddresses.has(iterator)
        ? this.#encodeTuple(result.value)
        : this.encode(result.value);
    return [result.done === true, encoded];
  }

  readonly #methods = new WeakMap<object, Map<string, (...args: unknown[]) => unknown>>();

  /** A method of ours as Python takes it: with its own identity, and Python's way of passing arguments. */
  #bound(target: object, name: string): (...args: unknown[]) => unknown {
    let methods = this.#methods.get(target);
    if (methods === undefined)
      this.#methods.set(target, (methods = new Map<string, (...args: unknown[]) => unknown>()));
    let method = methods.get(name);
    if (method === undefined) {
      const owner = target as Record<string, (...args: unknown[]) => unknown>;
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

  /** An embedded loop was asked to wake up. */
  onWake: (() => void) | undefined;
}

/** The arguments of a failed system call as Python has them: the number first. */
function systemArgs(error: Error, args: readonly unknown[]): readonly unknown[] {
  return error instanceof OSError && error.errno !== undefined && args.length === 1 ? [error.errno, ...args] : args;
}
