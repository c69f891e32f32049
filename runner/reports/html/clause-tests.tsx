/** A test of a clause: how it ended on each subject, and its source text. */
import type { JSX } from 'preact';
import type { TestRecord } from '../../results/record';
import { isBad, plain } from '../words';
import type { Column, Row, TestRow } from './matrix';
import { StatusSign } from './signs';

export function TestSection({
  row,
  test: { title, source, results },
}: {
  readonly row: Row;
  readonly test: TestRow;
}): JSX.Element {
  return (
    <details class="test">
      <summary>
        <span class="title find">{plain(title)}</span> <Results row={row} results={results} />
      </summary>
      {source === undefined ? (
        <p>The source of this test is not in this version of the kit.</p>
      ) : (
        <>
          <p class="file">
            {source.file}:{source.line}
          </p>
          {results.some(({ test }) => isBad(test.status)) ? <pre class="source">{source.text}</pre> : null}
        </>
      )}
    </details>
  );
}

/** One sign where all subjects agree. */
function Results({ row, results }: { readonly row: Row; readonly results: TestRow['results'] }): JSX.Element {
  const [first] = results;
  const alike = results.length === row.cells.length && results.every(({ test }) => test.status === first?.test.status);
  if (alike && first !== undefined) return <StatusSign status={first.test.status} level={row.level} />;
  return (
    <span class="results">
      {results.map(({ column, test }, index) => (
        <OneResult key={index} row={row} column={column} test={test} />
      ))}
    </span>
  );
}

function OneResult({
  row,
  column,
  test,
}: {
  readonly row: Row;
  readonly column: Column;
  readonly test: TestRecord;
}): JSX.Element {
  return (
    <span class="result">
      {plain(column.label)} <StatusSign status={test.status} level={row.level} />
    </span>
  );
}
