/**
 * Counts the assertions of the running test and remembers those that failed, so that an assertion which a loop or a
 * Task swallowed still fails the test. Tests run one at a time in a process, hence one current ledger.
 */
export class Ledger {
  executed = 0;
  /** The first assertion that failed. */
  failed: { readonly error: Error } | undefined;
}

let current = new Ledger();

/** The ledger of the test that runs. */
export function currentLedger(): Ledger {
  return current;
}

/** Begins a new test. */
export function openLedger(): Ledger {
  current = new Ledger();
  return current;
}
