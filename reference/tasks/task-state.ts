/** What a task holds, as far as its text, its stack and the watch over it need to know. */
import type * as contract from '../../spec';
import type { FutureState } from '../futures/future-state';

export interface TaskState extends FutureState {
  readonly _coro: contract.Coroutine | null;
  readonly _futWaiter: contract.Future | null;
  /** Whether losing this task while it is pending is worth a report. */
  readonly _logDestroyPending: boolean;
  done(): boolean;
  cancelling(): number;
  getName(): string;
  getCoro(): contract.Coroutine | null;
}
