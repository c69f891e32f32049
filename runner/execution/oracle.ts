/** `--oracle`: asks CPython's own loop about each clause that failed. Where it fails too, the kit is to be suspected. */
import { UsageError } from '../errors';
import type { ClauseRecord, RunRecord } from '../results/record';
import { parseSubject, type SubjectSpec } from '../subjects/subject-spec';
import { isFailure } from './attempts';
import { certifySubject, type CertifyOptions } from './certify-subject';

export async function askOracle(
  record: RunRecord,
  options: CertifyOptions,
  onProblem: (problem: string) => void = () => {},
): Promise<RunRecord> {
  const failed = record.clauses.filter(
    ({ status }) => isFailure(status) && status !== 'blocked' && status !== 'notRun' && status !== 'untested',
  );
  if (failed.length === 0) return record;
  const spec = oracleOf(options.spec, record.spec.contract);
  let answer: RunRecord;
  try {
    const { seed, jobs, timeout, contract, signal } = options;
    const clauses = failed.map(({ id }) => id);
    const run = { spec, selection: { clauses }, seed, jobs, timeout, contract, retries: 0, repeat: 1 };
    answer = await certifySubject({ ...run, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    onProblem(`no oracle was asked: ${error.message}`);
    return record;
  }
  return {
    ...record,
    clauses: record.clauses.map((clause) => (failed.includes(clause) ? compare(clause, answer) : clause)),
  };
}

/** What the oracle was not asked, or does not offer, is left open. */
function compare(clause: ClauseRecord, answer: RunRecord): ClauseRecord {
  const status = answer.clauses.find(({ id }) => id === clause.id)?.status;
  if (status === undefined || status === 'skip' || status === 'untested' || status === 'notRun') return clause;
  return { ...clause, oracle: status === 'pass' ? 'agrees' : 'suspect' };
}

/** What the embedded interpreter keeps. */
const EMBEDDED_CONTRACT = '3.14';

/**
 * CPython of the same version: for a Python loop its interpreter's own loop, for another the embedded interpreter or,
 * where that is of another version, an interpreter of the machine. Nothing of the subject's is on its path.
 */
function oracleOf(spec: SubjectSpec, contract: string): SubjectSpec {
  if (spec.kind === 'cpython') return spec;
  const own = 'python:asyncio:SelectorEventLoop';
  if (spec.kind === 'python') return { ...(parseSubject(own, spec) as typeof spec), pythonPath: [] };
  const minor = /^3\.\d+/.exec(contract)?.[0];
  return minor === EMBEDDED_CONTRACT ? parseSubject('cpython') : parseSubject(own, { python: minor });
}
