/** What a saboteur is: a subject that is hostile or broken, and what has to come of it. */
import type { Status } from '../../runner/results/record';

export interface Saboteur {
  /** Its module in `subjects/`, or its factory in `python/saboteurs.py`. */
  readonly name: string;
  readonly exit: 0 | 1 | 2 | 3;
  /** How the clause ends that it is after; with exit code 2 there is no outcome. */
  readonly status?: Status;
  /** Found in what the record tells about it, or in the one line of a refusal. */
  readonly says: RegExp;
  /** What is run on it; {@link VICTIM} and {@link CONTROL} when left out. */
  readonly clauses?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it cannot be tried. */
  readonly needs?: 'linux' | 'python';
}

/** A clause whose tests schedule, so that a saboteur gets its turn, and one that asks nothing of call_soon(). */
export const VICTIM = 'callbacks.call_soon.exactly_once';
export const CONTROL = 'closing.close.never_run';
