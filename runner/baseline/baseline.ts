/** Known failures: what a run may fail in without breaking. `baseline.schema.json` says the same to the file's readers. */

export interface BaselineEntry {
  readonly clause: string;
  /** The title of one of its tests: what fails beside it is new. All of them, when left out. */
  readonly test?: string;
  /** It fails at times: that it passes breaks no run. */
  readonly flaky?: boolean;
  /** Why it fails. */
  readonly reason: string;
  readonly link?: string;
  /** The last day, `2030-12-31`, on which it counts. */
  readonly expires?: string;
  /** Where it counts; everywhere, when left out. Node's names: `linux`, `darwin`, `win32`. */
  readonly platforms?: readonly string[];
  /** `3.12`, `>=3.9,<3.12`: any of them. */
  readonly pythonVersions?: readonly string[];
  /** Globs of subjects as the command line names them. */
  readonly subjects?: readonly string[];
  readonly subjectVersions?: readonly string[];
}

/** The file of known failures, as it is read. */
export interface Baseline {
  readonly $schema?: string;
  readonly failures: readonly BaselineEntry[];
}

/** Stands for a reason until somebody gives one. No run takes it for one. */
export const PLACEHOLDER = 'TODO say why it fails';

export function isPlaceholder(reason: string): boolean {
  return /^\s*(TODO\b|$)/i.test(reason);
}
