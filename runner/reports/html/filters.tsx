/** The filter; the script applies it. */
import type { JSX } from 'preact';
import { LEVELS, PROFILES } from '../../../spec';
import { STATUS_WORDS, plain } from '../words';
import type { Matrix } from './matrix';
import { LevelMark } from './signs';

export function Filters({ matrix: { columns, chapters } }: { readonly matrix: Matrix }): JSX.Element {
  const rows = chapters.flatMap((chapter) => chapter.rows);
  const statuses = new Set(rows.flatMap(({ cells }) => cells.map(({ status }) => status)));
  const profiles = new Set(rows.map(({ profile }) => profile));
  return (
    <form class="filters scripted" id="filters" role="search" aria-label="Filter the clauses">
      <label class="text">
        <span>Text</span>
        <input
          type="search"
          name="text"
          placeholder="id, statement, name, message"
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <fieldset>
        <legend>Level</legend>
        {LEVELS.map((level) => (
          <label key={level} class="box">
            <input type="checkbox" name="level" value={level} /> <LevelMark level={level} />
          </label>
        ))}
      </fieldset>
      <label>
        <span>Profile</span>
        <select name="profile">
          <option value="">any</option>
          {PROFILES.filter((id) => profiles.has(id)).map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Status</span>
        <select name="status">
          <option value="">any</option>
          <option value="bad">not passing</option>
          {columns.length > 1 ? <option value="differs">subjects differ</option> : null}
          {Object.entries(STATUS_WORDS)
            .filter(([status]) => statuses.has(status as keyof typeof STATUS_WORDS))
            .map(([status, { word }]) => (
              <option key={status} value={status}>
                {word}
              </option>
            ))}
        </select>
      </label>
      {columns.length > 1 ? (
        <label>
          <span>Subject</span>
          <select name="subject">
            <option value="">any</option>
            {columns.map(({ label }, index) => (
              <option key={index} value={String(index)}>
                {plain(label)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {columns.length > 1 ? (
        <label>
          <span>Order</span>
          <select name="order">
            <option value="">of the specification</option>
            <option value="differs">where subjects differ most, first</option>
          </select>
        </label>
      ) : null}
      <div class="buttons">
        <button type="reset">Reset</button>
        <button type="button" id="fold" aria-pressed="false">
          Open all chapters
        </button>
      </div>
      <p class="count" id="count" role="status" aria-live="polite">
        {rows.length} clauses
      </p>
    </form>
  );
}
