/** A search for a clause's whole id finds its tests and the broken loops that are caught on it: no id is put together. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { SUITES } from '../../suites';
import { BROKEN_LOOPS } from '../broken-loops';

const ROOT = join(__dirname, '..', '..', '..');

/** What the TypeScript files below `folder` say, as one text. */
function textBelow(folder: string): string {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
    .join('\n');
}

function missing(ids: readonly string[], folder: string): readonly string[] {
  const text = textBelow(folder);
  return [...new Set(ids)].filter((id) => !text.includes(`'${id}'`));
}

describe('the id of a clause', () => {
  it('stands whole where the clause is tested', () => {
    const ids = SUITES.flatMap(({ tests }) => tests.map(({ clause }) => clause));
    expect(missing(ids, 'suites')).to.deep.equal([]);
  });

  it('stands whole where a loop breaks it', () => {
    expect(
      missing(
        BROKEN_LOOPS.map(({ breaks }) => breaks),
        'test/broken-loops',
      ),
    ).to.deep.equal([]);
  });

  it('is missed where it is put together', () => {
    const chapter = 'no_such_chapter';
    expect(missing([`${chapter}.at_all`], 'suites')).to.have.length(1);
  });
});
