/**
 * What became of each mutant, kept in verdicts.json, so that a change asks only for what it touches, and an interrupted run
 * goes on where it stopped. A kill stands as long as the programs of the mutant's file and the killing test stay as they are; a survival as
 * long as the file and the suites with all their helpers do. A survival that no longer stands is to be judged anew, and counts until
 * then: otherwise the share of the killed would grow by mere want of time.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortHash, suitesHash, testHashes } from './digests';
import type { Mutant } from './mutant';
import { syntaxOf } from './syntax';

/** Before what a mutant survived, or what did not run it, which is the digest of all suites. */
const SURVIVED = '-';
const UNCOVERED = '?';

export class Verdicts {
  /** By key of the mutant: the digest of the test that killed it, or of the suites that did not. */
  readonly #known = new Map<string, string>();
  readonly #tests: ReadonlyMap<string, string>;
  readonly #files = new Map<string, string>();
  readonly #byHash: ReadonlyMap<string, string>;
  readonly #suites: string;

  /**
   * @param root the folder of the compiled layers
   * @param mutants those that are kept, in their order
   */
  constructor(
    readonly file: string,
    readonly root: string,
    readonly mutants: readonly Mutant[],
    fresh: boolean,
  ) {
    this.#tests = testHashes(root);
    this.#byHash = new Map([...this.#tests].map(([id, hash]) => [hash, id] as const));
    this.#suites = suitesHash(root);
    if (!fresh) this.#load();
  }

  /** Whether a trial would tell something new. */
  isOpen(mutant: Mutant): boolean {
    const known = this.#known.get(this.#key(mutant)) ?? '';
    return !this.#byHash.has(known) && known.slice(1) !== this.#suites;
  }

  fateOf(mutant: Mutant): 'killed' | 'surviving' | 'uncovered' | 'unjudged' {
    const known = this.#known.get(this.#key(mutant)) ?? '';
    if (known.startsWith(SURVIVED)) return 'surviving';
    if (known.startsWith(UNCOVERED)) return 'uncovered';
    return this.#byHash.has(known) ? 'killed' : 'unjudged';
  }

  /** Id of the test that killed it. */
  killerOf(mutant: Mutant): string | undefined {
    return this.#byHash.get(this.#known.get(this.#key(mutant)) ?? '');
  }

  noteKill(mutant: Mutant, test: string): void {
    this.#known.set(this.#key(mutant), this.#tests.get(test) ?? '');
  }

  noteSurvival(mutant: Mutant): void {
    this.#known.set(this.#key(mutant), `${SURVIVED}${this.#suites}`);
  }

  noteUncovered(mutant: Mutant): void {
    this.#known.set(this.#key(mutant), `${UNCOVERED}${this.#suites}`);
  }

  /** One file of the reference a line. */
  save(): void {
    const lines = new Map<string, string[]>();
    for (const mutant of this.mutants) {
      const key = this.#key(mutant);
      const known = this.#known.get(key);
      if (known === undefined || this.fateOf(mutant) === 'unjudged') continue;
      const line = lines.get(mutant.file) ?? [];
      lines.set(mutant.file, line);
      line.push(`${key}:${known}`);
    }
    const files = Object.fromEntries([...lines].map(([file, kills]) => [file, kills.join(' ')]));
    writeFileSync(this.file, `${JSON.stringify(files, null, 1)}\n`);
  }

  #load(): void {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    for (const line of Object.values(JSON.parse(text) as Record<string, string>)) {
      for (const kill of line.split(' ')) {
        const [mutant, known] = kill.split(':');
        if (mutant !== undefined && known !== undefined) this.#known.set(mutant, known);
      }
    }
  }

  #key({ id, file }: Mutant): string {
    let hash = this.#files.get(file);
    if (hash === undefined) {
      hash = shortHash(syntaxOf(readFileSync(join(this.root, 'reference', file), 'utf8')));
      this.#files.set(file, hash);
    }
    return shortHash(id, hash);
  }
}
