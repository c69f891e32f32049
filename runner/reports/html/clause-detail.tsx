/** What is known about one clause: what went wrong first, then what it says and from where, then its tests. */
import type { ComponentChildren, JSX } from 'preact';
import type { ClauseRecord, TestRecord } from '../../results/record';
import { isBad, plain, reproduceCommand, safeLink, STATUS_WORDS } from '../words';
import type { Cell, Column, Row, TestRow } from './matrix';
import { StatusSign } from './signs';

export function ClauseDetail({ row }: { readonly row: Row }): JSX.Element {
  return (
    <div class="inside">
      {row.cells
        .filter(({ status }) => isBad(status))
        .map((cell, index) => (
          <Trouble key={index} row={row} cell={cell} />
        ))}
      <Reasons cells={row.cells} />
      <Facts row={row} />
      {row.tests.map((test) => (
        <TestSection key={test.title} row={row} test={test} />
      ))}
      <p class="reproduce">
        <span>All of it in a terminal: </span>
        <code class="command">{`loopcert explain ${row.id}`}</code>
      </p>
    </div>
  );
}

function Trouble({ row, cell: { column, clause } }: { readonly row: Row; readonly cell: Cell }): JSX.Element | null {
  if (clause === undefined) return null;
  const link = safeLink(clause.deviation?.link);
  return (
    <section class={`trouble of-${row.level} find`}>
      <h4>
        <StatusSign status={clause.status} level={row.level} /> {plain(column.label)}
      </h4>
      {clause.tests
        .filter(({ status }) => isBad(status))
        .map((test) => (
          <TroubleOfTest key={test.title} test={test} />
        ))}
      {clause.deviation === undefined ? null : (
        <p class="known">
          <strong>Known deviation.</strong> {plain(clause.deviation.reason)}{' '}
          {link === undefined ? null : (
            <a href={link} rel="noreferrer">
              {link}
            </a>
          )}
        </p>
      )}
      {clause.oracle === undefined ? null : <p class="known">{oracleWords(clause)}</p>}
      <p class="reproduce">
        <span>Reproduce: </span>
        <code class="command">{plain(reproduceCommand(column.record, row.id))}</code>
      </p>
    </section>
  );
}

function oracleWords({ oracle }: ClauseRecord): string {
  return oracle === 'suspect'
    ? "Suspect: CPython's own loop of the same version fails it too."
    : "CPython's own loop of the same version passes it.";
}

function TroubleOfTest({
  test: { title, status, error, reason, attempts },
}: {
  readonly test: TestRecord;
}): JSX.Element {
  return (
    <div class="failure">
      <p class="what">
        {plain(title)}: {STATUS_WORDS[status].word}
        {attempts === undefined ? '' : ` (${attempts.map((attempt) => STATUS_WORDS[attempt].word).join(', ')})`}
      </p>
      {reason === undefined ? null : <p>{plain(reason)}</p>}
      {error === undefined ? null : (
        <>
          <pre class="message">{`${plain(error.name)}: ${plain(error.message)}`}</pre>
          {error.expected === undefined ? null : (
            <dl class="compared">
              <div class="expected">
                <dt>expected</dt>
                <dd>
                  <pre>{plain(error.expected)}</pre>
                </dd>
              </div>
              <div class="actual">
                <dt>actual</dt>
                <dd>
                  <pre>{plain(error.actual ?? '')}</pre>
                </dd>
              </div>
            </dl>
          )}
          <Fold title="Stack" text={error.stack} />
          <Fold title="Standard error of the subject" text={error.stderr} />
        </>
      )}
    </div>
  );
}

function Fold({ title, text }: { readonly title: string; readonly text: string | undefined }): JSX.Element | null {
  if (text === undefined || text === '') return null;
  return (
    <details class="fold">
      <summary>{title}</summary>
      <pre>{plain(text)}</pre>
    </details>
  );
}

/** Why it was not tested, one line a reason. */
function Reasons({ cells }: { readonly cells: readonly Cell[] }): JSX.Element | null {
  const byReason = new Map<string, Cell[]>();
  for (const cell of cells) {
    if (cell.status !== 'skip' && cell.status !== 'untested' && cell.status !== 'absent') continue;
    const reason = `${STATUS_WORDS[cell.status].word}: ${cell.clause?.reason ?? STATUS_WORDS[cell.status].about}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), cell]);
  }
  if (byReason.size === 0) return null;
  return (
    <ul class="reasons find">
      {[...byReason].map(([reason, of]) => (
        <li key={reason}>
          <strong>{of.map(({ column }) => plain(column.label)).join(', ')}</strong> {plain(reason)}
        </li>
      ))}
    </ul>
  );
}

function Facts({ row: { id, level, profile, clause } }: { readonly row: Row }): JSX.Element {
  const versions =
    clause === undefined
      ? undefined
      : clause.until === undefined
        ? `since ${clause.since}`
        : `${clause.since} until ${clause.until}`;
  return (
    <dl class="facts find">
      <Fact name="level">{`${level}, in the profile ${profile}`}</Fact>
      <Fact name="binds">{clause === undefined ? undefined : names(clause.api)}</Fact>
      <Fact name="versions">{versions}</Fact>
      <Fact name="source">{clause?.source}</Fact>
      <Fact name="needs">{clause?.needs?.join(', ')}</Fact>
      <Fact name="Python only">{clause?.pythonOnly}</Fact>
      <Fact name="untested">{clause?.untested}</Fact>
      <Fact name="note">{clause?.note}</Fact>
      <Fact name="link">
        <a href={`#${id}`} class="permalink">{`#${id}`}</a>
      </Fact>
    </dl>
  );
}

function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children?: ComponentChildren;
}): JSX.Element | null {
  if (children === undefined || children === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function names(api: readonly string[]): ComponentChildren {
  return api.flatMap((name, index) => [...(index === 0 ? [] : [', ']), <code key={name}>{name}</code>]);
}

function TestSection({
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
          <pre class="source">{source.text}</pre>
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
