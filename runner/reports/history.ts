/** Records of a loop over time: how many clauses each version keeps, and what it gained and lost against the one before. */
import { compareVersions, type Level } from '../../spec';
import { diffRecords } from '../diff/diff';
import type { RunRecord } from '../results/record';
import { applicable, isSelection } from './words';

export interface Moment {
  readonly record: RunRecord;
  readonly kept: { readonly [L in Level]: readonly [pass: number, whole: number] };
  /** Against the moment before; nothing for the first. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

export interface History {
  /** What the command line called the loop. */
  readonly name: string;
  readonly moments: readonly Moment[];
}

/** A history a loop, in the order of its versions, and of the days of runs of one version. */
export function historiesOf(records: readonly RunRecord[]): readonly History[] {
  const names = [...new Set(records.map(({ subject }) => subject.name))];
  return names.map((name) => {
    const own = records.filter(({ subject }) => subject.name === name).sort(inOrder);
    return { name, moments: own.map((record, index) => momentOf(record, own[index - 1])) };
  });
}

function momentOf(record: RunRecord, before: RunRecord | undefined): Moment {
  const { must, should, may } = record.summary;
  const kept = { must: share(must), should: share(should), may: share(may) };
  if (before === undefined) return { record, kept, gained: [], lost: [] };
  const { gained, lost } = diffRecords(before, record);
  return { record, kept, gained: gained.map(({ id }) => id), lost: lost.map(({ id }) => id) };
}

function share(tally: RunRecord['summary'][Level]): readonly [number, number] {
  return [tally.pass, applicable(tally)];
}

function inOrder(a: RunRecord, b: RunRecord): number {
  const [one, other] = [a.subject.version, b.subject.version];
  const isNumbered = [one, other].every((version) => /^\d+(\.\d+)*$/.test(version));
  return (isNumbered ? compareVersions(one, other) : 0) || a.startedAt.localeCompare(b.startedAt);
}

const BAR = 20;
const MOST_NAMES = 6;

/** A line a moment, with a bar of the must clauses it keeps. */
export function historyText(records: readonly RunRecord[]): string {
  const lines = historiesOf(records).flatMap(({ name, moments }) => [
    name,
    ...moments.flatMap(({ record, kept, gained, lost }) => {
      const [pass, whole] = kept.must;
      const full = whole === 0 ? 0 : Math.floor((BAR * pass) / whole);
      const about = [
        record.subject.version.padEnd(10),
        record.startedAt.slice(0, 10),
        `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`,
        `must ${pass} of ${whole}, should ${kept.should.join(' of ')}, may ${kept.may.join(' of ')}`,
      ].join('  ');
      return [
        `  ${about}; ${record.verdict}${isSelection(record) ? ' (of a selection of clauses)' : ''}`,
        ...change('+', gained),
        ...change('-', lost),
      ];
    }),
    '',
  ]);
  return lines.join('\n');
}

function change(sign: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const rest = ids.length - MOST_NAMES;
  const names = ids.slice(0, MOST_NAMES).join(', ');
  return [`      ${sign}${ids.length} ${names}${rest > 0 ? ` and ${rest} more` : ''}`];
}
