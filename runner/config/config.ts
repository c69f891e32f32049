/** What `loopcert.config.ts` may say. `config.schema.json` says the same to the file's readers. */
import type { Declaration, Level, Profile } from '../../spec';

/** What is said of a subject here rather than by its own module: it is laid over what that says. */
export interface SubjectDeclaration extends Declaration {
  /** As the command line names it. */
  readonly subject: string;
}

/** Defaults of `loopcert run`: each flag overrides its own. Paths are relative to the file. */
export interface LoopcertConfig {
  readonly $schema?: string;
  /** Certified when the command line names none. */
  readonly subjects?: readonly string[];
  /** Whether or not `subjects` has them. */
  readonly declarations?: readonly SubjectDeclaration[];
  readonly profiles?: readonly Profile[];
  readonly level?: Level;
  /** Globs of clause ids. */
  readonly clauses?: readonly string[];
  /** The version of the contract to project the clauses to, e.g. `3.12`. */
  readonly pythonVersion?: string;
  /** Reports to make, e.g. `terminal`, `junit`. */
  readonly reporters?: readonly string[];
  /** The folder of the records and reports. */
  readonly out?: string;
  /** The file of known failures. */
  readonly baseline?: string;
  /** A record whose durations split the shards. */
  readonly durations?: string;
  readonly jobs?: number;
  readonly retries?: number;
  readonly repeat?: number;
  readonly seed?: number;
  /** Tests that may fail to pass before the run stops. */
  readonly bail?: number;
  /** Seconds a subject may take once a must has failed; 0 for no limit. */
  readonly budget?: number;
  /** Seconds until a test counts as hanging. */
  readonly timeout?: number;
  /** The interpreter of Python loops: a path, a name, a version, a virtual environment. */
  readonly python?: string;
  /** Folders to import Python loops from. */
  readonly pythonPath?: readonly string[];
  /** Replay each failing clause on CPython's own loop; when left out, those of Python loops. */
  readonly oracle?: boolean;
}

/** Types the object that `loopcert.config.ts` exports, and returns it as it is. */
export function defineConfig(config: LoopcertConfig): LoopcertConfig {
  return config;
}
