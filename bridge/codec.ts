/** Values as JSON and back. What is no plain data travels as a reference, under a tag `$`; see docs/bridge-protocol.md. */
import { BaseException, Exception, OSError } from '../spec/contract/errors';
import { classNames, nearestClass, type ErrorConstructorLike } from './errors';
import { HostObjects, isObject, kindOf, labelOf } from './host-objects';
import { camel } from './names';
import type { Peer } from './peer';
import { makeProxy, referenceOf, type ClassDescription } from './proxies';
import { PythonObjects } from './python-objects';
import { DICT_OPTIONS, ADDRESS_AT, ADDRESS_OPTIONS, isOptions, ROOM_AT, toPython } from './signatures';
import type { Json } from './transport';

export type Tagged = { readonly [key: string]: Json | undefined };

export class Codec {
  readonly host = new HostObjects();
  readonly python = new PythonObjects();
  readonly #classes = new Map<number, ClassDescription>();
  readonly #errorHandles = new WeakMap<Error, number>();
  readonly #ownErrors = new Map<string, ErrorConstructorLike>();

  /** `describe` asks Python for the description of a class. */
  constructor(
    readonly peer: Peer,
    readonly describe: (number: number) => Tagged,
  ) {}

  // -- from TypeScript

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
      return { $: 'l', i: this.host.send(value), v: value.map((item) => this.encode(item)) };
    }
    if (value instanceof Set) return { $: 's', v: [...value].map((item) => this.encode(item)) };
    return { $: 'h', i: this.host.send(value), k: kindOf(value), n: labelOf(value) };
  }

  /** The arguments of a call, positional and by keyword. */
  encodeArguments(signature: string, args: readonly unknown[]): { readonly a: Json; readonly k: Json } {
    const { positional, keywords, dict } = toPython(signature, args);
    const encoded = (index: number, arg: unknown): Json => {
      if (index === dict) return this.#encodeDict(arg, 'names');
      if (index === ADDRESS_AT[signature]) return this.encodeTuple(arg);
      if (index === ROOM_AT[signature]) return this.encodeRoom(arg);
      return this.encode(arg);
    };
    return {
      a: positional.map((arg, index) => encoded(index, arg)),
      k: Object.fromEntries(Object.entries(keywords).map(([key, value]) => [key, this.#encodeOption(key, value)])),
    };
  }

  #encodeOption(key: string, value: unknown): Json {
    const dict = DICT_OPTIONS[key];
    if (dict !== undefined) return this.#encodeDict(value, dict);
    return ADDRESS_OPTIONS.has(key) ? this.encodeTuple(value) : this.encode(value);
  }

  #encodeDict(value: unknown, keys: 'names' | 'text'): Json {
    if (!isOptions(value)) return this.encode(value);
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    const v = Object.fromEntries(entries.map(([key, item]) => [key, this.encode(item)]));
    // A dict of the very class: some loops take no subclass of it for the variables of a process.
    return keys === 'text' ? { $: 'd', v } : { $: 'd', i: this.host.send(value), v };
  }

  /** An array as a tuple, and the arrays in it likewise; anything else as it is. */
  encodeTuple(value: unknown): Json {
    if (!Array.isArray(value)) return this.encode(value);
    return { $: 't', v: value.map((item) => this.encodeTuple(item)) };
  }

  /** Bytes of ours that Python may write to: it has room of that length there, and sends what it stored in it. */
  encodeRoom(value: unknown): Json {
    if (!(value instanceof Uint8Array)) return this.encode(value);
    return { $: 'w', i: this.host.send(value), n: value.length };
  }

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
      return {
        $: 'e',
        i: this.host.send(error),
        n: ['HostError'],
        a: [isObject(error) ? labelOf(error) : String(error)],
      };
    }
    const handle = this.#errorHandles.get(error);
    if (handle !== undefined && this.python.get(handle) === error) return { $: 'p', i: handle };
    const { args } = error as { readonly args?: unknown };
    const values: readonly unknown[] = Array.isArray(args) ? args : [error.message];
    return {
      $: 'e',
      i: this.host.send(error),
      n: this.#chain(error.constructor),
      a: systemArgs(error, values).map((arg) => this.encode(arg)),
    };
  }

  // -- from Python

  decode(value: Json | undefined): unknown {
    if (typeof value !== 'object' || value === null) return value ?? null;
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.decode(item));
    const tagged = value as Tagged;
    switch (tagged['$']) {
      case 'p':
        return this.#proxy(tagged);
      case 'h':
        return this.host.get(tagged['i'] as number);
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
        return this.python.receive(tagged['i'] as number, () => this.#decodeError(tagged));
      default:
        throw new Error(`unknown tag ${String(tagged['$'])}`);
    }
  }

  #decodeError(tagged: Tagged): Error {
    const names = tagged['n'] as readonly string[];
    const args = (tagged['a'] as readonly Json[]).map((arg) => this.decode(arg));
    const Class = nearestClass(names, this.#ownErrors);
    const takesArgs = Class.prototype instanceof BaseException || Class.prototype instanceof Exception;
    const error =
      Class === TypeError && !takesArgs ? new Class(args.length === 0 ? '' : String(args[0])) : new Class(...args);
    const [first] = args;
    if (isObject(first) && referenceOf(first) === undefined && !(first instanceof Error))
      error.message = labelOf(first);
    if (typeof tagged['errno'] === 'number') {
      Object.assign(error, { errno: tagged['errno'], code: tagged['code'] ?? undefined });
      if (args.length > 1) error.message = String(args[1]);
    }
    if (names[0] !== undefined && names[0] !== error.name) error.message = `${names[0]}: ${error.message}`;
    // For reports: no property that a test could compare.
    if (tagged['tb'] !== undefined) Object.defineProperty(error, 'pythonTraceback', { value: tagged['tb'] });
    this.#errorHandles.set(error, tagged['i'] as number);
    return error;
  }

  #proxy(tagged: Tagged): object {
    const id = tagged['i'] as number;
    return this.python.receive(id, () => {
      const type = this.#classOf(tagged['c'] as number);
      return makeProxy(this.peer, { id, type, name: typeof tagged['n'] === 'string' ? tagged['n'] : type.name });
    });
  }

  /** Asked for when it is not known: a description that came with a message might be dropped with it. */
  #classOf(number: number): ClassDescription {
    const known = this.#classes.get(number);
    if (known !== undefined) return known;
    const described = this.describe(number) as unknown as Omit<ClassDescription, 'methods'> & {
      readonly methods: readonly string[];
    };
    const description = { ...described, methods: new Set(described.methods.map(camel)) };
    this.#classes.set(number, description);
    return description;
  }

  /** Forgets all but the handles in `kept`. */
  clear(kept: ReadonlySet<number>): void {
    this.host.clear();
    this.python.clear(kept);
    this.#ownErrors.clear();
  }
}

/** The arguments of a failed system call as Python has them: the number first. */
function systemArgs(error: Error, args: readonly unknown[]): readonly unknown[] {
  return error instanceof OSError && error.errno !== undefined && args.length === 1 ? [error.errno, ...args] : args;
}
