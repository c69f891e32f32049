/**
 * What failed on which broken loop, a line each, so that a measurement can be continued, and who blocks whom can be found out
 * anew without it.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { ClauseId } from '../../spec';
import type { FailedTest } from '../../runner/attribution/failed-test';
import { BROKEN_LOOPS } from '../broken-loops';

export interface Measured {
  readonly breaks: ClauseId;
  readonly fault: string;
  readonly failed: readonly FailedTest[];
  /** Tests that were not run. */
  readonly left: number;
}

export class Kept {
  readonly #file: string | undefined;
  readonly #found = new Map<string, Measured>();

  constructor(file: string | undefined) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    const known = new Set(BROKEN_LOOPS.map(keyOf));
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const measured = JSON.parse(line) as Measured;
      if (known.has(keyOf(measured))) this.#found.set(keyOf(measured), measured);
    }
  }

  find(broken: { readonly breaks: string; readonly fault: string }): Measured | undefined {
    return this.#found.get(keyOf(broken));
  }

  add(measured: Measured): void {
    this.#found.set(keyOf(measured), measured);
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(measured)}\n`);
  }
}

const keyOf = ({ breaks, fault }: { readonly breaks: string; readonly fault: string }): string => `${breaks}: ${fault}`;
