/** What programs use: certify() in anybody's mocha, and the records of runs. */
import type { AbstractEventLoop, AsyncioModule, Subject } from '../spec';
import { register, SUITES, type MochaLike, type Suite } from '../suites';
import { referenceLayer } from './subjects/open-subject';

/** A subject for `certify()`: a name and a factory are enough. */
export type CertifySubject = Pick<Subject, 'name'> &
  Partial<Subject> & { newEventLoop(): AbstractEventLoop | Promise<AbstractEventLoop> };

/**
 * Registers the suites in a running mocha: `certify({ name, newEventLoop })`. What the subject leaves out of the module
 * `asyncio` is the reference's.
 */
export function certify(subject: CertifySubject, suites: readonly Suite[] = SUITES): void {
  const { describe, it, before } = globalThis as unknown as Partial<MochaLike>;
  if (describe === undefined || it === undefined || before === undefined) {
    throw new Error('certify() registers tests in mocha, and there is none: call it in a file that mocha runs');
  }
  const asyncio: AsyncioModule = { ...referenceLayer().asyncio, ...subject.asyncio };
  register({ describe, it, before }, { suites, subject, asyncio });
}

export { defineConfig, type LoopcertConfig } from './config/config';
export type { Baseline, BaselineEntry } from './baseline/baseline';
export { certifySubject, type CertifyOptions } from './execution/certify-subject';
export { REPORTERS, type Reporter } from './reporters';
export type {
  BaselineRecord,
  ClauseRecord,
  Failure,
  ProfileRecord,
  RunRecord,
  Status,
  TestRecord,
  Verdict,
} from './results/record';
export { exitCodeOf, verdictOf } from './results/verdict';
export { parseSubject, type SubjectSpec } from './subjects/subject-spec';
