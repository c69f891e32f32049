/** Whether a record is what a run of this kit writes: unchanged, whole, and with a verdict that follows from its clauses. */
import { findClause, PROFILES } from '../../spec';
import { testId } from '../../suites';
import { planRun, type Plan } from '../plan/selection';
import { specDigest } from '../results/assemble';
import { digestOf } from '../results/digest';
import { KIT } from '../results/kit';
import type { RunRecord } from '../results/record';
import { rejudge } from '../results/rejudge';
import { verdictOf } from '../results/verdict';

/** One thing that was looked at. `detail` says what was found, in words for people. */
export interface Check {
  readonly what: 'digest' | 'kit' | 'clauses' | 'tests' | 'profiles' | 'canaries' | 'faults' | 'verdict' | 'rerun';
  readonly holds: boolean;
  readonly detail: string;
}

/** All checks that need no run. What is about the texts of clauses is left out where another kit made the record. */
export function verifyRecord(record: RunRecord): readonly Check[] {
  const kit = checkKit(record);
  if (!kit.holds) return [checkDigest(record), kit, checkCanaries(record)];
  const plan = planRun(record.selection);
  return [
    checkDigest(record),
    kit,
    checkClauses(record, plan),
    ...(record.reduced === undefined ? [checkTests(record, plan)] : []),
    checkProfiles(record),
    checkCanaries(record),
    checkFaults(record),
    checkVerdict(record),
  ];
}

function checkDigest(record: RunRecord): Check {
  const { digest } = record;
  if (digest === undefined) return { what: 'digest', holds: false, detail: 'it carries none' };
  const found = digestOf(record);
  if (digest !== found) {
    return { what: 'digest', holds: false, detail: `it says ${short(digest)}, and what it holds has ${short(found)}` };
  }
  return { what: 'digest', holds: true, detail: short(digest) };
}

function short(digest: string): string {
  return digest.replace(/^(sha256:.{16}).*$/, '$1…');
}

function checkKit({ kit, spec }: RunRecord): Check {
  if (kit.name !== KIT.name || kit.version !== KIT.version) {
    const detail = `${kit.name} ${kit.version} wrote it, and this is ${KIT.name} ${KIT.version}: verify it with that`;
    return { what: 'kit', holds: false, detail };
  }
  if (spec.digest !== specDigest()) {
    const detail = `its clauses have the digest ${spec.digest}, and those of this kit ${specDigest()}`;
    return { what: 'kit', holds: false, detail };
  }
  return { what: 'kit', holds: true, detail: `${kit.name} ${kit.version}, clauses ${spec.digest}` };
}

/** Each clause of the selection once, none besides, at its level and in its profile. */
function checkClauses({ clauses }: RunRecord, plan: Plan): Check {
  const planned = new Map<string, Plan['clauses'][number]>(plan.clauses.map((clause) => [clause.id, clause]));
  const recorded = new Set<string>(clauses.map(({ id }) => id));
  const problems = [
    ...[...planned.keys()].filter((id) => !recorded.has(id)).map((id) => `${id} is missing`),
    ...clauses.filter(({ id }) => !planned.has(id)).map(({ id }) => `${id} was not selected`),
    ...(recorded.size < clauses.length ? ['a clause is there twice'] : []),
    ...clauses
      .filter(({ id, level, profile }) => {
        const clause = findClause(id);
        return clause !== undefined && (clause.level !== level || clause.profile !== profile);
      })
      .map(({ id }) => `${id} is of another level or profile`),
  ];
  return checked('clauses', problems, `${clauses.length}, as selected`);
}

function checkTests({ clauses }: RunRecord, plan: Plan): Check {
  const planned = new Set(plan.tests.map(({ id }) => id));
  const recorded = new Set(clauses.flatMap(({ id, tests }) => tests.map(({ title }) => testId({ clause: id, title }))));
  const problems = [
    ...[...planned].filter((id) => !recorded.has(id)).map((id) => `"${id}" is missing`),
    ...[...recorded].filter((id) => !planned.has(id)).map((id) => `"${id}" is no test of this kit`),
  ];
  return checked('tests', problems, `${recorded.size}, as planned`);
}

/** The list of profiles that the verdict is about, and their figures, follow from the clauses. */
function checkProfiles(record: RunRecord): Check {
  const anew = rejudge(record, record.clauses);
  const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  const problems = [
    ...(same(record.profiles, anew.profiles) ? [] : ['the figures of the profiles do not follow from the clauses']),
    ...(same(record.summary, anew.summary) ? [] : ['the summary does not follow from the clauses']),
    ...(record.scope === undefined || same(record.scope, anew.scope) ? [] : ['it names other profiles as judged']),
  ];
  const judged = anew.scope?.judged ?? [];
  const detail = judged.length === PROFILES.length ? 'all judged' : `judged: ${judged.join(', ') || 'none'}`;
  return checked('profiles', problems, detail);
}

function checkCanaries({ canaries: { run, caught } }: RunRecord): Check {
  return { what: 'canaries', holds: run > 0 && caught === run, detail: `${caught} of ${run} caught` };
}

function checkFaults({ faults = [] }: RunRecord): Check {
  const lasting = faults.filter(({ mended }) => !mended).length;
  return { what: 'faults', holds: lasting === 0, detail: lasting === 0 ? 'none of the kit' : `${lasting} of the kit` };
}

/** A run that was cut short may say so; else nothing but what the clauses give. */
function checkVerdict({ verdict: said, clauses, canaries, profiles, faults }: RunRecord): Check {
  const { verdict: found } = verdictOf(clauses, canaries, profiles, faults);
  const holds = said === found || said === 'incomplete';
  return { what: 'verdict', holds, detail: holds ? said : `it says ${said}, and the clauses give ${found}` };
}

function checked(what: Check['what'], problems: readonly string[], detail: string): Check {
  const [first, ...rest] = problems;
  if (first === undefined) return { what, holds: true, detail };
  return { what, holds: false, detail: rest.length === 0 ? first : `${first}, and ${rest.length} more` };
}
