/** Which clauses bind what asyncio offers, by name and by parameter, and why the rest has none. */
import { CLAUSES, compareVersions, parseReference, type ApiName } from '../../../spec';
import { readPinned, type Span } from './pinned';
import { UNBOUND } from './unbound';

export interface Covered {
  /** `loop.create_task` or `loop.create_task(name)`. */
  readonly reference: string;
  /** The first and the last minor version that have it. */
  readonly from: string;
  readonly to: string;
  readonly clauses: readonly string[];
  /** Why no clause binds it. */
  readonly reason?: string;
}

/** The classes whose public names the contract is about. */
const OWNERS = /^(loop|Future|Task|Handle|TimerHandle|transport|protocol|Server)(\.[a-z]\w*)?$/;

const clausesOf = new Map<string, string[]>();
for (const { id, api } of CLAUSES) {
  for (const reference of api) {
    const { name, parameter } = parseReference(reference);
    const bound = new Set<string>(parameter === undefined ? [name] : [name, reference]);
    for (const one of bound) {
      const ids = clausesOf.get(one) ?? [];
      if (!ids.includes(id)) clausesOf.set(one, [...ids, id]);
    }
  }
}

/** Every public name, each followed by its parameters. */
export function coverage(): readonly Covered[] {
  const { names } = readPinned();
  return Object.entries(names)
    .filter(([name]) => OWNERS.test(name))
    .flatMap(([name, spans]) => [
      covered(name, spans),
      ...parametersOf(spans).map((parameter) => {
        const having = spans.filter(({ parameters }) => parameters?.[parameter] !== undefined);
        return covered(`${name as ApiName}(${parameter})`, having, isRequired(having, parameter));
      }),
    ]);
}

function covered(reference: string, spans: readonly Span[], required = false): Covered {
  const clauses = clausesOf.get(reference) ?? [];
  const versions = spans.flatMap(({ from, to }) => [from, to]).sort(compareVersions);
  const reason = clauses.length > 0 ? undefined : reasonFor(reference, required);
  const place = { reference, from: minor(versions[0]), to: minor(versions.at(-1)), clauses };
  return reason === undefined ? place : { ...place, reason };
}

function reasonFor(reference: string, required: boolean): string | undefined {
  const own = UNBOUND.find(([pattern]) => pattern.test(reference))?.[1];
  const method = reference.replace(/\(.*/, '');
  if (own !== undefined) return own;
  // The method cannot be called without it.
  return required && clausesOf.has(method) ? 'given at each call in the tests of its method' : undefined;
}

function isRequired(spans: readonly Span[], parameter: string): boolean {
  return spans.every(({ parameters }) => {
    const [kind, defaultValue] = parameters?.[parameter] ?? ['', null];
    return defaultValue === null && !kind.startsWith('var_');
  });
}

function parametersOf(spans: readonly Span[]): readonly string[] {
  return [...new Set(spans.flatMap(({ parameters }) => Object.keys(parameters ?? {})))];
}

function minor(version = ''): string {
  return version.split('.').slice(0, 2).join('.');
}
