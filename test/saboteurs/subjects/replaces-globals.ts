/** It replaces, without a sound, the globals that tests are made of. */
import { attempt, lying } from './support';

for (const [owner, name] of [
  [globalThis, 'Promise'],
  [globalThis, 'Map'],
  [globalThis, 'Date'],
  [globalThis, 'performance'],
  [globalThis, 'setTimeout'],
  [globalThis, 'setImmediate'],
  [JSON, 'stringify'],
  [Array.prototype, 'push'],
  [Array.prototype, Symbol.iterator],
  [Object.prototype, 'toJSON'],
  [Object.prototype, 'then'],
  [Error.prototype, 'message'],
] as const) {
  attempt(() => Reflect.set(owner, name, () => undefined));
  Reflect.defineProperty(owner, name, { value: () => undefined });
}

export const newEventLoop = lying;
