/** chai's `expect`, with every assertion entered in the {@link Ledger}; suites import it from here only. */
import * as chai from 'chai';
import type * as types from 'chai' with { 'resolution-mode': 'import' };
import { currentLedger } from './ledger';

let watching = false;

/**
 * Enters every assertion of chai's from now on. Done when a test starts, or before what judges is frozen: whoever only
 * imports the kit keeps chai as it is.
 */
export function watchAssertions(): void {
  if (watching) return;
  watching = true;
  // The prototype's `assert` is the one place every chai assertion passes.
  const prototype = chai.Assertion.prototype as { assert: (...args: unknown[]) => void };
  const original = prototype.assert;
  function assert(this: unknown, ...args: unknown[]): void {
    const ledger = currentLedger();
    ledger.executed += 1;
    try {
      Reflect.apply(original, this, args);
    } catch (error) {
      ledger.failed ??= { error: error as Error };
      throw error;
    }
  }
  // A copy of this module that a subject loads, where another has been frozen before, changes nothing.
  Reflect.defineProperty(prototype, 'assert', { value: assert, writable: true, configurable: true });
}

/** chai's `expect`; each assertion is entered in the ledger of the test that runs. */
// Named so that the declaration imports chai, whose types are a global namespace otherwise; and as an ES module, which a
// declaration in CommonJS has to say under `module: node16`.
export const expect: typeof types.expect = chai.expect;

/** Fails the test with `message`; for what no matcher says better. `cause`: what was thrown, where that is the reason. */
export function fail(message: string, cause?: unknown): never {
  const ledger = currentLedger();
  ledger.executed += 1;
  const error = new chai.AssertionError(message);
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
  ledger.failed ??= { error };
  throw error;
}
