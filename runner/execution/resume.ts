/** Going on with an unfinished record: it must be of the same subject, selection and clauses. */
import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../errors';
import { selectionRecord, specDigest } from '../results/assemble';
import { KIT } from '../results/kit';
import type { RunRecord, TestRecord } from '../results/record';
import type { CertifyOptions } from './certify-subject';

/** The tests that it has judged, by their ids. @throws UsageError when it is the record of another run. */
export function resumable(
  record: RunRecord,
  { spec, selection, contract }: Pick<CertifyOptions, 'spec' | 'selection' | 'contract'>,
): readonly (readonly [string, TestRecord])[] {
  const differs =
    record.subject.name !== spec.text
      ? `is of the subject ${record.subject.name}`
      : record.kit.version !== KIT.version || record.spec.digest !== specDigest()
        ? `was made by another version of the kit, ${record.kit.version}`
        : !isDeepStrictEqual(record.selection, plain(selectionRecord(selection)))
          ? `is of the selection ${JSON.stringify(record.selection)}`
          : contract !== undefined && record.spec.contract !== contract
            ? `is of version ${record.spec.contract} of the contract`
            : undefined;
  if (differs !== undefined) {
    throw new UsageError(
      `the record of ${spec.text} cannot be resumed: it ${differs}`,
      'give the options of the run that wrote it, or run without --resume',
    );
  }
  return record.clauses.flatMap(({ id, tests }) =>
    tests
      .filter(({ status }) => status !== 'notRun' && status !== 'skip' && status !== 'blocked')
      .map((test) => [`${id}: ${test.title}`, test] as const),
  );
}

/** As it is after a way through JSON. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
