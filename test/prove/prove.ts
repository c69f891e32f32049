/**
 * `npm run prove`: proves that the tests bite. For a must clause by a hand-made broken loop that a test of that clause catches; for
 * all of them together by the mutants of the reference that they kill. A whole run writes proof.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLAUSES, type Clause } from '../../spec';
import { SUITES } from '../../suites';
import { BROKEN_LOOPS } from '../broken-loops';
import { attempt, type Attempt } from '../broken-loops/attempt';
import { allMutants, isCore } from './all-mutants';
import { presentOf, staleness } from './check';
import { measureCoverage } from './coverage';
import { digestsOf } from './digests';
import { judgeMutants, type Judged } from './judge-mutants';
import { Killing } from './killing';
import type { Mutant } from './mutant';
import { matcher, readOptions, type Options } from './options';
import type { ClauseProof, Proof } from './proof';
import { figuresOf, foldersOf, printSummary } from './summary';
import { Verdicts } from './verdicts';
import { inParallel } from './workers';

const root = join(__dirname, '..', '..');
/** Milliseconds. */
const SLOW = 30;

const here = join(root, '..', 'test', 'prove');
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<void> {
  const options = readOptions(process.argv);
  if (options.check) {
    check();
    return;
  }
  const whole =
    options.clause === undefined && options.file === undefined && options.sample === undefined && !options.quick;
  const must = CLAUSES.filter(({ id, level }) => level === 'must' && matcher(options.clause)(id));
  const started = performance.now();

  const proofs =
    options.file === undefined && options.brokenLoops
      ? await runBrokenLoops(must, options)
      : new Map<string, ClauseProof>();
  say('measuring which test executes what ...');
  const coverage = await measureCoverage(root);
  for (const { test, failed } of coverage.tests)
    if (failed !== null) say(`  FAILS ON THE REFERENCE ${test}: ${failed}`);
  const sound = coverage.tests
    .filter(({ failed, ms }) => failed === null && !(options.quick && ms > SLOW))
    .sort((a, b) => a.ms - b.ms);
  const killing = new Killing({ ...coverage, tests: sound });

  const all = allMutants(root);
  const core = all.filter((mutant) => isCore(mutant) && matcher(options.file)(mutant.file));
  let judged: readonly Judged[] = [];
  if (options.clause === undefined) {
    const deadline = options.minutes === undefined ? Infinity : performance.now() + options.minutes * 60_000;
    const verdicts = new Verdicts(join(here, 'verdicts.json'), root, all.filter(isCore), options.fresh);
    judged = await judgeMutants(sample(core, options.sample), killing, verdicts, options.jobs, say, deadline);
    verdicts.save();
  }
  const stated = options.file === undefined ? must : [];
  const clauses = Object.fromEntries(stated.map(({ id, pythonOnly }) => [id, proofs.get(id) ?? unproven(pythonOnly)]));

  const proof: Proof = {
    tests: SUITES.flatMap((suite) => suite.tests).length,
    mutants: figuresOf(judged),
    folders: foldersOf(judged),
    must: { clauses: stated.length, proven: Object.values(clauses).filter(({ by }) => by !== 'nothing').length },
    clauses,
    survivors: judged.flatMap(({ mutant, fate }) => (fate === 'surviving' || fate === 'uncovered' ? [mutant.id] : [])),
    digests: digestsOf(root),
  };
  printSummary(proof, say);
  say(`took ${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (whole && options.brokenLoops) writeFileSync(join(here, 'proof.json'), `${JSON.stringify(proof, null, 1)}\n`);
  else say('part of the proof only: proof.json stays as it is');
}

/** @throws Error when the proof is stale. */
function check(): void {
  const stale = staleness(JSON.parse(readFileSync(join(here, 'proof.json'), 'utf8')) as Proof, presentOf(root));
  if (stale.length === 0) {
    say('the proof is about the reference, the clauses and the tests as they are');
    return;
  }
  for (const line of stale) say(`  ${line}`);
  throw new Error('the proof is stale: `npm run prove` brings it up to date, then `npm run generate`');
}

/** Deterministic: every n-th mutant, so that a smaller run still sees every file. */
function sample(mutants: readonly Mutant[], most: number | undefined): readonly Mutant[] {
  if (most === undefined || mutants.length <= most) return mutants;
  return Array.from({ length: most }, (_, i) => mutants[Math.floor((i * mutants.length) / most)] as Mutant);
}

async function runBrokenLoops(must: readonly Clause[], options: Options): Promise<Map<string, ClauseProof>> {
  const proofs = new Map<string, ClauseProof>();
  const ids = new Set<string>(must.map(({ id }) => id));
  const chosen = BROKEN_LOOPS.filter(({ breaks }) => ids.has(breaks));
  say(`running ${chosen.length} broken loops ...`);
  const attempts = new Map<(typeof chosen)[number], Attempt>();
  await inParallel(chosen, options.jobs, async (broken) => {
    attempts.set(broken, await attempt(broken));
  });
  for (const broken of chosen) {
    const { failure, skipped = 'not caught' } = attempts.get(broken) ?? {};
    if (failure === undefined) say(`  no proof: ${broken.breaks}: ${broken.fault} (${skipped})`);
    else if (!proofs.has(broken.breaks)) proofs.set(broken.breaks, { by: 'broken loop', fault: broken.fault });
  }
  return proofs;
}

function unproven(pythonOnly: string | undefined): ClauseProof {
  const fault = pythonOnly === undefined ? 'no broken loop' : 'binds Python only, and no broken loop';
  return { by: 'nothing', fault };
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error && process.argv.includes('--check') ? error.message : error);
    process.exit(3);
  },
);
