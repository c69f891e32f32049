/** Of many subjects: a section a loop, with its versions, how they compare, and what stands behind the failures of each. */
import type { JSX } from 'preact';
import { causesOf } from '../causes';
import { historiesOf } from '../history';
import { shortName } from '../labels';
import { plain } from '../words';
import { CausesOf } from './causes-section';
import { Trend } from './history-section';
import type { Column } from './matrix';
import { Card } from './subjects';

export function Loops({ columns }: { readonly columns: readonly Column[] }): JSX.Element {
  const names = [...new Set(columns.map(({ record }) => shortName(record.subject.name)))];
  return (
    <section class="causes" aria-labelledby="loops-title">
      <h2 id="loops-title">Loops</h2>
      {names.map((name) => (
        <LoopSection
          key={name}
          name={name}
          columns={columns.filter(({ record }) => shortName(record.subject.name) === name)}
          all={columns}
        />
      ))}
    </section>
  );
}

function LoopSection({
  name,
  columns,
  all,
}: {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly all: readonly Column[];
}): JSX.Element {
  const histories = historiesOf(columns.map(({ record }) => record)).filter(({ moments }) => moments.length > 1);
  return (
    <section class="loop">
      <h3>{plain(name)}</h3>
      {histories.map((history) => (
        <Trend key={history.name} {...history} />
      ))}
      <div class="cards">
        {columns.map((column) => (
          <Card key={all.indexOf(column)} column={column} number={all.indexOf(column) + 1} />
        ))}
      </div>
      {columns.filter(fails).map((column) => (
        <CausesOf key={all.indexOf(column)} column={column} number={all.indexOf(column) + 1} />
      ))}
    </section>
  );
}

function fails({ record }: Column): boolean {
  const { own, blocked, notRun } = causesOf(record);
  return own.length + blocked.length + notRun.length > 0;
}
