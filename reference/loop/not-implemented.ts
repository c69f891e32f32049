/** Methods that a successor has to write: what is left of them in a class that has none. */
import { NotImplementedError } from '../../spec';

/** Gives `prototype` methods of these names that throw when they are called. */
export function leavePlain(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    class Left {
      [name](): never {
        throw new NotImplementedError(`${name}() is not implemented`);
      }
    }
    copyMethod(Left.prototype, prototype, name);
  }
}

/** Gives `prototype` coroutine methods of these names, which throw when they are run. */
export function leaveCoroutines(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    class Left {
      *[name](): Generator<never, never> {
        throw new NotImplementedError(`${name}() is not implemented`);
      }
    }
    copyMethod(Left.prototype, prototype, name);
  }
}

/** As it stands in a class's body: with its name, and not enumerable. */
function copyMethod(from: object, to: object, name: string): void {
  Object.defineProperty(to, name, Object.getOwnPropertyDescriptor(from, name) as PropertyDescriptor);
}
