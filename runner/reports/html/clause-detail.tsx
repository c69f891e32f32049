/** What is known about one clause: what went wrong first, then what it says and from where, then its tests. */
import type { ComponentChildren, JSX } from 'preact';
import { whyNotRun } from '../causes';
import { isBad, knownFailure, plain, STATUS_WORDS } from '../words';
import { TestSection } from './clause-tests';
import { Trouble } from './clause-trouble';
import type { Cell, Row } from './matrix';

/** `brief`: among many subjects those that are blocked, or were not run, are only named. */
export function ClauseDetail({ row, brief }: { readonly row: Row; readonly brief: boolean }): JSX.Element {
  if (!row.cells.some(({ status }) => isBad(status))) return <Brief row={row} />;
  const named = brief ? row.cells.filter(({ status }) => status === 'blocked' || status === 'notRun') : [];
  return (
    <div class="inside">
      {row.cells
        .filter((cell) => isBad(cell.status) && !named.includes(cell))
        .map((cell, index) => (
          <Trouble key={index} row={row} cell={cell} />
        ))}
      <Named cells={named} />
      <Reasons cells={row.cells} />
      {row.inFull ? (
        <>
          <Facts row={row} />
          {row.tests.map((test) => (
            <TestSection key={test.title} row={row} test={test} />
          ))}
        </>
      ) : null}
    </div>
  );
}

/** One line a clause that blocks. */
function Named({ cells }: { readonly cells: readonly Cell[] }): JSX.Element | null {
  if (cells.length === 0) return null;
  const by = new Map<string, Cell[]>();
  for (const cell of cells) {
    const ground = cell.clause?.blockedBy ?? '';
    by.set(ground, [...(by.get(ground) ?? []), cell]);
  }
  return (
    <ul class="reasons find">
      {[...by].map(([ground, of]) => (
        <li key={ground}>
          <strong>{of.map(({ column }) => plain(column.label)).join(', ')}</strong>{' '}
          {ground === '' ? STATUS_WORDS.notRun.word : 'blocked by '}
          {ground === '' ? null : <a href={`#${ground}`}>{plain(ground)}</a>}
        </li>
      ))}
    </ul>
  );
}

/** Of a clause that was not tested: why. The rest of it would make the page many times as large. */
function Brief({ row }: { readonly row: Row }): JSX.Element {
  return (
    <div class="inside">
      <Reasons cells={row.cells} />
    </div>
  );
}

/** Whether there is more to say than its row does. */
export function hasDetail({ cells }: Row): boolean {
  return cells.some(({ status }) => status !== 'pass') && reasonInRow(cells) === undefined;
}

/** Of a single subject, why a clause was not tested, or by which it is blocked: a line in its row, since so many are not that details of each would be huge. */
export function reasonInRow([cell, ...others]: readonly Cell[]): string | undefined {
  if (cell?.clause === undefined || others.length > 0) return undefined;
  const { status, clause, column } = cell;
  if (status === 'notRun') return whyNotRun(clause);
  const known = clause.deviation ?? knownFailure(column.record, clause.id);
  if (status === 'blocked' && known === undefined) return clause.blockedBy;
  if (status !== 'skip' && status !== 'untested') return undefined;
  return clause.reason ?? STATUS_WORDS[status].about;
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
