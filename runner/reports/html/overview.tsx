/** Chapters by subjects on one screen: of each chapter how many must clauses do not hold. The script sorts it. */
import type { JSX } from 'preact';
import { isBad, percent, plain, applicable } from '../words';
import type { Chapter, Column, Matrix } from './matrix';

const VERDICT_ORDER = { conformant: 0, nonconformant: 1, incomplete: 2 } as const;
const VERDICT_SIGNS = { conformant: '✓', nonconformant: '✗', incomplete: '?' } as const;

export function Overview({ matrix: { columns, chapters } }: { readonly matrix: Matrix }): JSX.Element | null {
  if (columns.length < 2) return null;
  return (
    <section aria-labelledby="overview-title">
      <h2 id="overview-title">Overview</h2>
      <p>
        Of each chapter the number of must clauses that do not hold. A name leads to what fails there by cause, a
        chapter to its clauses.
      </p>
      <div class="overview" role="region" aria-labelledby="overview-title" tabIndex={0}>
        <table class="sortable">
          <thead>
            <tr>
              <Heading words="Subject" />
              <Heading words="Version" />
              <Heading words="Runtime" />
              <Heading words="Verdict" />
              <Heading words="Must" />
              {chapters.map(({ id }) => (
                <Heading key={id} words={id} narrow />
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map((column, index) => (
              <SubjectRow key={index} column={column} index={index} chapters={chapters} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Heading({ words, narrow = false }: { readonly words: string; readonly narrow?: boolean }): JSX.Element {
  return (
    <th scope="col" class={narrow ? 'narrow' : undefined}>
      <button type="button" class="sort" title={`Sort by ${plain(words)}`}>
        {plain(words)}
      </button>
    </th>
  );
}

function SubjectRow({
  column: { label, record },
  index,
  chapters,
}: {
  readonly column: Column;
  readonly index: number;
  readonly chapters: readonly Chapter[];
}): JSX.Element {
  const { subject, verdict, summary } = record;
  const whole = applicable(summary.must);
  return (
    <tr>
      <th scope="row" data-sort={plain(label)}>
        <a href={`#subject-${index + 1}`}>{plain(label)}</a>
      </th>
      <td data-sort={plain(subject.version)}>{plain(subject.version)}</td>
      <td data-sort={plain(subject.runtime)}>{plain(subject.runtime)}</td>
      <td data-sort={VERDICT_ORDER[verdict]}>
        <a
          class={`stamp ${verdict}`}
          href={verdict === 'nonconformant' ? `#causes-${index + 1}` : `#subject-${index + 1}`}
        >
          <span aria-hidden="true">{VERDICT_SIGNS[verdict]}</span> {verdict}
        </a>
      </td>
      <td data-sort={whole === 0 ? 0 : summary.must.pass / whole}>{percent(summary.must.pass, whole)}</td>
      {chapters.map((chapter) => (
        <ChapterCell key={chapter.id} chapter={chapter} index={index} />
      ))}
    </tr>
  );
}

function ChapterCell({ chapter: { rows }, index }: { readonly chapter: Chapter; readonly index: number }): JSX.Element {
  const statuses = rows
    .filter(({ level }) => level === 'must')
    .map(({ cells }) => cells[index]?.status ?? ('absent' as const));
  const bad = statuses.filter((status) => isBad(status)).length;
  const judged = bad + statuses.filter((status) => status === 'pass').length;
  if (judged === 0) return <td class="none" data-sort={-1} aria-label="nothing judged" />;
  return (
    <td class={bad > 0 ? 'has-bad' : 'all-pass'} data-sort={bad}>
      {bad > 0 ? bad : <span aria-label="all hold">✓</span>}
    </td>
  );
}
