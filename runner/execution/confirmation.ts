/**
 * What failed is run once more alone, in a fresh worker and interpreter, before it counts, and with the whole of its
 * patience. What then passes is run four times more in that worker, in which nothing else ever ran: passing all of them it
 * was disturbed by what ran before it, and passes; else it is flaky.
 *
 * A fresh worker takes 0.3 s (TypeScript) to 3 s (embedded Python), so that hundreds of failures need a rule: failures
 * that say the same in the same words, other than those of assertions, are confirmed by three of them, and the record
 * names these. One of each clause comes first, the must clauses before the others. What there was no time for counts as it
 * was found, and the record counts it.
 */
import { LEVELS, type Level } from '../../spec';
import { GROUND_CLAUSES } from '../attribution/ground-clauses';
import type { TestRecord } from '../results/record';
import { words } from '../attribution/evidence';
import { confirmed, disturbedOrFlaky, likewise } from './attempts';
import { hangKind } from './impatience';
import type { Fault, Outcome, StartResult } from './worker-process';

/** So many of those that fail alike are run alone. */
const SAMPLE = 3;
/** So often what passes alone is run alone again. */
const MORE = 4;
/** Workers in a row that may not start. */
const MOST_REFUSED = 3;

export interface Suspect {
  readonly id: string;
  readonly clause: string;
  readonly level: Level;
  readonly test: TestRecord;
  /** It hung with a part of its patience, and had no chance to pass: no other can speak for it. */
  readonly isHurried: boolean;
  /** What ran before it in the worker where it failed. */
  readonly before: readonly string[];
}

export interface ConfirmationOptions {
  readonly jobs: number;
  readonly start: () => Promise<StartResult>;
  readonly timeoutOf: (test: string) => number;
  readonly isStopped: () => boolean;
  readonly onFault: (test: string, fault: Fault) => boolean;
  readonly onConfirmed: (id: string, test: TestRecord) => void;
}

/** The ways a kind of failure was seen to end alone. */
interface Kind {
  readonly alone: string[];
  begun: number;
  passed: boolean;
}

export class Confirmation {
  readonly #options: ConfirmationOptions;
  readonly #kinds = new Map<string, Kind>();
  readonly #waiting: Suspect[] = [];
  #refused = 0;

  constructor(options: ConfirmationOptions) {
    this.#options = options;
  }

  async confirm(suspects: readonly Suspect[]): Promise<void> {
    const queue = inOrder(suspects);
    await Promise.all(Array.from({ length: Math.max(1, this.#options.jobs) }, () => this.#lane(queue)));
    // Those that waited for what became of their like.
    const rest = this.#waiting.splice(0).filter((suspect) => !this.#standsFor(suspect));
    await Promise.all(Array.from({ length: Math.max(1, this.#options.jobs) }, () => this.#lane(rest, true)));
  }

  async #lane(queue: Suspect[], all = false): Promise<void> {
    for (let next = queue.shift(); next !== undefined && !this.#isStopped; next = queue.shift()) {
      const kind = this.#kindOf(next);
      if (!all && kind !== undefined && kind.begun >= SAMPLE && !kind.passed) {
        this.#waiting.push(next);
        continue;
      }
      if (kind !== undefined) kind.begun += 1;
      await this.#runAlone(next, kind);
    }
  }

  get #isStopped(): boolean {
    return this.#options.isStopped() || this.#refused >= MOST_REFUSED;
  }

  #kindOf({ test }: Suspect): Kind | undefined {
    const name = kindOf(test);
    if (name === undefined) return undefined;
    const known = this.#kinds.get(name) ?? { alone: [], begun: 0, passed: false };
    this.#kinds.set(name, known);
    return known;
  }

  /** Whether those of its kind that were run alone all failed, and so speak for it. */
  #standsFor(suspect: Suspect): boolean {
    if (suspect.isHurried) return false;
    const kind = this.#kindOf(suspect);
    if (kind === undefined || kind.passed || kind.alone.length < SAMPLE) return false;
    this.#options.onConfirmed(suspect.id, likewise(suspect.test, kind.alone.slice(0, SAMPLE)));
    return true;
  }

  async #runAlone({ id, test, before }: Suspect, kind: Kind | undefined): Promise<void> {
    const { onConfirmed } = this.#options;
    let outcomes = await this.#attempts(id);
    while (outcomes === 'again') outcomes = await this.#attempts(id);
    const [first] = outcomes;
    if (first === undefined) return;
    if (first.status !== 'pass') {
      kind?.alone.push(id);
      onConfirmed(id, confirmed(test, first));
      return;
    }
    if (kind !== undefined) kind.passed = true;
    const whole = outcomes.length > MORE || outcomes.some(({ status }) => status !== 'pass');
    if (whole) onConfirmed(id, disturbedOrFlaky(test, outcomes, before));
  }

  /** How it ends in a fresh worker: until it fails, or has passed often enough. `again`: an error of the kit's own. */
  async #attempts(id: string): Promise<readonly Outcome[] | 'again'> {
    const { start, isStopped, timeoutOf, onFault } = this.#options;
    const started = await start();
    if (started.kind === 'refused') {
      this.#refused += 1;
      return [];
    }
    this.#refused = 0;
    const { worker } = started;
    const found: Outcome[] = [];
    let fault: 'again' | 'given up' | undefined;
    let alive = true;
    while (alive && found.length <= MORE && found.every(({ status }) => status === 'pass') && !isStopped()) {
      const onOutcome = (_test: string, outcome: Outcome | Fault): boolean => {
        if (outcome.status !== 'fault') found.push(outcome);
        else fault = onFault(id, outcome) ? 'again' : 'given up';
        return outcome.status !== 'fault';
      };
      alive = await worker.run({ tests: [id], timeoutOf, onOutcome });
    }
    if (alive) await worker.end();
    if (fault === undefined) return found;
    return fault === 'again' ? fault : [];
  }
}

/** One of each clause first, must before should before may, and what others stand on before these: it may speak for them. */
function inOrder(suspects: readonly Suspect[]): Suspect[] {
  const seen = new Set<string>();
  const rank = new Map<Suspect, number>();
  for (const suspect of suspects) {
    const level = LEVELS.indexOf(suspect.level) + (seen.has(suspect.clause) ? LEVELS.length : 0);
    rank.set(suspect, 2 * level + (GROUND_CLAUSES.has(suspect.clause) ? 0 : 1));
    seen.add(suspect.clause);
  }
  return [...suspects].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

/** What those have in common that fail alike; nothing for an assertion, which is about its own test. */
function kindOf(test: Pick<TestRecord, 'error' | 'status'>): string | undefined {
  const hang = hangKind(test);
  if (hang !== undefined) return `waits for ${hang}`;
  const { status, error } = test;
  if (error === undefined || error.name === 'AssertionError' || error.expected !== undefined) return undefined;
  return `${status} ${words(error)}`;
}
