/** chai's `expect`, with every assertion entered in the {@link Ledger}; suites import it from here only. */
import * as chai from 'chai';
import { currentLedger } from './ledger';

// The prototype's `assert` is the one place every chai assertion passes.
const prototype = chai.Assertion.prototype as { assert: (...args: unknown[]) => void };
const original = prototype.assert;
const REAL = { original };

prototype.assert = function (this: unknown, ...args: unknown[]): void {
  const ledger = currentLedger();
  ledger.executed += 1;
  try {
    REAL.original.apply(this, args);
  } catch (error) {
    ledger.failed.push(error as Error);
    throw error;
  }
};

export const expect = chai.expect;

/** Fails the test with `message`; for what no matcher says better. */
export function fail(message: string): never {
  const ledger = currentLedger();
  ledger.executed += 1;
  const error = new chai.AssertionError(message);
  ledger.failed.push(error);
  throw error;
}
