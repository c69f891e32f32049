/** A card a subject: the verdict, its counts by level, and what one needs to have it again. */
import { Fragment, type JSX } from 'preact';
import { LEVELS } from '../../../spec';
import { describeBaseline } from '../baseline-lines';
import type { RunRecord } from '../../results/record';
import { scopeWords, warnings } from '../about';
import { applicable, count, isSelection, percent, plain, tallyWords, unclaimed } from '../words';
import type { Column } from './matrix';
import { Bar, LevelMark } from './signs';

const VERDICT_SIGNS = { conformant: '✓', nonconformant: '✗', incomplete: '?' } as const;

export function Subjects({ columns }: { readonly columns: readonly Column[] }): JSX.Element {
  return (
    <section aria-labelledby="subjects-title">
      <h2 id="subjects-title">Subjects</h2>
      <div class="cards">
        {columns.map((column, index) => (
          <Card key={index} column={column} number={index + 1} />
        ))}
      </div>
    </section>
  );
}

export function Card({
  column: { label, record },
  number,
}: {
  readonly column: Column;
  readonly number: number;
}): JSX.Element {
  const { subject, verdict, reason } = record;
  return (
    <article class={`card ${verdict}`} id={`subject-${number}`}>
      <h3>{plain(label)}</h3>
      <p class="who">
        {plain(subject.title)} {plain(subject.version)}
        <br />
        {plain(subject.runtime)}, contract {plain(record.spec.contract)}
      </p>
      <p class="verdict">
        <strong class={`stamp ${verdict}`}>
          <span aria-hidden="true">{VERDICT_SIGNS[verdict]}</span> {verdict}
        </strong>
        {isSelection(record) ? ' of a selection of clauses' : ''}: {scopeWords(record)}
      </p>
      <div class="notes">
        {reason === undefined ? null : <p class="reason">{plain(reason)}</p>}
        {warnings(record).map((warning) => (
          <p key={warning} class="warning">
            <strong>Warning:</strong> {plain(warning)}
          </p>
        ))}
      </div>
      <Levels record={record} />
      <Facts record={record} />
    </article>
  );
}

function Levels({ record }: { readonly record: RunRecord }): JSX.Element {
  return (
    <table class="levels">
      <caption class="unseen">Clauses that pass, by level</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">Level</th>
          <th scope="col">Passing, of those that apply, and all</th>
        </tr>
      </thead>
      <tbody>
        {LEVELS.map((level) => {
          const tally = record.summary[level];
          const whole = applicable(tally);
          return (
            <tr key={level}>
              <th scope="row">
                <LevelMark level={level} />
              </th>
              <td>
                <strong>{tally.pass}</strong> of {whole} <span class="percent">{percent(tally.pass, whole)}</span>
                <Bar
                  shares={[
                    { kind: 'pass', count: tally.pass },
                    { kind: 'bad', count: whole - tally.pass },
                    { kind: 'out', count: tally.skip + tally.untested },
                  ]}
                />
                <span class="tally">{tallyWords(tally)}</span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function differences({ differs }: { readonly differs: readonly string[] }): string {
  return differs.length === 0 ? '' : `; other than asyncio's in ${count(differs.length, 'name')}`;
}

function Facts({ record }: { readonly record: RunRecord }): JSX.Element {
  const tests = record.clauses.flatMap((clause) => clause.tests).filter(({ status }) => status !== 'skip');
  const lacking = unclaimed(record);
  const { loop } = record.subject;
  const facts: readonly (readonly [string, string])[] = [
    ...(record.subject.name === record.subject.title ? [] : [['run as', record.subject.name] as const]),
    ...(loop === undefined ? [] : [['loop', `${loop.module}.${loop.class}${differences(loop)}`] as const]),
    ...(lacking.length === 0 ? [] : [['not claimed', lacking.join(', ')] as const]),
    ...(isSelection(record) ? [['selection', JSON.stringify(record.selection)] as const] : []),
    ['tests', `${tests.length}, with ${count(record.assertions, 'assertion')}`],
    ['canaries', `${record.canaries.caught} of ${record.canaries.run} caught`],
    ...describeBaseline(record).map(
      (line, i) => [i === 0 ? 'baseline' : '', line.trim().replace(/^baseline /, '')] as const,
    ),
    ['kit', `${record.kit.name} ${record.kit.version}`],
    ['specification', `${record.spec.digest}, ${record.spec.clauses} clauses`],
    ['seed', String(record.seed)],
    ['host', `${record.host.platform} ${record.host.arch}`],
    ['run', `${record.startedAt.slice(0, 16).replace('T', ' ')} UTC, ${(record.durationMs / 1000).toFixed(1)} s`],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <Fragment key={name + value}>
          <dt>{name}</dt>
          <dd>{plain(value)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
