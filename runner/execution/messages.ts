/** What parent and worker say to each other. Everything a worker says carries the nonce that only the kit's code in it knows. */
import type { SubjectTraits } from '../../suites';
import type { Failure } from '../results/record';
import type { SubjectSpec } from '../subjects/subject-spec';

export interface InitMessage {
  readonly kind: 'init';
  readonly nonce: string;
  readonly spec: SubjectSpec;
  /** Puts a fault into the reference instead of opening `spec`: see canaries.ts. */
  readonly canary?: string;
}
export interface RunMessage {
  readonly kind: 'run';
  readonly tests: readonly string[];
}
export interface EndMessage {
  readonly kind: 'end';
}
export type ParentMessage = InitMessage | RunMessage | EndMessage;

/** The subject as its worker found it. */
export interface Hello {
  readonly title: string;
  readonly kind: 'typescript' | 'python-embedded' | 'python-native';
  readonly version: string;
  readonly runtime: string;
  readonly timeScale: number;
  readonly traits: SubjectTraits;
  readonly deviations: readonly { readonly clause: string; readonly reason: string; readonly link?: string }[];
}

export type WorkerMessage = { readonly nonce: string } & (
  | { readonly kind: 'hello'; readonly hello: Hello }
  /** The subject cannot be used; `usage` when that is the user's mistake. */
  | { readonly kind: 'refused'; readonly message: string; readonly remedy?: string }
  | { readonly kind: 'start'; readonly test: string }
  | {
      readonly kind: 'end';
      readonly test: string;
      readonly passed: boolean;
      readonly assertions: number;
      readonly durationMs: number;
      readonly error?: Failure;
    }
  | { readonly kind: 'idle' }
);
