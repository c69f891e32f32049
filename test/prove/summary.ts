/** The figures of a proof, and how they are printed. */
import type { Fate, Judged } from './judge-mutants';
import type { Figures, Proof } from './proof';

export function figuresOf(judged: readonly Judged[]): Figures {
  const count = (wanted: Fate): number => judged.filter(({ fate }) => fate === wanted).length;
  return {
    made: judged.length,
    killed: count('killed'),
    surviving: count('surviving'),
    uncovered: count('uncovered'),
    equivalent: count('equivalent'),
    unjudged: count('unjudged'),
  };
}

export function foldersOf(judged: readonly Judged[]): Readonly<Record<string, Figures>> {
  const folders = new Set(judged.map(({ mutant }) => folderOf(mutant.file)));
  return Object.fromEntries(
    [...folders].map((folder) => [folder, figuresOf(judged.filter(({ mutant }) => folderOf(mutant.file) === folder))]),
  );
}

export function printSummary(proof: Proof, say: (text: string) => void): void {
  for (const [id, { by, fault }] of Object.entries(proof.clauses)) {
    if (by === 'nothing') say(`  unproven: ${id}: ${fault}`);
  }
  const { made, killed, surviving, uncovered, equivalent, unjudged } = proof.mutants;
  if (made > 0) {
    const power = ((100 * killed) / Math.max(1, made - equivalent - unjudged)).toFixed(1);
    say(`mutants: ${made} made, ${killed} killed, ${surviving} surviving, ${uncovered} run by no test,`);
    say(`         ${equivalent} equivalent, ${unjudged} not judged; ${power} % of the others killed`);
  }
  if (proof.must.clauses > 0) say(`must clauses: ${proof.must.proven} of ${proof.must.clauses} proven`);
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}
