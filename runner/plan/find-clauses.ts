/** The clauses that a user means: by id, by a former id, by a glob, or by a bare name such as `call_soon`. */
import picomatch from 'picomatch';
import { CLAUSES, findClause, formerId, parseReference, type Clause } from '../../spec';
import { suggestion, UsageError } from '../errors';

/** @throws UsageError when nothing is meant by it. */
export function findClauses(text: string): readonly Clause[] {
  const clause = findClause(text);
  if (clause !== undefined) return [clause];
  const [only] = currentIds(text);
  if (only !== text) return currentIds(text).flatMap((id) => findClause(id) ?? []);
  const found = /[*?[{]/.test(text) ? byGlob(text) : byName(text);
  if (found.length > 0) return found;
  const ids = CLAUSES.map(({ id }) => id);
  throw new UsageError(`there is no clause "${text}"`, suggestion(text, ids, '`loopcert list clauses` shows them all'));
}

/** One clause. @throws UsageError when there is none of that id, or when several are meant. */
export function findOneClause(text: string): Clause {
  const [clause, ...more] = findClauses(text);
  if (clause === undefined || more.length > 0) {
    const ids = [clause, ...more].flatMap((one) => one?.id ?? []).join(', ');
    throw new UsageError(`"${text}" is more than one clause`, `name one of ${ids}`);
  }
  return clause;
}

/**
 * The ids that stand where `id` stood; `id` itself when it is no former one.
 * @throws UsageError when the clause went without a successor.
 */
export function currentIds(id: string): readonly string[] {
  const former = formerId(id);
  if (former === undefined) return [id];
  if (former.now.length > 0) return former.now;
  throw new UsageError(`the clause "${id}" is no more: ${former.reason}`);
}

function byGlob(glob: string): readonly Clause[] {
  const matches = picomatch(glob);
  return CLAUSES.filter(({ id }) => matches(id));
}

/** `callbacks.call_soon`, `call_soon`, `Task.cancel`: the beginning of ids, a part of them, or a name that they bind. */
function byName(name: string): readonly Clause[] {
  const inside = CLAUSES.filter(({ id }) => id.startsWith(`${name}.`));
  if (inside.length > 0) return inside;
  const bound = CLAUSES.filter(({ api }) => api.some((reference) => means(parseReference(reference).name, name)));
  const parts = CLAUSES.filter(({ id }) => id.split('.').includes(name));
  return CLAUSES.filter((clause) => bound.includes(clause) || parts.includes(clause));
}

function means(full: string, name: string): boolean {
  return full === name || full.endsWith(`.${name}`);
}
