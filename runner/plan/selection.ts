/** Which tests a run plans: all of them, or what the command line narrows them to. */
import picomatch from 'picomatch';
import { currentIds } from './find-clauses';
import { CLAUSES, LEVELS, PROFILES, type Clause, type ClauseId, type Level } from '../../spec';
import { SUITES, testId, type TestCase } from '../../suites';
import { suggestion, UsageError } from '../errors';
import { splitClauses } from './split';
import { shippedWeights, type WeightOf } from './weights';

export interface Selection {
  readonly profiles?: readonly string[] | undefined;
  /** This level and the ones above it. */
  readonly level?: string | undefined;
  /** Globs of clause ids. */
  readonly clauses?: readonly string[] | undefined;
  /** Text in a clause's id or statement, or in a test's title. */
  readonly grep?: string | undefined;
  readonly shard?: Shard | undefined;
}

/** The `index`-th of `count` parts, split by duration: as `weightOf` says, or as the kit was measured. */
export interface Shard {
  readonly index: number;
  readonly count: number;
  readonly weightOf?: WeightOf | undefined;
}

export interface PlannedTest {
  readonly id: string;
  readonly test: TestCase;
}
export interface Plan {
  readonly clauses: readonly (Clause & { readonly id: ClauseId })[];
  readonly tests: readonly PlannedTest[];
}

export function planRun(selection: Selection): Plan {
  const { profiles, level, grep, shard } = selection;
  const globs = selection.clauses?.flatMap(currentIds);
  for (const profile of profiles ?? []) checkName('profile', profile, PROFILES);
  if (level !== undefined) checkName('level', level, LEVELS);
  const ids = CLAUSES.map((clause) => clause.id);
  for (const glob of globs ?? []) {
    const isMatch = picomatch(glob);
    if (!ids.some((id) => isMatch(id))) {
      throw new UsageError(
        `no clause matches "${glob}"`,
        suggestion(glob, ids, '`loopcert list clauses` shows them all'),
      );
    }
  }
  const matches = globs === undefined ? undefined : picomatch([...globs]);
  const depth = level === undefined ? LEVELS.length : LEVELS.indexOf(level as Level) + 1;
  const levels = LEVELS.slice(0, depth) as readonly Level[];
  const needle = grep?.toLowerCase();
  const has = (text: string): boolean => needle === undefined || text.toLowerCase().includes(needle);
  const wanted = CLAUSES.filter(
    (clause) =>
      (profiles === undefined || profiles.includes(clause.profile)) &&
      levels.includes(clause.level) &&
      (matches === undefined || matches(clause.id)),
  );
  const chosen = new Set<string>();
  const tests = SUITES.flatMap((suite) => suite.tests).filter((test) => {
    const clause = wanted.find(({ id }) => id === test.clause);
    if (clause === undefined) return false;
    const match = has(clause.id) || has(clause.statement) || has(test.title);
    if (match) chosen.add(clause.id);
    return match;
  });
  const clauses = wanted.filter(
    (clause) => chosen.has(clause.id) || (needle === undefined && !tests.some((t) => t.clause === clause.id)),
  );
  return shard === undefined ? { clauses, tests: planned(tests) } : shardOf({ clauses, tests: planned(tests) }, shard);
}

function planned(tests: readonly TestCase[]): readonly PlannedTest[] {
  return tests.map((test) => ({ id: testId(test), test }));
}

/** Whole clauses: each is in exactly one shard. */
function shardOf(plan: Plan, { index, count, weightOf }: Shard): Plan {
  const ids = plan.clauses.map((clause) => clause.id);
  const mine = splitClauses(ids, count, weightOf ?? shippedWeights())[index - 1];
  return {
    clauses: plan.clauses.filter((clause) => mine?.has(clause.id)),
    tests: plan.tests.filter(({ test }) => mine?.has(test.clause)),
  };
}

function checkName(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new UsageError(`there is no ${what} "${name}"`, suggestion(name, known, `there are ${known.join(', ')}`));
}
