/** Writes changes into a baseline. What people wrote stays: entries, their order, and in YAML their comments. */
import { existsSync, readFileSync } from 'node:fs';
import type { Document } from 'yaml';
import { writeWhole } from '../results/files';
import { yaml } from '../yaml';
import type { Baseline, BaselineEntry } from './baseline';
import { isJson } from './baseline-file';
import type { Changes } from './update';

const HEADER = ` Known failures of loopcert: what does not break a run, and why. The schema is loopcert/baseline.schema.json.`;

export interface Written extends Pick<Changes, 'added' | 'dropped'> {
  /** Reasons for entries that had none yet. */
  readonly filled: ReadonlyMap<BaselineEntry, string>;
}

export function writeBaseline(path: string, baseline: Baseline, changes: Written): void {
  writeWhole(path, isJson(path) ? jsonOf(baseline, changes) : yamlOf(path, baseline, changes));
}

function jsonOf(baseline: Baseline, { added, dropped, filled }: Written): string {
  const kept = baseline.failures.filter((entry) => !dropped.includes(entry));
  const failures = [...kept.map((entry) => ({ ...entry, reason: filled.get(entry) ?? entry.reason })), ...added];
  return `${JSON.stringify({ ...baseline, failures }, null, 2)}\n`;
}

function yamlOf(path: string, { failures }: Baseline, { added, dropped, filled }: Written): string {
  const { isMap, isSeq, parseDocument } = yaml();
  const document: Document = existsSync(path) ? parseDocument(readFileSync(path, 'utf8')) : fresh();
  const list = document.get('failures');
  if (!isSeq(list)) throw new Error(`${path} has no list of failures`);
  for (const [entry, reason] of filled) list.setIn([failures.indexOf(entry), 'reason'], reason);
  const indices = dropped.map((entry) => failures.indexOf(entry)).sort((a, b) => b - a);
  for (const index of indices) list.delete(index);
  for (const entry of added) list.add(document.createNode(entry));
  if (list.items.length > 0) list.flow = false;
  for (const item of list.items) if (isMap(item)) item.flow = false;
  return document.toString({ lineWidth: 110 });
}

function fresh(): Document {
  const document: Document = yaml().parseDocument('failures: []\n');
  document.commentBefore = HEADER;
  return document;
}
