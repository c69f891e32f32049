/** Runs a random sample of what a record tells again, and compares: whoever made it up would be found out by a few. */
import type { CertifyOptions } from '../execution/certify-subject';
import { certifySubject } from '../execution/certify-subject';
import type { ClauseRecord, RunRecord, Status } from '../results/record';
import { parseSubject } from '../subjects/subject-spec';
import type { Check } from './verify';

export interface Rerun {
  readonly check: Check;
  /** The clauses that were run again, in the order of the record. */
  readonly clauses: readonly string[];
  readonly differences: readonly string[];
}

/** `count` clauses that have a result, drawn with `seed`: the same again for the same record. */
export function sampleOf(record: RunRecord, count: number, seed: number): readonly ClauseRecord[] {
  const judged = record.clauses.filter(({ status }) => !['skip', 'untested', 'notRun'].includes(status));
  const next = generator(seed);
  const drawn = new Set(
    judged
      .map((clause) => ({ clause, place: next() }))
      .sort((a, b) => a.place - b.place)
      .slice(0, count)
      .map(({ clause }) => clause),
  );
  return judged.filter((clause) => drawn.has(clause));
}

export async function rerun(record: RunRecord, count: number, seed: number, signal: AbortSignal): Promise<Rerun> {
  const sample = sampleOf(record, count, seed);
  const clauses = sample.map(({ id }) => id);
  const options: CertifyOptions = {
    spec: parseSubject(record.subject.name, optionsOf(record.subject.flags ?? [])),
    selection: { clauses },
    seed: record.seed,
    jobs: 1,
    retries: 0,
    repeat: 1,
    signal,
    ...(record.subject.kind === 'typescript' ? { contract: record.spec.contract } : {}),
  };
  const again = await certifySubject(options);
  const found = new Map<string, Status>(again.clauses.map(({ id, status }) => [id, status]));
  const differences = [
    ...(again.subject.version === record.subject.version
      ? []
      : [`the record is of version ${record.subject.version}, and this is ${again.subject.version}`]),
    ...(again.subject.runtime === record.subject.runtime
      ? []
      : [`it ran on ${record.subject.runtime}, and this is ${again.subject.runtime}`]),
    ...sample.flatMap(({ id, status }) => {
      const now = found.get(id) ?? 'notRun';
      return (status === 'pass') === (now === 'pass') ? [] : [`${id} was recorded as ${status}, and is ${now}`];
    }),
  ];
  const detail = `${sample.length - differences.length} of ${sample.length} clauses as recorded, drawn with seed ${seed}`;
  return { check: { what: 'rerun', holds: differences.length === 0, detail }, clauses, differences };
}

/** The options that the flags of a record stand for. */
function optionsOf(flags: readonly string[]): Parameters<typeof parseSubject>[1] {
  const after = (name: string): readonly string[] =>
    flags.flatMap((value, i) => (flags[i - 1] === name ? [value] : []));
  return { python: after('--python').at(-1), pythonPath: after('--python-path') };
}

/** A small generator (mulberry32): numbers from 0 to 1. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
