/** The reporters by name. Each is a pure function of records; the JSON record itself is always written. */
import { compactText } from './results/compact';
import { digestOf, withDigest } from './results/digest';
import type { RunRecord } from './results/record';
import { reduced } from './results/reduce';
import { badge, shields } from './reports/badge';
import { github } from './reports/github';
import type { html } from './reports/html/html';
import { junit } from './reports/junit';
import { line } from './reports/line';
import { markdown } from './reports/markdown';
import { pytest } from './reports/pytest';
import { tap } from './reports/tap';
import { terminal } from './reports/terminal';

/** Writes something for people or programs of a record. */
export interface Reporter {
  /** What it is, for `--help` and `list`. */
  readonly about: string;
  /** The extension of its file beside the record. */
  readonly extension: string;
  /** `width` is of the terminal that shows it; without one nothing is wrapped. */
  readonly render: (record: RunRecord, color: boolean, width?: number) => string;
  /** Several records in one report; left out where the format is of one. */
  readonly renderAll?: (records: readonly RunRecord[], color: boolean, width?: number) => string;
  /** It speaks to whoever reads the standard output, also where the others are written to files. */
  readonly toStdout?: true;
}

/** Every reporter, by the name that `--reporter` takes. */
export const REPORTERS: Readonly<Record<string, Reporter>> = {
  terminal: { about: 'for people', extension: 'txt', render: terminal, renderAll: each(terminal), toStdout: true },
  line: { about: 'a line a cause', extension: 'line.txt', render: line, renderAll: each(line), toStdout: true },
  html: {
    about: 'a page that stands alone',
    extension: 'html',
    render: (record) => page([record]),
    renderAll: (records) => page(records),
  },
  markdown: {
    about: 'for a job summary',
    extension: 'md',
    render: (record) => markdown([record]),
    renderAll: (records) => markdown(records),
  },
  github: {
    about: 'annotations of GitHub Actions',
    extension: 'github.txt',
    render: github,
    renderAll: each(github),
    toStdout: true,
  },
  badge: { about: 'a badge, SVG', extension: 'svg', render: badge },
  shields: { about: 'a badge for the endpoint of shields.io', extension: 'shields.json', render: shields },
  tap: { about: 'TAP 13', extension: 'tap', render: (record) => tap(record) },
  junit: { about: 'JUnit XML', extension: 'junit.xml', render: (record) => junit(record) },
  pytest: { about: 'what the pytest plugin shows', extension: 'pytest.json', render: (record) => pytest(record) },
  json: {
    about: 'the record',
    extension: 'json',
    render: (record) => `${JSON.stringify(withDigest(record), null, 2)}\n`,
  },
  compact: {
    about: 'the record, small enough to be kept in a repository',
    extension: 'compact.json',
    render: (record) => compactText(record.reduced === undefined ? reduced(record, digestOf(record)) : record),
  },
};

/** Loaded when it is wanted: it brings a renderer. */
function page(records: readonly RunRecord[]): string {
  return (require('./reports/html/html') as { readonly html: typeof html }).html(records);
}

function each(render: Reporter['render']): NonNullable<Reporter['renderAll']> {
  return (records, color, width) => records.map((record) => render(record, color, width)).join('');
}
