/** What the parent asks of a child process, and what it is told. */
import type { ClauseId } from '../../../spec';

export interface AttemptRequest {
  /** The place in BROKEN_LOOPS; `null` for the sound loop. */
  readonly index: number | null;
  readonly clause: ClauseId;
  /** Seconds that a test may take. */
  readonly patience: number;
  /** The interpreter, for a loop in Python. */
  readonly python?: string;
}

export type ChildReport =
  | { readonly kind: 'test'; readonly title: string }
  | {
      readonly kind: 'done';
      readonly tests: number;
      readonly failure?: { readonly name: string; readonly message: string };
      readonly hung: boolean;
      /** The process is no longer what it was when it began: the next attempt needs another. */
      readonly spent: boolean;
    };
