/**
 * `npm run sharpness`: how many clauses fail beside the one that a loop breaks. Each broken loop in TypeScript meets the
 * tests that take no longer than a moment on the reference, and what relies on a fault is set apart as a run does it.
 * Writes sharpness.json, of which CONFORMANCE.md shows the figures.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { asyncio, subject } from '../../reference';
import { shuffle } from '../../runner/plan/shuffle';
import { applicability, runTest, SUITES, testId, traitsOf } from '../../suites';
import { BROKEN_LOOPS } from '../broken-loops';
import { inParallel } from '../prove/workers';
import { whyNotAccused } from './accused';
import { quantile, sharpnessOf, type Sharpness } from './figures';
import { endChildren, failuresOn } from './pool';
import { relianceOfAll } from './reliance-of-all';

/** Milliseconds on the reference. */
const MOMENT = 30;
/** Seconds. */
const PATIENCE = 3;
const FILE = join(__dirname, '..', '..', '..', 'test', 'sharpness', 'sharpness.json');

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** The tests that apply to TypeScript loops and are quick, in the order in which a run has them. */
async function quickTests(): Promise<readonly string[]> {
  const traits = traitsOf(subject);
  const quick: string[] = [];
  for (const test of SUITES.flatMap((suite) => suite.tests)) {
    if (!applicability(test, traits).applies) continue;
    const started = performance.now();
    const passed = await runTest(test, subject, asyncio).then(
      () => true,
      () => false,
    );
    if (passed && performance.now() - started <= MOMENT) quick.push(testId(test));
  }
  return quick;
}

async function main(): Promise<void> {
  const options = new Command('npm run sharpness --')
    .option('--sample <n>', 'only n broken loops, drawn by the seed', Number)
    .option('--seed <n>', 'of the sample', Number, 1)
    .option('--jobs <n>', 'child processes at a time', Number, 2)
    .option('--seconds <n>', 'begin no further loop after so many seconds', Number)
    .option('--accused', 'only tell whether the broken clause is accused, of all broken loops', false)
    .option('--list', 'print what is left for each loop', false)
    .parse()
    .opts<{ sample?: number; seed: number; jobs: number; seconds?: number; list: boolean; accused: boolean }>();
  const started = performance.now();
  const reliance = await relianceOfAll();
  const all = [...BROKEN_LOOPS.entries()].filter(([, { python, hangs }]) => python === undefined && hangs !== true);
  const drawn = shuffle(all, options.seed).slice(0, options.sample ?? all.length);
  if (options.accused) {
    let problems = 0;
    await inParallel(drawn, options.jobs, async ([index, { breaks, fault }]) => {
      const why = await whyNotAccused(index, reliance);
      if (why === undefined) return;
      problems += 1;
      say(`${breaks}: ${fault}: ${why}`);
    });
    endChildren();
    say(`${drawn.length - problems} of ${drawn.length} broken clauses are accused`);
    process.exit(problems === 0 ? 0 : 1);
  }
  const tests = await quickTests();
  const found: Sharpness[] = [];
  let unfinished = 0;
  await inParallel(drawn, options.jobs, async ([index, broken]) => {
    if (options.seconds !== undefined && performance.now() - started > options.seconds * 1000) return;
    const own = SUITES.flatMap((suite) => suite.tests).filter(({ clause }) => clause === broken.breaks);
    const ids = [...new Set([...own.map(testId), ...tests])];
    const { failed, left } = await failuresOn({ index, tests: ids, patience: PATIENCE });
    if (left > 0) unfinished += 1;
    const sharpness = sharpnessOf(broken, failed, reliance);
    found.push(sharpness);
    if (!sharpness.accused) say(`NOT ACCUSED ${broken.breaks}: ${broken.fault}`);
    if (options.list)
      say(`${sharpness.before} ${sharpness.after} ${broken.breaks}: ${broken.fault}: ${sharpness.beside.join(' ')}`);
  });
  endChildren();
  const figures = (pick: (one: Sharpness) => number): { readonly median: number; readonly p90: number } => ({
    median: quantile(found.map(pick), 0.5),
    p90: quantile(found.map(pick), 0.9),
  });
  const result = {
    loops: { all: all.length, tried: found.length, unfinished, seed: options.seed },
    tests: tests.length,
    before: figures(({ before }) => before),
    after: figures(({ after }) => after),
    notAccused: found.filter(({ accused }) => !accused).map(({ breaks, fault }) => `${breaks}: ${fault}`),
    bluntest: found
      .filter(({ after }) => after > 0)
      .sort((a, b) => b.after - a.after || a.breaks.localeCompare(b.breaks))
      .slice(0, 12)
      .map(({ breaks, fault, before, after }) => ({ breaks, fault, before, after })),
  };
  writeFileSync(FILE, `${JSON.stringify(result, null, 1)}\n`);
  const { before, after } = result;
  say(
    `${found.length} broken loops: beside the broken clause fail ${before.median} (median) and ${before.p90} (90th percentile),`,
  );
  say(`${after.median} and ${after.p90} when blocked clauses are set apart; ${result.notAccused.length} not accused`);
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
