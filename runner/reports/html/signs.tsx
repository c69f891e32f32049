/** Small parts: a status with its sign and word, a bar of counts. */
import type { JSX } from 'preact';
import type { Level } from '../../../spec';
import { STATUS_WORDS, type CellStatus } from '../words';

export function StatusSign({ status, level }: { readonly status: CellStatus; readonly level: Level }): JSX.Element {
  const { sign, word } = STATUS_WORDS[status];
  return (
    <span class={`status ${status} of-${level}`}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class="word">{word}</span>
    </span>
  );
}

export function LevelMark({ level }: { readonly level: Level }): JSX.Element {
  return <span class={`level ${level}`}>{level}</span>;
}

export interface Share {
  readonly kind: 'pass' | 'bad' | 'out';
  readonly count: number;
}

/** Lengths are attributes of shapes, since the page's policy allows no style in the markup. */
export function Bar({ shares }: { readonly shares: readonly Share[] }): JSX.Element {
  const whole = Math.max(
    1,
    shares.reduce((sum, { count }) => sum + count, 0),
  );
  let from = 0;
  return (
    <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="ground" width="100" height="1" />
      {shares.map(({ kind, count }) => {
        const width = (100 * count) / whole;
        const x = from;
        from += width;
        return count === 0 ? null : <rect key={kind} class={kind} x={round(x)} width={round(width)} height="1" />;
      })}
    </svg>
  );
}

function round(n: number): string {
  return n.toFixed(2);
}
