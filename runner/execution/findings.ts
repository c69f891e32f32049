/** What became of each test so far, and what ran before those that failed. */
import type { ClauseId, Level } from '../../spec';
import type { TestRecord } from '../results/record';
import { combine, firstAttempt, isFailure } from './attempts';
import type { Suspect } from './confirmation';
import { hangKind } from './impatience';
import type { Circumstances } from './lanes';
import type { Plan } from '../plan/selection';
import type { Outcome } from './worker-process';

export class Findings {
  readonly #outcomes = new Map<string, TestRecord>();
  /** Those that hung with a part of their patience. */
  readonly #hurried = new Map<string, number>();
  /** Those in which the process of the loop broke, or lost a descriptor, by whatever the tests before had left in it. */
  readonly #broken = new Map<string, string>();
  readonly #before = new Map<string, readonly string[]>();
  readonly #planned: ReadonlyMap<string, { readonly title: string; readonly clause: string; readonly level: Level }>;
  readonly #seed: number;

  constructor({ clauses, tests }: Plan, seed: number) {
    const levels = new Map<string, Level>(clauses.map(({ id, level }) => [id, level]));
    this.#planned = new Map(
      tests.map(({ id, test: { title, clause } }) => [id, { title, clause, level: levels.get(clause) ?? 'may' }]),
    );
    this.#seed = seed;
  }

  get outcomes(): ReadonlyMap<string, TestRecord> {
    return this.#outcomes;
  }

  get size(): number {
    return this.#outcomes.size;
  }

  get failed(): number {
    return [...this.#outcomes.values()].filter(({ status }) => isFailure(status)).length;
  }

  /** Whether a test of a must clause failed. */
  get mustFailed(): boolean {
    for (const [id, { status }] of this.#outcomes) {
      if (isFailure(status) && this.#planned.get(id)?.level === 'must') return true;
    }
    return false;
  }

  get(id: string): TestRecord | undefined {
    return this.#outcomes.get(id);
  }

  set(id: string, test: TestRecord): void {
    this.#outcomes.set(id, test);
  }

  /** One attempt more. */
  note(id: string, outcome: Outcome, seed: number, { before, patience }: Circumstances): void {
    const known = this.#outcomes.get(id);
    const seeds = [...(known?.seeds ?? (known === undefined ? [] : [this.#seed])), seed];
    const title = this.#planned.get(id)?.title ?? id;
    this.#outcomes.set(id, known === undefined ? firstAttempt(title, outcome) : combine(known, outcome, seeds));
    if (outcome.status === 'pass') return;
    this.#before.set(id, before);
    if (patience < 1 && hangKind(outcome) !== undefined) this.#hurried.set(id, patience);
    const broken = before.length === 0 ? undefined : breakOf(outcome);
    if (broken !== undefined) this.#broken.set(id, broken);
  }

  /**
   * What was not waited for in full, or broke by itself, and was not run alone had no chance to pass: it counts as not run, unless it is
   * blocked. What was blocked by that alone is nobody's fault that was seen.
   */
  withdrawUnsure(blocked: ReadonlyMap<string, ClauseId>): void {
    const reasons = new Map<string, string>(
      [...this.#broken].map(([id, what]) => [
        id,
        `${what}, maybe by what tests before it had left, and there was no time to run it alone`,
      ]),
    );
    for (const [id, patience] of this.#hurried)
      reasons.set(
        id,
        `it did not end in ${Math.round(100 * patience)}% of its patience, as tests before it hung or it is known to fail, and there was no time to wait for it alone`,
      );
    const withdrawn = [...reasons].filter(([id]) => !blocked.has(id) && this.#isUnconfirmed(id));
    for (const [id, reason] of withdrawn) this.#withdraw(id, reason);
    const seen = new Set(
      this.#failures()
        .filter((id) => !blocked.has(id))
        .map((id) => this.#planned.get(id)?.clause),
    );
    const gone = new Set(withdrawn.map(([id]) => this.#planned.get(id)?.clause).filter((clause) => !seen.has(clause)));
    for (const [id, cause] of blocked) {
      if (!gone.has(cause) || !this.#isUnconfirmed(id)) continue;
      this.#withdraw(id, `it relies on ${cause}, of which there was no time to tell whether it holds`);
    }
  }

  #failures(): readonly string[] {
    return [...this.#outcomes].filter(([, { status }]) => status !== 'notRun' && isFailure(status)).map(([id]) => id);
  }

  /** Whether a test failed, and was not seen to fail alone. */
  #isUnconfirmed(id: string): boolean {
    const test = this.#outcomes.get(id);
    return test !== undefined && isFailure(test.status) && test.alone === undefined && test.likewise === undefined;
  }

  #withdraw(id: string, reason: string): void {
    const { title, durationMs } = this.#outcomes.get(id) ?? { title: id, durationMs: 0 };
    this.#outcomes.set(id, { title, status: 'notRun', durationMs, assertions: 0, reason });
  }

  /** Of `tests` those that failed every time, were not run alone yet and are not blocked: another speaks for these. */
  suspects(tests: readonly string[], blocked: ReadonlyMap<string, unknown>): readonly Suspect[] {
    return tests.flatMap((id) => {
      if (blocked.has(id)) return [];
      const test = this.#outcomes.get(id);
      const planned = this.#planned.get(id);
      if (test === undefined || planned === undefined) return [];
      const { status, alone, likewise } = test;
      const failed = status === 'fail' || status === 'hang' || status === 'crash';
      if (!failed || alone !== undefined || likewise !== undefined) return [];
      const isHurried = this.#hurried.has(id);
      const before = this.#before.get(id) ?? [];
      return [{ id, clause: planned.clause, level: planned.level, test, isHurried, before }];
    });
  }
}

/** What a Python loop's process had lost: by whom does not show when it comes to light. */
function breakOf({ error }: Outcome): string | undefined {
  if (error === undefined) return undefined;
  const { name, message } = error;
  // Its memory was hurt.
  if (name === 'PeerDied' && /\bkilled by (?:SIGSEGV|SIGBUS|signal (?:7|11))\b/.test(message))
    return 'the process of the loop broke';
  // Who closes a descriptor twice closes one of another's in the end.
  if (name === 'OSError' && message === 'Bad file descriptor') return 'a descriptor was closed';
  return undefined;
}
