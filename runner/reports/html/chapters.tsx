/** A folding chapter with its counts a subject, and in it the table of its clauses. */
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { isBad, plain, STATUS_WORDS, type CellStatus } from '../words';
import { ClauseDetail, hasDetail, reasonInRow } from './clause-detail';
import type { Chapter, Column, Matrix, Row } from './matrix';
import { Bar, LevelMark, StatusSign } from './signs';

/** Subjects, from which on there is no room for words. */
export const MANY = 5;

export function Chapters({ matrix: { columns, chapters } }: { readonly matrix: Matrix }): JSX.Element {
  return (
    <div class={`matrix${columns.length > MANY ? ' dense' : ''}`}>
      <div class="columns" aria-hidden="true">
        <span>Chapter and clause</span>
        {columns.map(({ label }, index) => (
          <span key={index} title={plain(label)}>
            {plain(label)}
          </span>
        ))}
      </div>
      {chapters.map((chapter) => (
        <ChapterSection key={chapter.id} chapter={chapter} columns={columns} />
      ))}
    </div>
  );
}

function ChapterSection({
  chapter,
  columns,
}: {
  readonly chapter: Chapter;
  readonly columns: readonly Column[];
}): JSX.Element {
  const { id, title, rows } = chapter;
  const worth = rows.some(({ cells }) => cells.some(({ status }) => isBad(status)));
  return (
    <section class="chapter" data-chapter={id}>
      <details open={worth} {...(worth ? { 'data-open': '' } : {})}>
        <summary>
          <span class="name">
            <h3>
              <code>{plain(id)}</code> {title}
            </h3>
            <span class="shown" hidden />
          </span>
          {columns.map((column, index) => (
            <ChapterCount key={index} rows={rows} column={column} index={index} />
          ))}
        </summary>
        <table>
          <caption class="unseen">{`Clauses of the chapter ${plain(id)} by subject`}</caption>
          <colgroup>
            <col />
            {columns.map((_, index) => (
              <col key={index} class="subject" />
            ))}
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Clause</th>
              {columns.map(({ label }, index) => (
                <th key={index} scope="col">
                  {plain(label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ClauseRows key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function ChapterCount({
  rows,
  column,
  index,
}: {
  readonly rows: readonly Row[];
  readonly column: Column;
  readonly index: number;
}): JSX.Element {
  const statuses = rows.map(({ cells }) => cells[index]?.status ?? 'absent');
  const pass = statuses.filter((status) => status === 'pass').length;
  const bad = statuses.filter((status) => isBad(status)).length;
  const out = statuses.length - pass - bad;
  return (
    <span class={`part ${bad > 0 ? 'has-bad' : pass > 0 ? 'all-pass' : 'none'}`}>
      <span class="unseen">{`${plain(column.label)}: `}</span>
      <span class="figure">
        {pass + bad === 0 ? (
          'none'
        ) : (
          <>
            {pass}
            <span class="unseen"> of </span>
            <span aria-hidden="true">/</span>
            {pass + bad}
          </>
        )}
        <span class="unseen">{` pass${out > 0 ? `, ${out} not tested` : ''}; `}</span>
      </span>
      <Bar
        shares={[
          { kind: 'pass', count: pass },
          { kind: 'bad', count: bad },
          { kind: 'out', count: out },
        ]}
      />
    </span>
  );
}

function ClauseRows({ row }: { readonly row: Row }): JSX.Element {
  const { id, level, profile, cells } = row;
  const more = hasDetail(row);
  const why = reasonInRow(cells);
  // What most rows say goes without saying: the script knows it.
  const holds = cells.length === 1 && cells[0]?.status === 'pass';
  const attributes = {
    class: 'clause',
    id,
    'data-level': level === 'must' ? undefined : level,
    'data-profile': profile === 'core' ? undefined : profile,
    'data-status': holds ? undefined : cells.map(({ status }) => status).join(' '),
  };
  const heading = <RowHeading row={row} more={more} why={why} />;
  return (
    <>
      {cells.length > MANY ? (
        <tr {...attributes} dangerouslySetInnerHTML={{ __html: renderToString(heading) + denseCells(row) }} />
      ) : (
        <tr {...attributes}>
          {heading}
          {cells.map(({ status, clause: answer, column }, index) =>
            cells.length === 1 && status === 'pass' ? (
              <td key={index} class="passes">
                {STATUS_WORDS.pass.word}
              </td>
            ) : why !== undefined && status !== 'absent' ? (
              <td key={index} class={`sole ${status}`}>
                {STATUS_WORDS[status].word}
              </td>
            ) : (
              <td
                key={index}
                title={why === undefined ? titleOf(cells.length, column, status, answer?.reason) : undefined}
              >
                <StatusSign status={status} level={level} />
              </td>
            ),
          )}
        </tr>
      )}
      {more ? (
        <tr class="detail">
          <td colSpan={cells.length + 1}>
            <ClauseDetail row={row} brief={cells.length > MANY} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function RowHeading({
  row: { id, level, clause, cells },
  more,
  why,
}: {
  readonly row: Row;
  readonly more: boolean;
  readonly why: string | undefined;
}): JSX.Element {
  return (
    <th scope="row">
      {more ? (
        <button type="button" class="toggle" aria-expanded="false">
          <code>{plain(id)}</code>
        </button>
      ) : (
        <code>{plain(id)}</code>
      )}{' '}
      <LevelMark level={level} />
      <span class="statement">{clause?.statement ?? 'This clause is unknown to this version of the kit.'}</span>
      {why === undefined || why === '' ? null : (
        <span class="why">
          {cells[0]?.status === 'blocked' ? (
            <>
              blocked by <a href={`#${why}`}>{plain(why)}</a>
            </>
          ) : (
            plain(why)
          )}
        </span>
      )}
    </th>
  );
}

const DENSE = new Map<string, string>();

/** Signs alone, of which each is rendered once: a page of forty subjects has sixty thousand. */
function denseCells({ level, cells }: Row): string {
  return cells
    .map(({ status }) => {
      const key = `${status} ${level}`;
      const known = DENSE.get(key) ?? renderToString(<DenseCell status={status} level={level} />);
      DENSE.set(key, known);
      return known;
    })
    .join('');
}

function DenseCell({ status, level }: { readonly status: CellStatus; readonly level: Row['level'] }): JSX.Element {
  const { sign, word } = STATUS_WORDS[status];
  if (status === 'pass' || status === 'skip') return <td class={status === 'pass' ? 'holds' : 'out'}>{sign}</td>;
  return (
    <td title={word}>
      <StatusSign status={status} level={level} />
    </td>
  );
}

/** Of a single subject that passes there is nothing to add to the sign. */
function titleOf(
  columns: number,
  { label }: Column,
  status: CellStatus,
  reason: string | undefined,
): string | undefined {
  if (columns === 1 && reason === undefined) return undefined;
  return `${plain(label)}: ${STATUS_WORDS[status].word}${reason === undefined ? '' : `, ${plain(reason)}`}`;
}
