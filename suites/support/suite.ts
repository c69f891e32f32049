/**
 * Declaring tests. A suite is data: the runner knows every test before it loads any subject, and registering twice in
 * one process gives the same tests twice.
 */
import type { ChapterId, ClauseId, Need } from '../../spec';
import { findClause } from '../../spec';
import type { World } from './world';

/** What a test needs; a timeout is in seconds. */
export interface TestOptions {
  /** Runs only on this kind of subject: a Python-only observation of a clause, or one a bridge cannot carry. */
  readonly on?: 'python' | 'typescript';
  /** Seconds after which the test counts as hanging, before scaling; 10 when left out. */
  readonly timeout?: number;
  /** What this observation needs besides what its clause needs. */
  readonly needs?: readonly Need[];
}

/** One test, tied to one clause. */
export interface TestCase {
  readonly clause: ClauseId;
  /** What the test does, as a sentence; unique within its clause. */
  readonly title: string;
  readonly options: TestOptions;
  readonly body: (world: World) => void | Promise<void>;
}

/** The tests of a chapter, or of a part of it, as data. */
export interface Suite {
  readonly chapter: ChapterId;
  /** What the tests of this file have in common. */
  readonly title: string;
  readonly tests: readonly TestCase[];
}

/** Declares a test of a clause: `test(clause, title, body)`. */
export type DefineTest = (
  clause: ClauseId,
  title: string,
  body: (world: World) => void | Promise<void>,
  options?: TestOptions,
) => void;

/** Declares the tests of one file. */
export function suite(chapter: ChapterId, title: string, define: (test: DefineTest) => void): Suite {
  const tests: TestCase[] = [];
  const seen = new Set<string>();
  define((clause, testTitle, body, options = {}) => {
    const key = `${clause}: ${testTitle}`;
    if (seen.has(key)) throw new Error(`two tests are called "${key}"`);
    if (!clause.startsWith(`${chapter}.`)) throw new Error(`${clause} does not belong to the chapter ${chapter}`);
    seen.add(key);
    tests.push({ clause, title: testTitle, options, body });
  });
  return { chapter, title, tests };
}

/** The stable name of a test: clause and title. */
export function testId(test: Pick<TestCase, 'clause' | 'title'>): string {
  return `${test.clause}: ${test.title}`;
}

/** The title a test has in mocha: clause, level, sentence. */
export function mochaTitle(test: TestCase): string {
  return `${test.clause} [${findClause(test.clause)?.level ?? 'unknown'}] ${test.title}`;
}
