/**
 * `npm run matrix [-- <loop>...]`: certifies the loops of `loops/`, two at a time, each in its own environment and process
 * group; writes `records/` and `matrix.json`. `--list` shows what there is, `--reproducers` runs only these, `--sample` draws
 * from the failures that are recorded.
 */
import { parseArgs } from 'node:util';
import { UsageError } from '../runner/errors';
import { certifyAll, type Settings } from './certify-all';
import { endAllCommands } from './commands';
import { Unavailable } from './environments';
import { matrixRuns, type MatrixRun } from './loop-files';
import { reproducers, tryReproducer, type Reproduced } from './reproducers';
import { drawSample, failingMusts, sampleText } from './sample';
import { writeSummary } from './summary';

const HELP = `npm run matrix [-- <loop>...] [options]

  --budget <s>      seconds a loop may take (120)
  --at-once <n>     loops at a time, 1 or 2 (2)
  --jobs <n>        workers of each (2)
  --seed <n>        the order of the tests (1)
  --resume          go on with what was interrupted, and leave out what it has done
  --reproducers     run only the reproducers
  --sample <n>      draw n failing must clauses of the records, by the seed, for whoever examines them
  --list            show the loops
`;

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const runs = matrixRuns(positionals);
  if (values.list === true) {
    for (const { id, subject, file } of runs) process.stdout.write(`${id}: ${file.about}; ${subject}\n`);
    return 0;
  }
  const seed = natural('seed', values.seed, 0, 2 ** 31);
  if (values.sample !== undefined) {
    const all = failingMusts(runs);
    const sample = drawSample(all, natural('sample', values.sample, 1, 10_000), seed);
    process.stdout.write(`${sampleText(sample, all, seed, reproducers())}\n`);
    return 0;
  }
  const settings: Settings = {
    budget: natural('budget', values.budget, 10, 3600),
    atOnce: natural('at-once', values['at-once'], 1, 2),
    jobs: natural('jobs', values.jobs, 1, 16),
    seed,
    resume: values.resume === true,
  };
  const { rows, sound } =
    values.reproducers === true ? { rows: new Map(), sound: true } : await certifyAll(runs, settings, say);
  const tried = await reproduceAll(runs);
  writeSummary(matrixRuns([]), rows, tried);
  const unclear = tried.filter(({ shows }) => !Object.values(shows).some(Boolean));
  for (const { file } of unclear) process.stderr.write(`matrix: reproducers/${file} shows nothing any more\n`);
  return sound ? (unclear.length > 0 ? 1 : 0) : 3;
}

async function reproduceAll(runs: readonly MatrixRun[]): Promise<readonly Reproduced[]> {
  const tried: Reproduced[] = [];
  for (const one of reproducers()) {
    const shows: Record<string, boolean> = {};
    for (const run of runs.filter(({ loop }) => loop === one.loop)) {
      try {
        const seen = await tryReproducer(one, run);
        if (seen !== undefined) shows[run.id] = seen;
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
      }
    }
    if (runs.some(({ loop }) => loop === one.loop)) {
      tried.push({ ...one, shows });
      say(
        `${one.file}: ${
          Object.entries(shows)
            .map(([id, seen]) => `${seen ? 'shows' : 'does not show'} on ${id}`)
            .join(', ') || 'could not be tried'
        }`,
      );
    }
  }
  return tried;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        budget: { type: 'string', default: '120' },
        'at-once': { type: 'string', default: '2' },
        jobs: { type: 'string', default: '2' },
        seed: { type: 'string', default: '1' },
        sample: { type: 'string' },
        list: { type: 'boolean' },
        resume: { type: 'boolean' },
        reproducers: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, 'npm run matrix -- --help shows what there is');
  }
}

function natural(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} is ${text}`, `give a whole number from ${least} to ${most}`);
}

function say(words: string): void {
  process.stdout.write(`matrix: ${words}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endAllCommands();
    process.exit(3);
  });
}
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    endAllCommands();
    const known = error instanceof UsageError;
    process.stderr.write(`matrix: ${known ? error.message : String((error as Error).stack ?? error)}\n`);
    if (known && error.remedy !== undefined) process.stderr.write(`        ${error.remedy}\n`);
    process.exitCode = known ? 2 : 3;
  },
);
