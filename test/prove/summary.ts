/** The figures of a proof, and how they are printed. */
import type { Fate, Judged } from './judge-mutants';
import type { Figures, PartFigures, Proof } from './proof';

export function partFigures(judged: readonly Judged[]): PartFigures {
  return {
    mutants: figuresOf(judged),
    folders: foldersOf(judged),
    survivors: judged.flatMap(({ mutant, fate }) => (fate === 'surviving' || fate === 'uncovered' ? [mutant.id] : [])),
  };
}

function figuresOf(judged: readonly Judged[]): Figures {
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

function foldersOf(judged: readonly Judged[]): Readonly<Record<string, Figures>> {
  const folders = new Set(judged.map(({ mutant }) => folderOf(mutant.file)));
  return Object.fromEntries(
    [...folders].map((folder) => [folder, figuresOf(judged.filter(({ mutant }) => folderOf(mutant.file) === folder))]),
  );
}

export function printMutants(title: string, figures: Figures, say: (text: string) => void): void {
  const { made, killed, surviving, uncovered, equivalent, unjudged } = figures;
  const power = ((100 * killed) / Math.max(1, made - equivalent - unjudged)).toFixed(1);
  say(`mutants of ${title}: ${made} made, ${killed} killed, ${surviving} surviving, ${uncovered} run by no test,`);
  say(`         ${equivalent} equivalent, ${unjudged} not judged; ${power} % of the others killed`);
}

export function printClauses({ clauses, must }: Pick<Proof, 'clauses' | 'must'>, say: (text: string) => void): void {
  for (const [id, { by, fault }] of Object.entries(clauses)) {
    if (by === 'nothing') say(`  unproven: ${id}: ${fault}`);
  }
  say(`must clauses: ${must.proven} of ${must.clauses} proven`);
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}
