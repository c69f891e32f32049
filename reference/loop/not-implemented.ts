/** Methods that a successor has to write: what is left of them in a class that has none. */
import { NotImplementedError } from '../../spec';

/** Gives `prototype` methods of these names that throw when they are called. */
export function leavePlain(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    define(prototype, name, function () {
      throw new NotImplementedError(`${name}() is not implemented`);
    });
  }
}

/** Gives `prototype` coroutine methods of these names, which throw when they are run. */
export function leaveCoroutines(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    define(prototype, name, function* () {
      throw new NotImplementedError(`${name}() is not implemented`);
    });
  }
}

/** Like a method in a class's body: it has its name, and is not enumerable. */
function define(prototype: object, name: string, method: (...args: never[]) => unknown): void {
  Object.defineProperty(method, 'name', { value: name, configurable: true });
  Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
}
