/** `--oracle`: asks CPython's own loop about each clause that failed. Where it fails too, the kit is to be suspected. */
import type { RunRecord } from '../results/record';
import { parseSubject, type SubjectSpec } from '../subjects/subject-spec';
import { certifySubject, type CertifyOptions } from './certify-subject';

export async function askOracle(record: RunRecord, options: CertifyOptions): Promise<RunRecord> {
  const failed = record.clauses.filter(
    ({ status }) => status === 'fail' || status === 'hang' || status === 'crash' || status === 'flaky',
  );
  if (failed.length === 0) return record;
  const answer = await certifySubject({
    spec: oracleOf(options.spec),
    selection: { clauses: failed.map(({ id }) => id) },
    seed: options.seed,
    jobs: options.jobs,
    timeout: options.timeout,
    retries: 0,
    repeat: 1,
  });
  const answers = new Map(answer.clauses.map(({ id, status }) => [id, status]));
  return {
    ...record,
    clauses: record.clauses.map((clause) => {
      const status = failed.includes(clause) ? answers.get(clause.id) : undefined;
      if (status === undefined || status === 'skip' || status === 'untested') return clause;
      return { ...clause, oracle: status === 'pass' ? ('agrees' as const) : ('suspect' as const) };
    }),
  };
}

/** The same interpreter's own loop for a Python loop, the embedded one for the rest. */
function oracleOf(spec: SubjectSpec): SubjectSpec {
  if (spec.kind !== 'python') return parseSubject('cpython');
  return {
    ...spec,
    text: 'python:asyncio:SelectorEventLoop',
    module: 'asyncio',
    factory: 'SelectorEventLoop',
    args: {},
  };
}
