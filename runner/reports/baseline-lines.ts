/** What a baseline made of a run, in lines for people. */
import { count } from './words';
import type { BaselineRecord, RunRecord } from '../results/record';
import { isBrokenBy } from '../results/verdict';

export function describeBaseline(record: RunRecord): readonly string[] {
  const { baseline } = record;
  if (baseline === undefined) return [];
  const outcome = isBrokenBy(baseline)
    ? 'the run breaks'
    : baseline.known.length === 0
      ? 'no failure is known, and none is new'
      : 'no failure is new';
  return [
    `baseline ${baseline.file}: ${count(baseline.known.length, 'known failure')}${flakyWords(baseline)}; ${outcome}`,
    ...details(baseline),
  ];
}

function flakyWords({ flaky }: BaselineRecord): string {
  return flaky === undefined ? '' : `, ${flaky.failed} of ${flaky.listed} that fail at times`;
}

function details({ unknown, passes, expired }: BaselineRecord): readonly string[] {
  return [
    ...unknown.map((clause) => `  new failure: ${clause}`),
    ...passes.map((clause) => `  passes, so it is no known failure any more: ${clause}`),
    ...expired.map(({ clause, expires }) => `  expired on ${String(expires)}, so it counts as not listed: ${clause}`),
  ];
}
