/**
 * Takes away, before a subject is loaded, whatever it could change to be judged more mildly: the language, the globals,
 * chai, the clauses, the suites, the code that judges. Replacing one of them then throws in the subject, or does nothing.
 *
 * What stays out of reach of any defence inside one process and one user account: native code (addons, WebAssembly has
 * none of it), /proc/self/mem and debuggers of another process, the kit's own files on disk, and a signal that stops the
 * runner for ever. The canaries run after the subject, on the same files, and catch what a clumsy change of them does;
 * who does not trust the author of a loop at all runs it as another user, in a container, with the kit read-only. Python
 * loops live in a process of their own with the bridge's Python side: what Python code observes there, it may forge.
 */
import * as chai from 'chai';
import { syncBuiltinESMExports } from 'node:module';
import { join, sep } from 'node:path';
import { MessagePort } from 'node:worker_threads';

type Target = object;
const isTarget = (value: unknown): value is Target =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const iteratorPrototypes = [
  [][Symbol.iterator](),
  new Map()[Symbol.iterator](),
  new Set()[Symbol.iterator](),
  ''[Symbol.iterator](),
  'x'.matchAll(/x/g),
].map((iterator) => Object.getPrototypeOf(iterator) as Target);
const generatorPrototypes = [function* () {}, async function* () {}, async function () {}].flatMap((example) => {
  const prototype = Object.getPrototypeOf(example) as { readonly prototype?: Target };
  return prototype.prototype === undefined ? [prototype] : [prototype, prototype.prototype];
});

/** The language's own globals. Those of the host are locked by name only: node writes to its own classes. */
const LANGUAGE = [
  'Object Function Array String Number Boolean Symbol BigInt Math JSON Reflect Proxy Promise Map Set WeakMap WeakSet',
  'WeakRef FinalizationRegistry RegExp Date ArrayBuffer SharedArrayBuffer DataView Atomics Iterator Intl',
  'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError',
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array',
  'BigInt64Array BigUint64Array parseInt parseFloat isNaN isFinite eval',
].flatMap((line) => line.split(' '));
const HOST = [
  'setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate queueMicrotask structuredClone',
  'performance Buffer AbortController AbortSignal EventTarget Event',
].flatMap((line) => line.split(' '));

export function harden(): void {
  const language = LANGUAGE.map((name) => (globalThis as Record<string, unknown>)[name]).filter(isTarget);
  const prototypes = new Set<unknown>([...iteratorPrototypes, ...generatorPrototypes]);
  for (const value of language) {
    if (typeof value !== 'function') continue;
    prototypes.add(value.prototype);
    // What is common to the typed arrays, and to the iterators, has no global name.
    prototypes.add(Object.getPrototypeOf(value));
  }
  for (const prototype of [...prototypes]) if (isTarget(prototype)) prototypes.add(Object.getPrototypeOf(prototype));
  const assigned = new Set<unknown>([Object.prototype, Function.prototype, Promise.prototype, ...generatorPrototypes]);
  for (const prototype of prototypes) {
    if (!isTarget(prototype)) continue;
    freezePrototype(prototype, assigned.has(prototype) || Error.prototype === prototype || prototype instanceof Error);
  }
  // Error.stackTraceLimit and prepareStackTrace are for everybody to set; they are read by nothing that judges.
  for (const value of language) if (value !== Error) Object.freeze(value);
  for (const name of [...LANGUAGE, ...HOST]) lock(globalThis, name);
  for (const value of [chai.Assertion, chai.AssertionError, chai.expect, chai.config, chai.util, chai.assert]) {
    Object.freeze(value);
  }
  for (const { prototype } of [chai.Assertion, chai.AssertionError]) freezePrototype(prototype as Target, true);
  // By these the peers of a network test are told what to do.
  freezePrototype(MessagePort.prototype, true);
  refuseInspection();
  freezeKit();
}

/**
 * Freezes it. `assignable` keeps that an object which inherits from it may be assigned a property of the same name, as
 * errors, classes of the old style and functions are. Their `constructor` stays a plain property: who prints values
 * looks for one, and nothing that judges does.
 */
function freezePrototype(target: Target, assignable: boolean): void {
  if (!assignable) {
    Object.freeze(target);
    return;
  }
  Object.preventExtensions(target);
  for (const key of Reflect.ownKeys(target)) {
    const found = Object.getOwnPropertyDescriptor(target, key);
    if (found?.configurable !== true) continue;
    const { value, enumerable } = found as { readonly value: unknown; readonly enumerable: boolean };
    if (!('value' in found)) Object.defineProperty(target, key, { configurable: false });
    else if (key === 'constructor') Object.defineProperty(target, key, { writable: target !== Promise.prototype });
    else {
      Object.defineProperty(target, key, {
        enumerable,
        configurable: false,
        get: () => value,
        set(this: Target, own: unknown) {
          if (this === target) throw new TypeError(`a subject may not change ${String(key)} of a built-in prototype`);
          Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
        },
      });
    }
  }
}

function lock(target: Target, name: string): void {
  // Some globals are made when they are first looked at.
  void Reflect.get(target, name);
  const found = Object.getOwnPropertyDescriptor(target, name);
  if (found?.configurable !== true) return;
  Object.defineProperty(
    target,
    name,
    'value' in found ? { writable: false, configurable: false } : { configurable: false },
  );
}

/** Debugging oneself shows the variables of any closure, and a snapshot of the heap every string. */
function refuseInspection(): void {
  // Neither a method nor an arrow function: some of them are constructors.
  const refuse = function (): never {
    throw new TypeError('a subject may not inspect the process it is judged in');
  };
  const doors: readonly [object, readonly string[]][] = [
    [require('node:inspector') as object, ['Session', 'open']],
    [require('node:inspector/promises') as object, ['Session', 'open']],
    [
      require('node:v8') as object,
      ['getHeapSnapshot', 'writeHeapSnapshot', 'setFlagsFromString', 'setHeapSnapshotNearHeapLimit'],
    ],
    [process, ['_linkedBinding', '_debugProcess']],
  ];
  for (const [owner, keys] of doors) {
    for (const key of keys) {
      if (key in owner) Object.defineProperty(owner, key, { value: refuse, writable: false, configurable: false });
    }
  }
  syncBuiltinESMExports();
  const { binding } = process as unknown as { readonly binding: (name: string) => unknown };
  Object.defineProperty(process, 'binding', {
    // Emscripten, which embedded Python is made with, asks for the constants.
    value: (name: string) => (name === 'constants' ? binding(name) : refuse()),
    writable: false,
    configurable: false,
  });
}

/**
 * The kit's modules: what they export is frozen, all data deeply; the ones that judge are forgotten, so that a subject
 * which requires them gets copies that nobody asks.
 */
function freezeKit(): void {
  const root = join(__dirname, '..', '..') + sep;
  for (const [path, module] of Object.entries(require.cache)) {
    if (module === undefined || !path.startsWith(root)) continue;
    const layer = path.slice(root.length).split(sep)[0];
    if (layer !== 'spec' && layer !== 'suites' && layer !== 'runner') continue;
    freezeDeep(module.exports);
    if (layer === 'spec') continue;
    module.children = [];
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
    delete require.cache[path];
  }
}

function freezeDeep(value: unknown, seen = new Set<unknown>()): void {
  if (!isTarget(value) || seen.has(value) || Object.isFrozen(value)) return;
  seen.add(value);
  if (typeof value === 'function') {
    const { prototype } = value as { readonly prototype?: unknown };
    if (isTarget(prototype)) freezePrototype(prototype, true);
    Object.freeze(value);
    return;
  }
  for (const key of Reflect.ownKeys(value)) {
    const found = Object.getOwnPropertyDescriptor(value, key);
    // Re-exports are getters of names whose modules are frozen on their own.
    if (found !== undefined && 'value' in found) freezeDeep(found.value, seen);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) Object.freeze(value);
}
