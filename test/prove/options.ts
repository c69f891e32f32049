/** The command line of `npm run prove`. */
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import picomatch from 'picomatch';

/** Mutants of the network that a run judges when it is not told which: they take a second or two each. */
export const NETWORK_SAMPLE = 100;

export interface Options {
  readonly clause?: string;
  readonly file?: string;
  readonly only?: string;
  readonly sample?: number;
  readonly seed: number;
  readonly survivors: boolean;
  readonly minutes?: number;
  readonly check: boolean;
  readonly fresh: boolean;
  readonly quick: boolean;
  readonly brokenLoops: boolean;
  readonly jobs: number;
}

export function readOptions(argv: readonly string[]): Options {
  return new Command('npm run prove --')
    .description(
      'Proves that the tests bite: breaks the reference in many small ways, one at a time, runs the tests that execute the ' +
        'broken code, and runs for each must clause the broken loops that its own tests are to catch. A whole run writes ' +
        'test/prove/proof.json; kills are kept in test/prove/verdicts.json and stand while file and test are unchanged. ' +
        `Of the network's mutants it judges ${NETWORK_SAMPLE} more each time, unless told otherwise; the others count apart.`,
    )
    .option('--clause <glob>', 'run only the broken loops of these clauses, judge no mutants')
    .option('--file <glob>', "judge only mutants of these files of the reference, e.g. 'loop/*'; prove no clauses")
    .option('--only <folder>', "judge only mutants of this folder, e.g. 'reference/tls'; prove no clauses")
    .option('--sample <n>', 'of the mutants whose fate is not known, judge only n', positive)
    .option('--survivors', 'judge only mutants that were not killed before', false)
    .option('--seed <n>', 'draws the sample', positive, 1)
    .option('--minutes <n>', 'judge mutants for so long at most; the others count as not judged', positive)
    .option(
      '--check',
      'only say whether the proof is about the reference, the clauses and the tests as they are',
      false,
    )
    .option('--fresh', 'judge every mutant anew', false)
    .option('--quick', 'without the slow tests: a first look, which writes no proof', false)
    .option('--no-broken-loops', 'do not run the broken loops')
    .option('--jobs <n>', 'child processes at a time', positive, availableParallelism())
    .parse(argv)
    .opts<Options>();
}

/** Without a pattern everything matches. */
export function matcher(pattern: string | undefined): (text: string) => boolean {
  return pattern === undefined ? (): boolean => true : picomatch(pattern);
}

/** Which files of the reference the options choose. */
export function fileMatcher({ file, only }: Options): (file: string) => boolean {
  const folder = only?.replace(/^reference\//, '').replace(/\/*$/, '/') ?? '';
  const matches = matcher(file);
  return (path) => path.startsWith(folder) && matches(path);
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}
