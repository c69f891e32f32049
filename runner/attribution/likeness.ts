/**
 * What tests say on loops that are broken in one clause each: learnt by `npm run sharpness`, kept in likeness.json. A fault is met
 * again where the tests of its clause fail in the same words, and so do most of those that failed beside them.
 */
import { createHash } from 'node:crypto';
import type { ClauseId } from '../../spec';
import type { Failure } from '../results/record';
import { words } from './evidence';

interface Failed {
  readonly clause: ClauseId;
  readonly error?: Pick<Failure, 'name' | 'message'>;
}

/** By the broken clause, for each loop the clauses whose tests fail on it: `clause digest digest, clause digest`. */
export type Learnt = Readonly<Record<string, readonly string[]>>;

/** What failed on one broken loop: by clause, what its tests said. */
interface Fault {
  readonly breaks: ClauseId;
  readonly said: ReadonlyMap<string, readonly string[]>;
}

/** Of the clauses that failed with a fault, so many must fail again in the same words. */
const SHARE = 0.5;
const DIGITS = 5;

/** Of the words of a failure, apart from numbers and addresses. */
export function digestOf(error: Pick<Failure, 'name' | 'message'>): string {
  return createHash('sha256').update(words(error)).digest('hex').slice(0, DIGITS);
}

export class Likeness {
  readonly #faults: readonly Fault[];

  constructor(learnt: Learnt) {
    this.#faults = Object.entries(learnt).flatMap(([breaks, loops]) =>
      loops.map((line) => ({ breaks: breaks as ClauseId, said: parse(line) })),
    );
  }

  /**
   * Tells of a failed test, among all that failed, the clauses with whose faults it fails like this. Clauses that were not
   * `tested` say nothing of a fault.
   */
  among(failed: readonly Failed[], tested?: ReadonlySet<string>): (test: Failed) => readonly ClauseId[] {
    const heard = new Set(failed.map(keyOf));
    const causes = new Map<string, ClauseId[]>();
    for (const { breaks, said } of this.#faults) {
      const met = [...said].flatMap(([clause, digests]) => {
        const keys = digests.map((digest) => `${clause} ${digest}`).filter((key) => heard.has(key));
        return keys.length === 0 ? [] : [{ clause, keys }];
      });
      const asked = tested === undefined ? said.size : [...said.keys()].filter((clause) => tested.has(clause)).length;
      if (met.length < SHARE * asked || !met.some(({ clause }) => clause === breaks)) continue;
      for (const key of met.flatMap(({ keys }) => keys)) causes.set(key, [...(causes.get(key) ?? []), breaks]);
    }
    return (test) => causes.get(keyOf(test)) ?? [];
  }
}

const keyOf = ({ clause, error }: Failed): string => (error === undefined ? '' : `${clause} ${digestOf(error)}`);

function parse(line: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    line.split(', ').map((part) => {
      const [clause = '', ...digests] = part.split(' ');
      return [clause, digests];
    }),
  );
}

let shipped: Likeness | undefined;

/** Learnt when the kit was built. */
export function shippedLikeness(): Likeness {
  shipped ??= new Likeness(require('./likeness.json') as Learnt);
  return shipped;
}
