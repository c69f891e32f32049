/** Where a run writes: a name for each subject that no other of the run has, in a folder that can be written to. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors';
import { slugOf, type SubjectSpec } from '../../subjects/subject-spec';

/** Names of records, one a subject; also where a file system does not tell cases apart. */
export function slugsOf(specs: readonly SubjectSpec[]): readonly string[] {
  const taken = new Set<string>();
  return specs.map((spec) => {
    const slug = slugOf(spec);
    let name = slug;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${slug}-${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** @throws UsageError before a run whose records would be lost. */
export function ensureWritable(out: string): void {
  const probe = join(out, `.loopcert-${process.pid}.tmp`);
  try {
    mkdirSync(out, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new UsageError(
      `${out} cannot be written to: ${(error as Error).message}`,
      'name a folder that can be written to with --out',
    );
  }
}
