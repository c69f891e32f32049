/** The reporters by name. Each is a pure function of a record; the JSON record itself is always written. */
import type { RunRecord } from '../results/record';
import { junit } from './junit';
import { tap } from './tap';
import { terminal } from './terminal';

export interface Reporter {
  /** What it is, for `--help` and `list`. */
  readonly about: string;
  /** The extension of its file beside the record. */
  readonly extension: string;
  readonly render: (record: RunRecord, color: boolean) => string;
}

export const REPORTERS: Readonly<Record<string, Reporter>> = {
  terminal: { about: 'for people', extension: 'txt', render: terminal },
  tap: { about: 'TAP 13', extension: 'tap', render: (record) => tap(record) },
  junit: { about: 'JUnit XML, through tap-junit', extension: 'junit.xml', render: (record) => junit(record) },
  json: { about: 'the record', extension: 'json', render: (record) => `${JSON.stringify(record, null, 2)}\n` },
};
