/** What programs use: certify() in anybody's mocha, and the records of runs. */
export { certify, type CertifyMochaOptions, type CertifySubject } from './certify';
export { defineConfig, type LoopcertConfig, type SubjectDeclaration } from './config/config';
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
