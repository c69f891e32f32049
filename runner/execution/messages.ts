/** What runner and worker say to each other, a line of JSON each; what a worker says is sealed (seal.ts). */
import type { Failure } from '../results/record';
import type { Hello } from '../subjects/hello';
import type { SubjectSpec } from '../subjects/subject-spec';
import type { Inheritance } from './parent-watch';

/** The first command; the only one that comes before the subject is loaded. */
export interface InitCommand extends Inheritance {
  readonly kind: 'init';
  /** What the worker seals its messages with. */
  readonly secret: string;
  readonly spec: SubjectSpec;
  /** Whether tests of the network are planned, whose peers must be there before the subject is loaded. */
  readonly wire?: boolean;
  /** The port at which it waits for a debugger before the first test. */
  readonly inspect?: number;
  /** Puts a fault into the reference instead of opening `spec`, which is TypeScript: see canaries.ts. */
  readonly canary?: string;
}
export interface RunCommand {
  readonly kind: 'run';
  readonly tests: readonly string[];
  /** The share of its patience that each test gets; all of it when left out. */
  readonly patience?: number;
  /** Of a Python subject: runs them on this broken loop in the place of its own (python-canaries.ts). */
  readonly canary?: string;
}
export interface EndCommand {
  readonly kind: 'end';
}
export type Command = InitCommand | RunCommand | EndCommand;

export type WorkerMessage =
  | { readonly kind: 'hello'; readonly hello: Hello }
  /** The subject cannot be used; with a remedy when that is the user's mistake. */
  | { readonly kind: 'refused'; readonly message: string; readonly remedy?: string }
  | { readonly kind: 'start'; readonly test: string }
  | {
      readonly kind: 'end';
      readonly test: string;
      readonly passed: boolean;
      readonly assertions: number;
      readonly durationMs: number;
      readonly error?: Failure;
      /** An error of the kit's own: then what the test found says nothing about the loop. */
      readonly fault?: Failure;
    }
  /** All tests of the command have ended, and what they left to the host has had its turn. */
  | { readonly kind: 'idle' };
