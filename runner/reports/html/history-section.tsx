/** Loops of which the page has several records: a row a version, the newest last. */
import type { JSX } from 'preact';
import type { RunRecord } from '../../results/record';
import { historiesOf, type History, type Moment } from '../history';
import { plain } from '../words';
import { Bar } from './signs';

export function HistorySection({ records }: { readonly records: readonly RunRecord[] }): JSX.Element | null {
  const histories = historiesOf(records).filter(({ moments }) => moments.length > 1);
  if (histories.length === 0) return null;
  return (
    <section class="history" aria-labelledby="history-title">
      <h2 id="history-title">Over time</h2>
      {histories.map(({ name, moments }) => (
        <Trend key={name} name={name} moments={moments} />
      ))}
    </section>
  );
}

export function Trend({ name, moments }: History): JSX.Element {
  return (
    <table class="levels">
      <caption>{plain(name)}</caption>
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">Must clauses that pass</th>
          <th scope="col">Gained</th>
          <th scope="col">Lost</th>
        </tr>
      </thead>
      <tbody>
        {moments.map((moment, index) => (
          <Row key={index} moment={moment} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ moment: { record, kept, gained, lost } }: { readonly moment: Moment }): JSX.Element {
  const [pass, whole] = kept.must;
  return (
    <tr>
      <th scope="row">
        {plain(record.subject.version)}{' '}
        <span class="tally">
          {plain(record.subject.runtime)}, {record.startedAt.slice(0, 10)}
        </span>
      </th>
      <td>
        <strong>{pass}</strong> of {whole}
        <Bar
          shares={[
            { kind: 'pass', count: pass },
            { kind: 'bad', count: whole - pass },
          ]}
        />
      </td>
      <td title={gained.join(', ')}>{gained.length}</td>
      <td title={lost.join(', ')}>{lost.length}</td>
    </tr>
  );
}
