/** Tests that did not pass, as attribution sees them. */
import type { ClauseId } from '../../spec';
import type { Failure } from '../results/record';

/** A test that did not pass. */
export interface FailedTest {
  readonly id: string;
  readonly clause: ClauseId;
  /** Clauses it is known to rely on besides: of what it left behind, the one that forbids it. */
  readonly relies?: readonly ClauseId[];
  readonly error?: Said;
  /** It passes now and then. */
  readonly flaky?: boolean;
}

export type Said = Pick<Failure, 'name' | 'message'>;

/** By clause, those of its tests that failed. */
export type ByClause = ReadonlyMap<ClauseId, readonly FailedTest[]>;
