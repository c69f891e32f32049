/** Names of records that stand side by side. */
import type { RunRecord } from '../results/record';

/** Records, from which on each has the shortest name of its own, and not all names of one form. */
const MANY = 5;

/** The shortest names that tell the records apart. */
export function labelsOf(records: readonly RunRecord[]): readonly string[] {
  const ways: readonly ((record: RunRecord, index: number) => string)[] = [
    ({ subject }) => shortName(subject.name),
    ({ subject }) => subject.name,
    ({ subject }) => `${shortName(subject.name)} ${subject.version}`,
    ({ subject }) => `${shortName(subject.name)} ${subject.version}, ${subject.runtime}`,
    ({ subject }, index) => `${shortName(subject.name)} (${index + 1})`,
  ];
  if (records.length > MANY) return eachItsOwn(records.map((record, index) => ways.map((way) => way(record, index))));
  for (const way of ways) {
    const labels = records.map(way);
    if (new Set(labels).size === records.length) return labels;
  }
  return records.map(({ subject }) => subject.name);
}

/** Of each record the first of its labels that no other has. */
function eachItsOwn(labels: readonly (readonly string[])[]): readonly string[] {
  const times = new Map<string, number>();
  for (const label of labels.flatMap((own) => [...new Set(own)])) times.set(label, (times.get(label) ?? 0) + 1);
  return labels.map((own) => own.find((label) => times.get(label) === 1) ?? own.at(-1) ?? '');
}

/** `python:uvloop:new_event_loop` is uvloop; `./src/my-loop.ts#make` is my-loop.ts#make. */
export function shortName(name: string): string {
  const [, module] = /^python:([^:?]+):[^:?]+$/.exec(name) ?? [];
  return module ?? name.replace(/^.*[/\\]/, '');
}
