/**
 * How long tests are waited for. Where a loop hangs once it hangs again, so the first hangs of a kind are waited for in
 * full, and once they are many every later test gets a tenth of the patience. So do at once the few that are known to fail on
 * this loop. That can only make a test fail too early, and whatever fails is run alone with the whole of it before it counts
 * (confirmation.ts).
 */
import type { Failure, Status } from '../results/record';
import type { Outcome } from './worker-process';

/** Hangs of one kind that are waited for in full, and of all kinds. */
const FULL = 2;
const FULL_IN_ALL = 4;
const SHORT = 0.1;
/** Seconds of patience of a test, of which a share is given: `Patience.wait` of the suites. */
const WAIT = 5;
/** So many times what every other sound test takes a test is given in any case: a busy machine is not a loop that hangs. */
const MARGIN = 10;
const DEFERRED_AFTER = 5;

export interface ImpatienceOptions {
  readonly isRepeated?: boolean;
  readonly expected?: ReadonlySet<string>;
}

export class Impatience {
  /** The tests that hung, by kind: one that is repeated, and hangs each time, says no more than once. */
  readonly #kinds = new Map<string, Set<string>>();
  readonly #chapters = new Map<string, { hung: number; ended: number }>();
  readonly #durations: number[] = [];
  readonly #hung = new Set<string>();
  readonly #passed = new Set<string>();
  #known = { of: 0, median: 0 };
  readonly #isRepeated: boolean;
  readonly #expected: ReadonlySet<string>;

  /**
   * Of a run that is `repeated` each test is waited for in full once: to fail early and pass later would look flaky.
   * `expected`: the tests that are known to fail, which are run alone anyway; none in such a run.
   */
  constructor({ isRepeated = false, expected = new Set() }: ImpatienceOptions = {}) {
    this.#isRepeated = isRepeated;
    this.#expected = expected;
  }

  note(test: string, outcome: Pick<Outcome, 'status' | 'error' | 'durationMs'>): void {
    const kind = hangKind(outcome);
    const chapter = chapterOf(test);
    const found = this.#chapters.get(chapter) ?? { hung: 0, ended: 0 };
    if (kind === undefined) found.ended += 1;
    else found.hung += 1;
    this.#chapters.set(chapter, found);
    if (kind !== undefined) {
      this.#hung.add(test);
      this.#kinds.set(kind, (this.#kinds.get(kind) ?? new Set()).add(test));
    } else if (outcome.status === 'pass') {
      this.#passed.add(test);
      this.#durations.push(outcome.durationMs / 1000);
    }
  }

  /** Whether anything hung so far: then tests are better begun a few at a time. */
  get wary(): boolean {
    return this.#hung.size > 0;
  }

  /**
   * The share of its patience that a test gets from now on. One that passed before can: should it be repeated, and hang now, the
   * machine may be busy, and that is no fault of the loop's. One that hung before need not be waited for in full again.
   */
  shareOf(test: string): number {
    if (this.#passed.has(test)) return 1;
    if (this.#hung.has(test) || this.#expected.has(test)) return this.#least;
    return this.#isMany && !this.#isRepeated ? this.#least : 1;
  }

  get #isMany(): boolean {
    return this.#hung.size >= FULL_IN_ALL || [...this.#kinds.values()].some((tests) => tests.size >= FULL);
  }

  get #least(): number {
    return Math.min(1, Math.max(SHORT, (MARGIN * this.#median()) / WAIT));
  }

  /** Whether tests of its chapter mostly hang: then it is begun after the others. */
  isDeferred(test: string): boolean {
    const { hung, ended } = this.#chapters.get(chapterOf(test)) ?? { hung: 0, ended: 0 };
    return hung >= DEFERRED_AFTER && hung > ended;
  }

  /** Asked for each test that waits, so that it is found anew only when a test has passed since. */
  #median(): number {
    if (this.#known.of !== this.#durations.length) {
      const sorted = [...this.#durations].sort((a, b) => a - b);
      this.#known = { of: sorted.length, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
    }
    return this.#known.median;
  }
}

/** What an OutOfPatience says, be it the failure itself or what the test tells of it. */
const WAITED = /\bwaited [\d.]+ s for (.+?)(?= instead of |\n|$)/;

/** What a test waited for in vain; nothing when its patience did not end. */
export function hangKind({
  status,
  error,
}: {
  readonly status: Status;
  readonly error?: Pick<Failure, 'name' | 'message'>;
}): string | undefined {
  if (status === 'hang') return 'hang';
  if (error === undefined) return undefined;
  const what = WAITED.exec(error.message)?.[1] ?? (error.name === 'OutOfPatience' ? error.message : undefined);
  return what?.replace(/[\d.]+/g, '#');
}

function chapterOf(test: string): string {
  return test.split('.')[0] ?? test;
}
