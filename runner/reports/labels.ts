/** Names of records that stand side by side. */
import type { RunRecord } from '../results/record';

/** The shortest names that tell the records apart. */
export function labelsOf(records: readonly RunRecord[]): readonly string[] {
  const ways: readonly ((record: RunRecord, index: number) => string)[] = [
    ({ subject }) => shortName(subject.name),
    ({ subject }) => subject.name,
    ({ subject }) => `${shortName(subject.name)} ${subject.version}`,
    ({ subject }) => `${shortName(subject.name)} ${subject.version}, ${subject.runtime}`,
    ({ subject }, index) => `${shortName(subject.name)} (${index + 1})`,
  ];
  for (const way of ways) {
    const labels = records.map(way);
    if (new Set(labels).size === records.length) return labels;
  }
  return records.map(({ subject }) => subject.name);
}

/** `python:uvloop:new_event_loop` is uvloop; `./src/my-loop.ts#make` is my-loop.ts#make. */
export function shortName(name: string): string {
  const [, module] = /^python:([^:?]+):[^:?]+$/.exec(name) ?? [];
  return module ?? name.replace(/^.*[/\\]/, '');
}
