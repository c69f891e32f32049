/** Which errors a handler is for. All others go on: they are faults of the program, or requests that are not the handler's to refuse. */
import { KeyboardInterrupt, SystemExit } from '../../spec';

/** @throws `error` itself, unless it is of that class. */
export function rethrowUnless<E>(kind: abstract new (...given: never[]) => E, error: unknown): asserts error is E {
  if (!(error instanceof kind)) throw error;
}

/** Lets requests to exit pass: whatever else is done about errors, these leave the loop. @throws `error` itself, when it is one. */
export function rethrowExit(error: unknown): void {
  if (error instanceof SystemExit || error instanceof KeyboardInterrupt) throw error;
}
