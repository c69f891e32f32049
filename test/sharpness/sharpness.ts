/**
 * `npm run sharpness`: how many clauses fail beside the one that a loop breaks. Each broken loop in TypeScript meets the
 * tests that take no longer than a moment on the reference, and what relies on a fault is set apart as a run does it.
 * Writes sharpness.json, of which CONFORMANCE.md shows the figures, and once it has measured all, what runs compare failures with.
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
import { Kept, type Measured } from './kept';
import { learn } from './learning';
import { endChildren, failuresOn } from './pool';
import { relianceOfAll } from './reliance-of-all';
import { summary } from './summary';

/** Milliseconds on the reference. */
const MOMENT = 30;
/** Seconds. */
const PATIENCE = 3;
const ROOT = join(__dirname, '..', '..', '..');
const FILE = join(ROOT, 'test', 'sharpness', 'sharpness.json');
const LEARNT = join(ROOT, 'runner', 'attribution', 'likeness.json');

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

interface Options {
  readonly sample?: number;
  readonly seed: number;
  readonly jobs: number;
  readonly seconds?: number;
  readonly list: boolean;
  readonly accused: boolean;
  readonly keep?: string;
  readonly kept: boolean;
}

async function main(): Promise<void> {
  const options = new Command('npm run sharpness --')
    .option('--sample <n>', 'only n broken loops, drawn by the seed', Number)
    .option('--seed <n>', 'of the sample', Number, 1)
    .option('--jobs <n>', 'child processes at a time', Number, 2)
    .option('--seconds <n>', 'begin no further loop after so many seconds', Number)
    .option('--accused', 'only tell whether the broken clause is accused, of all broken loops', false)
    .option('--list', 'print what is left for each loop', false)
    .option('--keep <file>', 'keep in it what fails on each loop, and measure no loop that it holds')
    .option('--kept', 'only the loops that the file holds', false)
    .parse()
    .opts<Options>();
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
  const kept = new Kept(options.keep);
  const tests = await quickTests();
  const measurements: Measured[] = [];
  await inParallel(drawn, options.jobs, async ([index, broken]) => {
    let measured = kept.find(broken);
    if (measured === undefined) {
      if (options.kept) return;
      if (options.seconds !== undefined && performance.now() - started > options.seconds * 1000) return;
      const own = SUITES.flatMap((suite) => suite.tests).filter(({ clause }) => clause === broken.breaks);
      const ids = [...new Set([...own.map(testId), ...tests])];
      const { breaks, fault } = broken;
      measured = { breaks, fault, ...(await failuresOn({ index, tests: ids, patience: PATIENCE })) };
      kept.add(measured);
    }
    measurements.push(measured);
  });
  endChildren();
  const learnt = learn(measurements);
  const result = summary(measurements, reliance, learnt);
  const { shipped } = result;
  for (const one of shipped) {
    if (options.list) say(`${one.before} ${one.after} ${one.breaks}: ${one.fault}: ${one.beside.join(' ')}`);
    if (!one.accused) say(`NOT ACCUSED ${one.breaks}: ${one.fault}`);
  }
  const loops = { all: all.length, tried: measurements.length, seed: options.seed };
  writeFileSync(FILE, `${JSON.stringify({ loops, tests: tests.length, ...result.figures }, null, 1)}\n`);
  if (measurements.length === all.length) writeFileSync(LEARNT, `${JSON.stringify(learnt, null, 1)}\n`);
  say(result.text);
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
