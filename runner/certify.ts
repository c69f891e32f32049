/** certify(): the suites in anybody's mocha, judged as the command line judges them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  findClause,
  type AbstractEventLoop,
  type AsyncioModule,
  type Level,
  type Profile,
  type Subject,
} from '../spec';
import { register, SUITES, testId, type Excuses, type MochaLike, type Suite, type TestCase } from '../suites';
import type { Baseline, BaselineEntry } from './baseline/baseline';
import { readBaseline } from './baseline/baseline-file';
import { isExpired } from './baseline/compare';
import { counts, type Circumstances } from './baseline/conditions';
import { UsageError } from './errors';
import { helloOf } from './execution/hello';
import { planRun } from './plan/selection';
import { referenceLayer, subjectOf } from './subjects/open-subject';

/** A subject for `certify()`: a name and a factory are enough, or a name and the parts of `asyncio` that are one's own. */
export type CertifySubject = Pick<Subject, 'name'> &
  Partial<Subject> &
  ({ newEventLoop(): AbstractEventLoop | Promise<AbstractEventLoop> } | { readonly asyncio: Partial<AsyncioModule> });

/** What to register of the suites, and what a failure means. */
export interface CertifyMochaOptions {
  /** In the place of all suites. */
  readonly suites?: readonly Suite[];
  /** Only this level and those above it. */
  readonly level?: Level;
  /** Globs of clause ids. */
  readonly clauses?: readonly string[];
  readonly profiles?: readonly Profile[];
  /** Known failures, or the file that lists them: they are pending, and what passes nevertheless fails. */
  readonly baseline?: string | Baseline;
  /** The levels whose failures fail the run; those of the others are pending with their text. Only `must`, when left out. */
  readonly failing?: readonly Level[];
}

/**
 * Registers the suites in a running mocha: `certify({ name, newEventLoop })`. What the subject leaves out of the module
 * `asyncio` is the reference's. @throws UsageError for a description that the command line would refuse
 */
export function certify(subject: CertifySubject, options: CertifyMochaOptions | readonly Suite[] = {}): void {
  const { describe, it, before } = globalThis as unknown as Partial<MochaLike>;
  if (describe === undefined || it === undefined || before === undefined) {
    throw new Error('certify() registers tests in mocha, and there is none: call it in a file that mocha runs');
  }
  const chosen: CertifyMochaOptions = isSuites(options) ? { suites: options } : options;
  const whole = subjectOf(subject, subject.name);
  const hello = told(() => helloOf(whole));
  const asyncio: AsyncioModule = { ...referenceLayer().asyncio, ...subject.asyncio };
  const run: Circumstances = {
    subject: { ...hello, name: hello.title },
    host: { platform: process.platform, arch: process.arch },
    spec: { edition: '', digest: '', clauses: 0, contract: hello.traits.contract },
  };
  const known = told(() => entriesOf(chosen.baseline)).filter(
    (entry) => counts(entry, run) && !isExpired(entry, new Date()),
  );
  const suites = told(() => suitesOf(chosen));
  const passed = new Set<string>();
  ensureGarbageCollector();
  register({ describe, it, before }, { suites, subject: whole, asyncio, excuses: excusesOf(chosen, known, passed) });
}

function isSuites(options: CertifyMochaOptions | readonly Suite[]): options is readonly Suite[] {
  return Array.isArray(options);
}

/** Mocha shows a message, and nothing else of an error. */
function told<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UsageError && error.remedy !== undefined)
      throw new UsageError(`${error.message}: ${error.remedy}`, error.remedy);
    throw error;
  }
}

function entriesOf(baseline: string | Baseline | undefined): readonly BaselineEntry[] {
  if (baseline === undefined) return [];
  return (typeof baseline === 'string' ? readBaseline(baseline) : baseline).failures;
}

function suitesOf({ suites = SUITES, level, clauses, profiles }: CertifyMochaOptions): readonly Suite[] {
  const planned = new Set(planRun({ level, clauses, profiles }).tests.map(({ id }) => id));
  return suites
    .map((suite) => ({ ...suite, tests: suite.tests.filter((test) => planned.has(testId(test))) }))
    .filter(({ tests }) => tests.length > 0);
}

function excusesOf(
  { failing = ['must'] }: CertifyMochaOptions,
  known: readonly BaselineEntry[],
  passed: Set<string>,
): Excuses {
  const entryOf = ({ clause, title }: TestCase): BaselineEntry | undefined =>
    known.find((entry) => entry.clause === clause && (entry.test === undefined || entry.test === title));
  const failedToo = new Set<string>();
  return {
    of(test, error) {
      failedToo.add(test.clause);
      const words = error instanceof Error ? error.message : String(error);
      const entry = entryOf(test);
      if (entry !== undefined) return `known failure, ${entry.reason}: ${words}`;
      const level = findClause(test.clause)?.level ?? 'must';
      return failing.includes(level) ? undefined : `${level}, which breaks no run: ${words}`;
    },
    passed(test) {
      passed.add(testId(test));
      const entry = entryOf(test);
      // Of a whole clause some other test may be what fails: the last of them tells.
      if (entry === undefined || entry.flaky === true || failedToo.has(test.clause)) return;
      const all = SUITES.flatMap(({ tests }) => tests).filter(({ clause }) => clause === test.clause);
      if (entry.test === undefined && !all.every((one) => passed.has(testId(one)))) return;
      throw new Error(`it passes, and the baseline lists it: ${entry.reason}`);
    },
  };
}

/** Finalizers are judged after a collection; node hides it behind a flag, which nobody gives to mocha. */
function ensureGarbageCollector(): void {
  if ('gc' in globalThis) return;
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  // Not enumerable, so that no check for leaked globals finds it.
  Object.defineProperty(globalThis, 'gc', { value: gc, configurable: true, writable: true });
}
