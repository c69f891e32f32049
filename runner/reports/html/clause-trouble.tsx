/** What went wrong with a clause on one subject: what was seen, why that may be known, how to see it again. */
import type { JSX } from 'preact';
import type { ClauseRecord, TestRecord } from '../../results/record';
import { isBad, knownFailure, plain, reproduceCommand, safeLink, scriptCommand, STATUS_WORDS } from '../words';
import type { Cell, Row } from './matrix';
import { StatusSign } from './signs';

export function Trouble({
  row,
  cell: { column, clause },
}: {
  readonly row: Row;
  readonly cell: Cell;
}): JSX.Element | null {
  if (clause === undefined) return null;
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
      <Known title="Known deviation" known={clause.deviation} />
      <Known title="Known failure" known={knownFailure(column.record, row.id)} />
      {clause.oracle === undefined ? null : <p class="known">{oracleWords(clause)}</p>}
      <p class="reproduce">
        <span>Reproduce: </span>
        <code class="command">{plain(reproduceCommand(column.record, row.id))}</code>
      </p>
      <p class="reproduce">
        <span>As a script without the kit: </span>
        <code class="command">{plain(scriptCommand(column.record, row.id))}</code>
      </p>
    </section>
  );
}

/** It explains; the sign above stays what the loop earned. */
function Known({
  title,
  known,
}: {
  readonly title: string;
  readonly known: { readonly reason: string; readonly link?: string; readonly expires?: string } | undefined;
}): JSX.Element | null {
  if (known === undefined) return null;
  const link = safeLink(known.link);
  return (
    <p class="known">
      <strong>{title}.</strong> {plain(known.reason)}
      {known.expires === undefined ? '' : ` Until ${plain(known.expires)}.`}{' '}
      {link === undefined ? null : (
        <a href={link} rel="noreferrer">
          {link}
        </a>
      )}
    </p>
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
