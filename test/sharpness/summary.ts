/** The figures of sharpness.json. */
import { Likeness, type Learnt } from '../../runner/attribution/likeness';
import type { Reliance } from '../../runner/attribution/record';
import { quantile, sharpnessOf, type Sharpness } from './figures';
import type { Measured } from './kept';
import { heldOut, NOTHING_LEARNT } from './learning';

/** How many of the loops are shown on which most clauses fail. */
const SHOWN = 12;

interface Figure {
  readonly median: number;
  readonly p90: number;
}

export interface Figures {
  readonly unfinished: number;
  /** Each test accuses its own clause. */
  readonly before: Figure;
  /** Blocked by the grounds alone. */
  readonly grounds: Figure;
  /** With what the loops of other clauses taught: a fault that was not met before. */
  readonly unmet: Figure;
  /** With all that was learnt, as runs have it. */
  readonly after: Figure;
  readonly notAccused: readonly string[];
  readonly bluntest: readonly Pick<Sharpness, 'breaks' | 'fault' | 'before' | 'after'>[];
}

export function summary(
  measurements: readonly Measured[],
  reliance: Reliance,
  learnt: Learnt,
): { readonly shipped: readonly Sharpness[]; readonly figures: Figures; readonly text: string } {
  const judged = (likenessFor: (one: Measured) => Likeness): readonly Sharpness[] =>
    measurements.map((one) => sharpnessOf(one, one.failed, reliance, likenessFor(one)));
  const likeness = new Likeness(learnt);
  const shipped = judged(() => likeness);
  const byGrounds = judged(() => NOTHING_LEARNT);
  const unmet = judged(heldOut(measurements));
  const figures: Figures = {
    unfinished: measurements.filter(({ left }) => left > 0).length,
    before: figure(shipped.map(({ before }) => before)),
    grounds: figure(byGrounds.map(({ after }) => after)),
    unmet: figure(unmet.map(({ after }) => after)),
    after: figure(shipped.map(({ after }) => after)),
    notAccused: shipped.filter(({ accused }) => !accused).map(({ breaks, fault }) => `${breaks}: ${fault}`),
    bluntest: unmet
      .filter(({ after }) => after > 0)
      .sort((a, b) => b.after - a.after || a.breaks.localeCompare(b.breaks))
      .slice(0, SHOWN)
      .map(({ breaks, fault, before, after }) => ({ breaks, fault, before, after })),
  };
  return { shipped, figures, text: textOf(measurements.length, figures) };
}

function figure(numbers: readonly number[]): Figure {
  return { median: quantile(numbers, 0.5), p90: quantile(numbers, 0.9) };
}

function textOf(loops: number, { before, grounds, unmet, after, notAccused }: Figures): string {
  const line = ({ median, p90 }: Figure, how: string): string =>
    `  ${median} (median), ${p90} (90th percentile) ${how}`;
  return [
    `${loops} broken loops: beside the broken clause fail`,
    line(before, 'when each test accuses its own clause'),
    line(grounds, 'when the grounds block'),
    line(unmet, 'with what the loops of other clauses taught'),
    line(after, 'with all that was learnt'),
    `${notAccused.length} broken clauses are not accused`,
  ].join('\n');
}
