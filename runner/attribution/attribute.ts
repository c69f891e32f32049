/** Which tests failed only because of what another clause states: they are blocked, not failed. */
import type { ClauseId } from '../../spec';
import type { TestRecord } from '../results/record';
import { blockedBy } from './blocking';
import type { FailedTest } from './failed-test';
import { GROUND_CLAUSES } from './ground-clauses';
import { recordReliance } from './record';

type Findings = { readonly outcomes: ReadonlyMap<string, TestRecord>; set(id: string, test: TestRecord): void };

export class Attribution {
  readonly #clauseOf: (test: string) => ClauseId | undefined;
  readonly #reliance = new Map<string, readonly string[]>();
  readonly #asked = new Set<string>();

  constructor(clauseOf: (test: string) => ClauseId | undefined) {
    this.#clauseOf = clauseOf;
  }

  /** By the id of each test that is blocked as things stand, the clause that blocks it. A crash is told in any case. */
  async blocked(outcomes: ReadonlyMap<string, TestRecord>): Promise<ReadonlyMap<string, ClauseId>> {
    const failed = [...outcomes].flatMap(([id, { status, error }]): FailedTest[] => {
      const clause = this.#clauseOf(id);
      if (clause === undefined || !['fail', 'hang', 'flaky'].includes(status)) return [];
      return [
        {
          id,
          clause,
          relies: error?.clause === undefined ? [] : [error.clause],
          ...(status === 'flaky' ? { flaky: true } : {}),
          ...(error === undefined ? {} : { error }),
        },
      ];
    });
    // One clause alone cannot be blocked by another.
    if (new Set(failed.map(({ clause }) => clause)).size < 2) return new Map();
    const unknown = failed.map(({ id }) => id).filter((id) => !this.#asked.has(id));
    for (const id of unknown) this.#asked.add(id);
    if (unknown.length > 0) for (const [id, names] of await recordReliance(unknown)) this.#reliance.set(id, names);
    const ran = [...outcomes].filter(([, { status }]) => status !== 'notRun' && status !== 'skip');
    const tested = new Set(ran.flatMap(([id]) => this.#clauseOf(id) ?? []));
    return blockedBy(failed, this.#reliance, { tested });
  }

  /** At the end of a run: sets the status of each blocked test in `findings`, whose keys are ids of tests. */
  async apply(findings: Findings): Promise<void> {
    for (const [id, cause] of await this.blocked(findings.outcomes)) {
      const test = findings.outcomes.get(id);
      if (test === undefined) continue;
      const reason = `it relies on ${cause}, which does not hold here; it ended as: ${test.status}`;
      // How it ended alone says no more of it. A shard that did not see the cause has asked for it.
      const { alone: _, likewise: __, ...ended } = test;
      findings.set(id, { ...ended, status: 'blocked', blockedBy: cause, endedAs: test.status, reason });
    }
  }
}

/** What others stand on runs first, so that a run that is cut short knows it; the order is kept otherwise. */
export function groundsFirst(tests: readonly string[], clauseOf: (test: string) => string | undefined): string[] {
  const isGround = (id: string): boolean => GROUND_CLAUSES.has(clauseOf(id) ?? '');
  return [...tests.filter(isGround), ...tests.filter((id) => !isGround(id))];
}
