/** Known deviations of known loops, kept as data beside this file: they explain a failure in a report and excuse none. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '../../spec';
import type { Hello } from './hello';

export interface KnownDeviation {
  readonly clause: string;
  readonly reason: string;
  readonly link?: string;
}
interface DatedDeviation extends KnownDeviation {
  /** Versions of the subject it was seen in; all, when left out. */
  readonly since?: string;
  readonly until?: string;
}
interface DeviationFile {
  /** Subjects whose title begins so. */
  readonly subject?: string;
  /** Loops whose class comes from this package, whoever makes them. */
  readonly loop?: string;
  readonly deviations: readonly DatedDeviation[];
}

const FOLDER = join(__dirname, 'deviations');
let files: readonly DeviationFile[] | undefined;

export function deviationsOf(
  hello: Pick<Hello, 'title' | 'version' | 'deviations' | 'loop'>,
): readonly KnownDeviation[] {
  const known = load()
    .filter(({ subject, loop }) =>
      loop === undefined ? hello.title.startsWith(subject ?? '') : hello.loop?.module.split('.')[0] === loop,
    )
    .flatMap((file) => file.deviations)
    .filter(({ since, until }) => isWithin(hello.version, since, until));
  return [...hello.deviations, ...known];
}

/** Which known loops deviate from `clause`. */
export function deviationsFrom(clause: string): readonly (DatedDeviation & { readonly subject: string })[] {
  return load().flatMap(({ subject, loop, deviations }) =>
    deviations
      .filter((known) => known.clause === clause)
      .map((known) => ({ subject: subject ?? loop ?? '', ...known })),
  );
}

function load(): readonly DeviationFile[] {
  files ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as DeviationFile);
  return files;
}

function isWithin(version: string, since: string | undefined, until: string | undefined): boolean {
  if (!/^\d+(\.\d+)*$/.test(version)) return since === undefined && until === undefined;
  return (
    (since === undefined || compareVersions(version, since) >= 0) &&
    (until === undefined || compareVersions(version, until) < 0)
  );
}
