/**
 * What asyncio offers in each version of Python, by name and by parameter, as interpreters told it. The file is pinned so
 * that a new Python shows what is new; `npm run inventory` brings it up to date.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '../../../spec';

/** Kind and default of a parameter, as `inspect` tells them: `['keyword_only', 'None']`. No default is null. */
export type Parameter = readonly [kind: string, defaultValue: string | null];

/** What a name stands for in one version. */
export interface Described {
  readonly kind: 'function' | 'coroutine function' | 'class' | 'attribute';
  /** Left out where nothing tells them: attributes, and what is written in C. */
  readonly parameters?: Readonly<Record<string, Parameter>>;
}

/** All names of one version. */
export type Names = Readonly<Record<string, Described>>;

/** A description, with the first and the last pinned version that it holds for. */
export interface Span extends Described {
  readonly from: string;
  readonly to: string;
}

export interface Pinned {
  /** The versions that were asked, oldest first. */
  readonly versions: readonly string[];
  readonly names: Readonly<Record<string, readonly Span[]>>;
}

/** In the checkout, where it is kept, not beside the compiled file. */
export const PINNED_FILE = join(__dirname, '..', '..', '..', '..', 'test', 'spec', 'api', 'inventory.json');

export function readPinned(): Pinned {
  return JSON.parse(readFileSync(PINNED_FILE, 'utf8')) as Pinned;
}

/** The inventory of one pinned version. */
export function namesOf(pinned: Pinned, version: string): Names {
  const inside = ({ from, to }: Span): boolean =>
    compareVersions(from, version) <= 0 && compareVersions(version, to) <= 0;
  return Object.fromEntries(
    Object.entries(pinned.names).flatMap(([name, spans]) => {
      const span = spans.find(inside);
      if (span === undefined) return [];
      const { kind, parameters } = span;
      return [[name, parameters === undefined ? { kind } : { kind, parameters }]];
    }),
  );
}

/** One file out of the inventories of several versions: what stays the same from one to the next is written once. */
export function pin(inventories: ReadonlyMap<string, Names>): Pinned {
  const versions = [...inventories.keys()].sort(compareVersions);
  const names = new Set([...inventories.values()].flatMap((of) => Object.keys(of)));
  const spansOf = (name: string): readonly Span[] => {
    const spans: Span[] = [];
    let before: string | undefined;
    for (const version of versions) {
      const described = inventories.get(version)?.[name];
      const last = spans.at(-1);
      if (described !== undefined) {
        const same = last !== undefined && last.to === before && sameDescription(last, described);
        if (same) spans[spans.length - 1] = { ...last, to: version };
        else spans.push({ from: version, to: version, ...described });
      }
      before = version;
    }
    return spans;
  };
  return { versions, names: Object.fromEntries([...names].sort().map((name) => [name, spansOf(name)])) };
}

function sameDescription(one: Described, other: Described): boolean {
  const text = ({ kind, parameters }: Described): string => JSON.stringify([kind, Object.entries(parameters ?? {})]);
  return text(one) === text(other) && (one.parameters === undefined) === (other.parameters === undefined);
}
