/**
 * Asks CPython's own loop about each clause that failed, in a process that never loads the subject, since some patch asyncio.
 * Where it fails the same tests the kit or this release of Python is to be suspected, and the clause does not count.
 */
import { compareVersions } from '../../spec';
import { UsageError } from '../errors';
import type { ClauseRecord, RunRecord, Status } from '../results/record';
import { rejudge } from '../results/rejudge';
import { parseSubject, type SubjectSpec } from '../subjects/subject-spec';
import { certifySubject, type CertifyOptions } from './certify-subject';

/** Seconds that it may take in any case. */
const LEAST = 10;

/** Whether a run asks without being told to: where the loop is Python's and not the oracle itself. */
export function needsOracle({ subject }: Pick<RunRecord, 'subject'>): boolean {
  return subject.loop !== undefined && !subject.loop.own;
}

export async function askOracle(
  record: RunRecord,
  options: CertifyOptions,
  onProblem: (problem: string) => void = () => {},
): Promise<RunRecord> {
  const failed = record.clauses.filter(({ tests }) => tests.some(({ status }) => isSeen(status)));
  if (failed.length === 0) return record;
  const spec = oracleOf(options.spec, record.spec.contract);
  let answer: RunRecord;
  try {
    const { seed, jobs, timeout, contract, signal, budget } = options;
    const clauses = failed.map(({ id }) => id);
    const left = budget === undefined || budget === 0 ? budget : Math.max(LEAST, budget - record.durationMs / 1000);
    // No canaries: what it certifies is not looked at.
    const run = { spec, selection: { clauses }, seed, jobs, timeout, contract, retries: 0, repeat: 1, canaries: {} };
    answer = await certifySubject({ ...run, budget: left, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    onProblem(`no oracle was asked: ${error.message}`);
    return record;
  }
  return rejudge(
    record,
    record.clauses.map((clause) => (failed.includes(clause) ? compare(clause, answer) : clause)),
  );
}

function isSeen(status: Status): boolean {
  return status === 'fail' || status === 'hang' || status === 'crash' || status === 'flaky';
}

/** By the tests that failed: what the oracle did not come to, or does not offer, is left open. */
function compare(clause: ClauseRecord, answer: RunRecord): ClauseRecord {
  const replayed = answer.clauses.find(({ id }) => id === clause.id)?.tests ?? [];
  const answers = clause.tests
    .filter(({ status }) => isSeen(status))
    .map(({ title }) => replayed.find((test) => test.title === title)?.status);
  if (answers.some((status) => status === 'pass')) return { ...clause, oracle: 'agrees' };
  const all = answers.every((status) => status !== undefined && isSeen(status));
  return all ? { ...clause, oracle: 'suspect' } : clause;
}

/** What the embedded interpreter keeps. */
const EMBEDDED_CONTRACT = '3.14';

/**
 * CPython of the same version: for a Python loop its interpreter's own loop, for another the embedded interpreter or,
 * where the contract is an older one, an interpreter of the machine. Nothing of the subject's is on its path.
 */
function oracleOf(spec: SubjectSpec, contract: string): SubjectSpec {
  if (spec.kind === 'cpython') return spec;
  const own = 'python:asyncio:SelectorEventLoop';
  if (spec.kind === 'python') {
    return { ...(parseSubject(own, spec) as typeof spec), pythonPath: [], implementation: spec.implementation };
  }
  // What came after the embedded interpreter it skips, and so leaves open.
  if (compareVersions(contract, EMBEDDED_CONTRACT) >= 0) return parseSubject('cpython');
  return parseSubject(own, { python: /^3\.\d+/.exec(contract)?.[0] });
}
