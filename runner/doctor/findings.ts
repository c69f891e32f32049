/** What a look at the machine finds: one line a thing, a remedy where something is missing. */

export type Health = 'ok' | 'missing' | 'broken';

export interface Finding {
  readonly topic: 'host' | 'python' | 'platform';
  readonly what: string;
  readonly health: Health;
  readonly detail: string;
  readonly remedy?: string;
}

export interface PythonFinding {
  readonly path: string;
  readonly version: string;
  readonly implementation: string;
  /** Loops it can import, as subjects, with their versions. */
  readonly loops: readonly { readonly subject: string; readonly version: string }[];
  readonly problem?: string;
}

export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly pythons: readonly PythonFinding[];
}
