/** What a future holds, as far as its text, its reports and the watch over it need to know. */
import type * as contract from '../../spec';

/** A done callback and the context it runs in. */
export interface Registration {
  readonly callback: contract.Callback;
  readonly context: contract.Context;
}

export interface FutureState {
  readonly _state: 'PENDING' | 'CANCELLED' | 'FINISHED';
  readonly _callbacks: readonly Registration[] | null;
  readonly _result: unknown;
  /** The error it finished with; `null` when it has none. */
  readonly _exception: unknown;
  readonly _sourceTraceback: readonly string[] | null;
  /** What a report about a lost future shows in its place; it must not refer to the future. */
  _standIn(): contract.Future;
}
