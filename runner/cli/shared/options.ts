/** Reading the values of options; a wrong one is the user's mistake. */
import { UsageError } from '../../errors';

/** For an option that may be repeated. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** For an option with names between commas. */
export function names(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

export function natural(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 0) throw new UsageError(`"${text}" is not a whole number`, 'give 0 or more');
  return n;
}

/** A whole number from 1. */
export function count(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new UsageError(`"${text}" is not a whole number from 1`, 'give 1 or more');
  return n;
}

export function seconds(text: string): number {
  const n = Number(text);
  if (text.trim() === '' || !Number.isFinite(n) || n < 0) {
    throw new UsageError(`"${text}" is no number of seconds`, 'give 0 or more');
  }
  return n;
}

/** Seconds, perhaps a part of one. */
export function positive(text: string): number {
  const n = Number(text);
  if (!Number.isFinite(n) || n <= 0) throw new UsageError(`"${text}" is not a positive number`, 'give 1 or more');
  return n;
}

export function shard(text: string): { readonly index: number; readonly count: number } {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const [i, n] = [Number(index), Number(count)];
  if (index === undefined || i < 1 || i > n) throw new UsageError(`"${text}" is not a shard`, 'write i/n, e.g. 2/4');
  return { index: i, count: n };
}
