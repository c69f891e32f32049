/** Tests of the clauses from which a loop is known to deviate: where they hang, the wait can be made while the others go on. */
import type { ClauseId } from '../../spec';

/** Where more are known to fail they keep their places: begun first they would spend the budget of the others. */
const FEW = 16;

/** Those among `tests`, where they are few; else none. */
export function knownToFail(
  tests: readonly string[],
  clauseOf: (test: string) => ClauseId | undefined,
  deviations: readonly { readonly clause: string }[],
): ReadonlySet<string> {
  const clauses = new Set(deviations.map(({ clause }) => clause));
  const known = tests.filter((test) => clauses.has(clauseOf(test) ?? ''));
  return new Set(known.length > FEW ? [] : known);
}
