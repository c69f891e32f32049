/** The page as a whole: what was judged, what was found clause by clause, and what the signs mean. */
import type { JSX } from 'preact';
import { CLAUSES } from '../../../spec';
import { KIT } from '../../results/kit';
import { STATUS_WORDS } from '../words';
import type { PageAssets } from './assets';
import { CausesSection } from './causes-section';
import { Chapters, MANY } from './chapters';
import { Filters } from './filters';
import { HistorySection } from './history-section';
import { Loops } from './loops';
import type { Matrix } from './matrix';
import { Overview } from './overview';
import { StatusSign } from './signs';
import { Subjects } from './subjects';

const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" fill="none" stroke="#2f6fde" stroke-width="2.5" stroke-dasharray="29 9"/><path d="m5 8 2.2 2.3L11.5 6" fill="none" stroke="#2f6fde" stroke-width="2"/></svg>',
  );

export function Page({ matrix, assets }: { readonly matrix: Matrix; readonly assets: PageAssets }): JSX.Element {
  const { columns } = matrix;
  const names = columns.map(({ label }) => label).join(', ');
  const causes = <CausesSection columns={columns} />;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={assets.policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{`Conformance of ${names}`}</title>
        <link rel="icon" href={ICON} />
        <style dangerouslySetInnerHTML={{ __html: assets.style }} />
        <noscript>
          <style dangerouslySetInnerHTML={{ __html: assets.unscripted }} />
        </noscript>
      </head>
      <body>
        <a class="skip-link" href="#clauses">
          Skip to the clauses
        </a>
        <header class="page">
          <h1>Conformance report</h1>
          <p>
            How far {columns.length === 1 ? 'an event loop keeps' : `${columns.length} event loops keep`} asyncio’s
            contract, clause by clause. Made by {KIT.name} {KIT.version}.
          </p>
        </header>
        <main>
          <Doubts matrix={matrix} />
          <Overview matrix={matrix} />
          {columns.length > MANY ? (
            <Loops columns={columns} />
          ) : (
            <>
              {/* The verdict comes first, and then what is behind it: of several subjects the overview has the verdicts. */}
              {columns.length > 1 ? causes : null}
              <Subjects columns={columns} />
              {columns.length > 1 ? null : causes}
              <HistorySection records={columns.map(({ record }) => record)} />
            </>
          )}
          <section id="clauses" aria-labelledby="clauses-title" tabIndex={-1}>
            <h2 id="clauses-title">Clauses</h2>
            <Filters matrix={matrix} />
            <Chapters matrix={matrix} />
            <p class="nothing" id="nothing" hidden>
              No clause matches.
            </p>
          </section>
        </main>
        <Legend />
        <script dangerouslySetInnerHTML={{ __html: assets.script }} />
      </body>
    </html>
  );
}

/** What keeps the records from being compared, or from saying as much as they seem to. */
function Doubts({ matrix: { columns, chapters } }: { readonly matrix: Matrix }): JSX.Element | null {
  const digests = new Set(columns.map(({ record }) => record.spec.digest));
  const kits = new Set(columns.map(({ record }) => record.kit.version));
  const rows = chapters.reduce((sum, chapter) => sum + chapter.rows.length, 0);
  const unknown = chapters.flatMap((chapter) => chapter.rows).filter(({ clause }) => clause === undefined).length;
  const doubts = [
    ...(digests.size > 1
      ? [
          `The records were made with ${digests.size} different texts of the specification, so they are not of one thing.`,
        ]
      : []),
    ...(kits.size > 1 || !kits.has(KIT.version)
      ? [
          `The records were made by ${KIT.name} ${[...kits].join(', ')}; statements and sources are those of ${KIT.version}.`,
        ]
      : []),
    ...(unknown > 0 ? [`${unknown} clauses are unknown to this version of the kit and shown by their id alone.`] : []),
    ...(rows < CLAUSES.length
      ? [`The records have ${rows} of the ${CLAUSES.length} clauses of the specification.`]
      : []),
  ];
  if (doubts.length === 0) return null;
  return (
    <ul class="doubts">
      {doubts.map((doubt) => (
        <li key={doubt}>{doubt}</li>
      ))}
    </ul>
  );
}

function Legend(): JSX.Element {
  return (
    <footer class="page">
      <h2>What the signs mean</h2>
      <dl class="legend">
        {Object.entries(STATUS_WORDS).map(([status, { about }]) => (
          <div key={status}>
            <dt>
              <StatusSign status={status as keyof typeof STATUS_WORDS} level="must" />
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
      <p>
        <strong>must</strong> decides the verdict, <strong>should</strong> is reported and never decides,{' '}
        <strong>may</strong> is optional. A clause is as good as the worst of its tests. Counts are of the clauses that
        apply; percentages are rounded down. <code>loopcert explain</code> with the id of a clause prints it whole: what
        it binds, where it comes from, and its tests with their sources.
      </p>
      <p class="scripted">
        Keys: <kbd>Tab</kbd> to a clause, <kbd>Enter</kbd> opens it, <kbd>↑</kbd> and <kbd>↓</kbd> go to its neighbours.
        The address keeps the filter and the clause opened last.
      </p>
    </footer>
  );
}
