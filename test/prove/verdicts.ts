/**
 * Which test killed which mutant, kept in verdicts.json: a kill stands as long as the text of the mutant's file and of the
 * test stay the same, so that a change asks only for what it touches, and an interrupted run goes on where it stopped.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortHash, testHashes } from './digests';
import type { Mutant } from './mutant';

export class Verdicts {
  readonly #kills = new Map<string, string>();
  readonly #tests = testHashes();
  readonly #files = new Map<string, string>();
  readonly #valid = new Set(this.#tests.values());

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
    if (!fresh) this.#load();
  }

  isKilled(mutant: Mutant): boolean {
    const test = this.#kills.get(this.#key(mutant));
    return test !== undefined && this.#valid.has(test);
  }

  note(mutant: Mutant, test: string | undefined): void {
    const hash = test === undefined ? undefined : this.#tests.get(test);
    if (hash === undefined) this.#kills.delete(this.#key(mutant));
    else this.#kills.set(this.#key(mutant), hash);
  }

  /** One file of the reference a line. */
  save(): void {
    const lines = new Map<string, string[]>();
    for (const mutant of this.mutants) {
      const key = this.#key(mutant);
      const test = this.#kills.get(key);
      if (test === undefined || !this.#valid.has(test)) continue;
      const line = lines.get(mutant.file) ?? [];
      lines.set(mutant.file, line);
      line.push(`${key}:${test}`);
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
        const [mutant, test] = kill.split(':');
        if (mutant !== undefined && test !== undefined) this.#kills.set(mutant, test);
      }
    }
  }

  #key({ id, file }: Mutant): string {
    let hash = this.#files.get(file);
    if (hash === undefined) {
      hash = shortHash(readFileSync(join(this.root, 'reference', file), 'utf8'));
      this.#files.set(file, hash);
    }
    return shortHash(id, hash);
  }
}
