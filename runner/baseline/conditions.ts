/** Whether an entry counts for a run: on its platform, for its subject, its version and its Python's. */
import picomatch from 'picomatch';
import { compareVersions } from '../../spec';
import type { RunRecord } from '../results/record';
import type { BaselineEntry } from './baseline';

/** What a run was, as far as conditions go. */
export type Circumstances = Pick<RunRecord, 'subject' | 'host' | 'spec'>;

export function counts(entry: BaselineEntry, run: Circumstances): boolean {
  const { platforms, pythonVersions, subjects, subjectVersions } = entry;
  const { name, version } = run.subject;
  return (
    (platforms?.includes(run.host.platform) ?? true) &&
    (pythonVersions?.some((range) => isWithin(pythonOf(run), range)) ?? true) &&
    (subjects?.some((glob) => glob === name || picomatch.isMatch(name, glob)) ?? true) &&
    (subjectVersions?.some((range) => isWithin(version, range)) ?? true)
  );
}

/** The interpreter's version; of a loop without one, that of the contract it was held to. */
export function pythonOf({ subject, spec }: Circumstances): string {
  const version = subject.kind === 'typescript' ? undefined : /\d+\.\d+(\.\d+)?/.exec(subject.runtime)?.[0];
  return version ?? spec.contract;
}

/** `3.12` is 3.12 and its patch releases; what stands between commas must hold together. */
export function isWithin(version: string, range: string): boolean {
  return range.split(',').every((part) => {
    const [, sign, bound = ''] = /^\s*(>=|<)?\s*([\d.]+)\s*$/.exec(part) ?? [];
    if (sign === undefined) return version === bound || version.startsWith(`${bound}.`);
    if (!/^\d+(\.\d+)*$/.test(version)) return false;
    return sign === '>=' ? compareVersions(version, bound) >= 0 : compareVersions(version, bound) < 0;
  });
}
