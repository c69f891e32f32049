/** No folder of the runner needs, by way of others, itself: each can be read when those it imports are known. */
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const RUNNER = join(__dirname, '..', '..', '..', 'runner');
type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

/** The folder of a file; one at the root of the runner stands for itself. */
function placeOf(file: string): string {
  const folder = dirname(file);
  return folder === '.' ? file : folder;
}

function arrowsOf(files: Readonly<Record<string, string>>): Arrows {
  const arrows = new Map<string, Set<string>>();
  for (const [file, text] of Object.entries(files)) {
    for (const [, to = ''] of text.matchAll(/(?:\bfrom |\bimport\(|\bimport )'(\.[^']*)'/g)) {
      const target = join(dirname(file), to);
      const place = target in files || `${target}.ts` in files || `${target}.tsx` in files ? placeOf(target) : target;
      if (place.startsWith('..') || place === placeOf(file)) continue;
      const from = placeOf(file).replace(/\.tsx?$/, '');
      arrows.set(from, (arrows.get(from) ?? new Set()).add(place));
    }
  }
  return arrows;
}

/** A way from a place back to it, if there is one. */
function circleIn(arrows: Arrows): readonly string[] | undefined {
  const done = new Set<string>();
  const search = (place: string, way: readonly string[]): readonly string[] | undefined => {
    const before = way.indexOf(place);
    if (before >= 0) return [...way.slice(before), place];
    if (done.has(place)) return undefined;
    for (const next of arrows.get(place) ?? []) {
      const found = search(next, [...way, place]);
      if (found !== undefined) return found;
    }
    done.add(place);
    return undefined;
  };
  for (const place of arrows.keys()) {
    const found = search(place, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sources(): Readonly<Record<string, string>> {
  const names = readdirSync(RUNNER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(names.map((path) => [relative(RUNNER, path), readFileSync(path, 'utf8')]));
}

describe('the folders of the runner', () => {
  it('form no circle', () => {
    const arrows = arrowsOf(sources());
    expect(arrows.size).to.be.greaterThan(10);
    expect(circleIn(arrows)?.join(' -> ')).to.equal(undefined);
  });

  it('are seen to form one, were there one', () => {
    const files = {
      'errors.ts': '',
      'a/one.ts': "import { two } from '../b/two';",
      'b/two.ts': "import { fail } from '../errors';\nimport type { Three } from '../c/inner/three';",
      'c/inner/three.ts': "export { one } from '../../a/one';",
    };
    expect(circleIn(arrowsOf(files))).to.deep.equal(['a', 'b', 'c/inner', 'a']);
    expect(circleIn(arrowsOf({ ...files, 'c/inner/three.ts': '' }))).to.equal(undefined);
  });
});
