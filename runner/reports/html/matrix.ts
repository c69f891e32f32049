/** The matrix behind the page: chapters of clauses by subjects, in the order of the specification. */
import { CHAPTERS, CLAUSES, findClause, type Clause } from '../../../spec';
import { testId } from '../../../suites';
import type { ClauseRecord, RunRecord, TestRecord } from '../../results/record';
import { testSource, type TestSource } from '../../plan/test-sources';
import { causesOf } from '../causes';
import { labelsOf } from '../labels';
import type { CellStatus } from '../words';

const MOST_IN_FULL = 30;

export interface Column {
  readonly label: string;
  readonly record: RunRecord;
}

export interface Cell {
  readonly column: Column;
  readonly status: CellStatus;
  readonly clause: ClauseRecord | undefined;
}

export interface TestRow {
  readonly title: string;
  readonly source: TestSource | undefined;
  readonly results: readonly { readonly column: Column; readonly test: TestRecord }[];
}

export interface Row {
  readonly id: string;
  readonly level: ClauseRecord['level'];
  readonly profile: ClauseRecord['profile'];
  /** What this kit knows of the clause; a record of another edition may have clauses it does not know. */
  readonly clause: Clause | undefined;
  readonly cells: readonly Cell[];
  readonly tests: readonly TestRow[];
  /** It is the example of a cause behind must clauses, and is shown with facts and sources: of all, the page would be huge. */
  readonly inFull: boolean;
}

export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface Matrix {
  readonly columns: readonly Column[];
  readonly chapters: readonly Chapter[];
}

export function matrixOf(records: readonly RunRecord[]): Matrix {
  const labels = labelsOf(records);
  const columns = records.map((record, i): Column => ({ label: labels[i] ?? record.subject.name, record }));
  const found = new Map<string, Map<Column, ClauseRecord>>();
  for (const column of columns) {
    for (const clause of column.record.clauses) {
      const known = found.get(clause.id) ?? new Map<Column, ClauseRecord>();
      found.set(clause.id, known.set(column, clause));
    }
  }
  const examples = new Set(records.flatMap(examplesOf));
  const order: readonly string[] = [...new Set<string>([...CLAUSES.map(({ id }) => id), ...found.keys()])];
  const rows = order.flatMap((id) => {
    const answers = found.get(id);
    return answers === undefined ? [] : [rowOf(id, columns, answers, examples.has(id))];
  });
  return { columns, chapters: chaptersOf(rows) };
}

function chaptersOf(rows: readonly Row[]): readonly Chapter[] {
  const titles = new Map<string, string>(CHAPTERS.map(({ id, title }) => [id, title]));
  const found = new Map<string, Row[]>([...titles.keys()].map((id) => [id, []]));
  for (const row of rows) {
    const id = chapterId(row.id);
    const own = found.get(id);
    if (own === undefined) found.set(id, [row]);
    else own.push(row);
  }
  return [...found]
    .map(([id, own]) => ({ id, title: titles.get(id) ?? '', rows: own }))
    .filter((chapter) => chapter.rows.length > 0);
}

function chapterId(clause: string): string {
  return clause.split('.')[0] ?? clause;
}

/** Of each cause the first must clause. A loop with more causes than so many has other worries than the rest of them. */
function examplesOf(record: RunRecord): readonly string[] {
  const all = causesOf(record).own.flatMap(({ clauses: [first] }) =>
    first === undefined || first.level !== 'must' ? [] : [first.id],
  );
  return all.slice(0, MOST_IN_FULL);
}

function rowOf(
  id: string,
  columns: readonly Column[],
  answers: ReadonlyMap<Column, ClauseRecord>,
  inFull: boolean,
): Row {
  const [first] = answers.values();
  if (first === undefined) throw new Error(`no record has ${id}`);
  const cells = columns.map((column): Cell => {
    const clause = answers.get(column);
    return { column, clause, status: clause?.status ?? 'absent' };
  });
  const titles = new Set([...answers.values()].flatMap(({ tests }) => tests.map(({ title }) => title)));
  const tests = [...titles].map((title): TestRow => {
    const results = [...answers].flatMap(([column, clause]) =>
      clause.tests.filter((test) => test.title === title).map((test) => ({ column, test })),
    );
    return { title, source: testSource(testId({ clause: first.id, title })), results };
  });
  return { id, level: first.level, profile: first.profile, clause: findClause(id), cells, tests, inFull };
}
