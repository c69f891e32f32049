/** What a run of the matrix has done so far, kept in the cache until it is whole: `--resume` goes on from there. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../runner/errors';
import { specDigest } from '../runner/results/assemble';
import { writeWhole } from '../runner/results/files';
import type { CertifySettings } from './certify';
import { CACHE } from './folders';

interface Begun {
  /** Of the clauses: what was certified by others is done again. */
  readonly spec: string;
  readonly budget: number;
  readonly seed: number;
  readonly done: readonly string[];
}

const FILE = join(CACHE, 'progress.json');

export class Progress {
  readonly #settings: Omit<Begun, 'done'>;
  readonly #done: Set<string>;

  /** @throws UsageError where there is nothing to resume. */
  constructor({ budget, seed }: CertifySettings, resume: boolean) {
    this.#settings = { spec: specDigest(), budget, seed };
    this.#done = new Set(resume ? resumed(this.#settings) : []);
  }

  isDone(id: string): boolean {
    return this.#done.has(id);
  }

  add(id: string): void {
    this.#done.add(id);
    writeWhole(FILE, `${JSON.stringify({ ...this.#settings, done: [...this.#done] })}\n`);
  }

  /** All is done: the next run begins anew. */
  end(): void {
    rmSync(FILE, { force: true });
  }
}

function resumed(settings: Omit<Begun, 'done'>): readonly string[] {
  if (!existsSync(FILE)) throw new UsageError('no run of the matrix was interrupted', 'leave out --resume');
  const { done, ...before } = JSON.parse(readFileSync(FILE, 'utf8')) as Begun;
  if (JSON.stringify(before) === JSON.stringify(settings)) return done;
  throw new UsageError(
    'what was interrupted had other clauses, another budget or another seed',
    'leave out --resume to begin anew',
  );
}
