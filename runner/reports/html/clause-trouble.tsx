/** What went wrong with a clause on one subject: what was seen, why that may be known, how to see it again. */
import type { JSX } from 'preact';
import { testId } from '../../../suites';
import { failedLine, type SourceLine } from '../../plan/test-sources';
import type { ClauseRecord, Failure, TestRecord } from '../../results/record';
import { comparisonOf } from '../comparison';
import { withoutKit } from '../frames';
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
      {row.cells.length === 1 ? null : (
        <h4>
          <StatusSign status={clause.status} level={row.level} /> {plain(column.label)}
        </h4>
      )}
      {clause.blockedBy === undefined ? null : (
        <p class="known">
          Blocked by <a href={`#${clause.blockedBy}`}>{plain(clause.blockedBy)}</a>, which its tests rely on and which
          does not hold.
        </p>
      )}
      {/* How a blocked test ended says nothing of its own clause. */}
      {clause.blockedBy !== undefined
        ? null
        : clause.tests
            .filter(({ status }) => isBad(status))
            .map((test) => <TroubleOfTest key={test.title} clause={clause} test={test} />)}
      <Known title="Known deviation" known={clause.deviation} />
      <Known title="Known failure" known={knownFailure(column.record, row.id)} />
      {clause.oracle === undefined || (clause.oracle === 'agrees' && !row.inFull) ? null : (
        <p class="known">{oracleWords(clause)}</p>
      )}
      {row.inFull ? (
        <p class="reproduce">
          <span>Reproduce: </span>
          <code class="command">{plain(reproduceCommand(column.record, row.id))}</code>
        </p>
      ) : null}
      {row.inFull ? (
        <p class="reproduce">
          <span>As a script without the kit: </span>
          <code class="command">{plain(scriptCommand(column.record, row.id))}</code>
        </p>
      ) : null}
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
  clause,
  test: { title, status, error, reason, attempts },
}: {
  readonly clause: ClauseRecord;
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
          <pre class="message">{plain(messageOf(error))}</pre>
          <Compared error={error} />
          <FailedLine line={failedLine(testId({ clause: clause.id, title }), error.stack)} />
          <Fold title="Traceback of the Python loop" text={error.traceback} open />
          <Fold title="Threads and pending tasks at that moment" text={error.stacks} open />
          <Fold title="Stack" text={moreThanTheTest(withoutKit(error.stack))} />
          <Fold title="Standard error of the subject" text={error.stderr} />
        </>
      )}
    </div>
  );
}

/** A stack of one frame is the line of the test, which stands above it. */
function moreThanTheTest(stack: string | undefined): string | undefined {
  return stack?.includes('\n') === true ? stack : undefined;
}

/** The words of an assertion without the two values that follow them. */
function messageOf(error: Failure): string {
  const { words } = comparisonOf(error);
  return words === '' ? error.name : `${error.name}: ${words}`;
}

function Compared({ error }: { readonly error: Failure }): JSX.Element | null {
  const { expected, actual } = comparisonOf(error);
  if (actual === undefined) return null;
  return (
    <dl class="compared">
      {expected === undefined ? null : <Value name="expected" text={expected} />}
      <Value name="actual" text={actual} />
    </dl>
  );
}

function Value({ name, text }: { readonly name: string; readonly text: string }): JSX.Element {
  return (
    <div class={name}>
      <dt>{name}</dt>
      <dd>
        <pre>{plain(text)}</pre>
      </dd>
    </div>
  );
}

function FailedLine({ line }: { readonly line: SourceLine | undefined }): JSX.Element | null {
  if (line === undefined) return null;
  return (
    <p class="failed-line">
      <span>{`${line.file}:${line.line}`}</span>
      {line.text === undefined ? null : <code>{plain(line.text)}</code>}
    </p>
  );
}

function Fold({
  title,
  text,
  open = false,
}: {
  readonly title: string;
  readonly text: string | undefined;
  readonly open?: boolean;
}): JSX.Element | null {
  if (text === undefined || text === '') return null;
  return (
    <details class="fold" open={open}>
      <summary>{title}</summary>
      <pre>{plain(text)}</pre>
    </details>
  );
}
