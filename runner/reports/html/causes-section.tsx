/** What stands behind the failures, a subject at a time: the error, how many clauses it is behind, and links to them. */
import type { JSX } from 'preact';
import type { ClauseRecord } from '../../results/record';
import { causesOf, levelOf, type Group } from '../causes';
import { count, plain } from '../words';
import type { Column } from './matrix';
import { LevelMark, StatusSign } from './signs';

const MOST_LINKS = 40;

export function CausesSection({ columns }: { readonly columns: readonly Column[] }): JSX.Element | null {
  const failing = columns.filter(({ record }) => {
    const { own, blocked, notRun } = causesOf(record);
    return own.length + blocked.length + notRun.length > 0;
  });
  if (failing.length === 0) return null;
  return (
    <section class="causes" aria-labelledby="causes-title">
      <h2 id="causes-title">What fails, by cause</h2>
      {columns.map((column, index) =>
        failing.includes(column) ? (
          <CausesOf key={index} column={column} {...(columns.length > 1 ? { number: index + 1 } : {})} />
        ) : null,
      )}
    </section>
  );
}

export function CausesOf({
  column: { label, record },
  number,
}: {
  readonly column: Column;
  /** Its place among several. */
  readonly number?: number;
}): JSX.Element {
  const { own, blocked, notRun, known, suspect } = causesOf(record);
  return (
    <>
      {number === undefined ? null : (
        <h3 id={`causes-${number}`}>
          {plain(label)}{' '}
          <small>
            {plain(record.subject.version)} on {plain(record.subject.runtime)}
          </small>
        </h3>
      )}
      <ol>
        {own.map(({ words, clauses }, index) => (
          <li key={index}>
            <StatusSign status={clauses[0]?.status ?? 'fail'} level={levelOf(clauses)} />{' '}
            <LevelMark level={levelOf(clauses)} />{' '}
            {clauses.length === 1 ? null : <span class="how-many">{count(clauses.length, 'clause')}</span>}{' '}
            <code class="words">{plain(words)}</code> <Links clauses={clauses} />
          </li>
        ))}
      </ol>
      <ul class="rest">
        {blocked.map((group, index) => (
          <GroupOf key={index} group={group} what="blocked by" />
        ))}
        {notRun.map(({ words, clauses }, index) => (
          <li key={index}>{`${count(clauses.length, 'clause')} not run: ${plain(words)}`}</li>
        ))}
        {known.length === 0 ? null : <li>{`${count(known.length, 'known failure')}, in the baseline`}</li>}
        {suspect.length === 0 ? null : (
          <li>{`${count(suspect.length, 'clause')} not counted: CPython’s own loop fails there too (suspect)`}</li>
        )}
      </ul>
    </>
  );
}

function GroupOf({ group, what }: { readonly group: Group; readonly what: string }): JSX.Element {
  const { words, clauses } = group;
  return (
    <li>
      {`${count(clauses.length, 'clause')} ${what} `}
      <a href={`#${words}`}>{plain(words)}</a>
      <Links clauses={clauses} />
    </li>
  );
}

function Links({ clauses }: { readonly clauses: readonly ClauseRecord[] }): JSX.Element {
  const rest = clauses.length - MOST_LINKS;
  return (
    <span class="links">
      {clauses.slice(0, MOST_LINKS).map(({ id }) => (
        <a key={id} href={`#${id}`}>
          {plain(id)}
        </a>
      ))}
      {rest > 0 ? <span>{`and ${rest} more`}</span> : null}
    </span>
  );
}
