/**
 * `npm run prove`: proves that the tests bite. For a must clause by a hand-made broken loop that a test of that clause catches; for
 * all of them together by the mutants of the reference that they kill. A whole run writes proof.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLAUSES, type Clause } from '../../spec';
import { layer } from '../../reference/layer';
import { shuffle } from '../../runner/plan/shuffle';
import { SUITES } from '../../suites';
import { BROKEN_LOOPS } from '../broken-loops';
import { attempt, type Attempt } from '../broken-loops/attempt';
import { allMutants, isCore, isNetwork } from './all-mutants';
import { presentOf, staleness } from './check';
import type { Coverage } from './coverage';
import { coverageOf } from './coverage-cache';
import { digestsOf } from './digests';
import { fatesOf, judgeMutants, openOf } from './judge-mutants';
import { Killing } from './killing';
import type { Mutant } from './mutant';
import { fileMatcher, matcher, NETWORK_SAMPLE, readOptions, type Options } from './options';
import type { ClauseProof, PartFigures, Proof } from './proof';
import { partFigures, printClauses, printMutants } from './summary';
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
  const partly = options.file !== undefined || options.only !== undefined || options.survivors;
  const started = performance.now();
  const must = partly ? [] : CLAUSES.filter(({ id, level }) => level === 'must' && matcher(options.clause)(id));
  const proofs = options.brokenLoops ? await runBrokenLoops(must, options) : new Map<string, ClauseProof>();
  const parts = options.clause === undefined ? await proveMutants(options, partly) : undefined;
  const clauses = Object.fromEntries(must.map(({ id, pythonOnly }) => [id, proofs.get(id) ?? unproven(pythonOnly)]));
  const proven = Object.values(clauses).filter(({ by }) => by !== 'nothing').length;
  const stated = { clauses, must: { clauses: must.length, proven } };
  if (must.length > 0) printClauses(stated, say);
  say(`took ${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (options.quick || parts === undefined) say('part of the proof only: proof.json stays as it is');
  else if (partly || !options.brokenLoops) recordNetwork(parts.network);
  else {
    const tests = SUITES.flatMap((suite) => suite.tests).length;
    writeProof({ tests, ...parts.core, network: parts.network, ...stated, digests: digestsOf(root) });
  }
}

interface Parts {
  readonly core: PartFigures;
  readonly network: PartFigures;
}

/** Judges what is chosen, and tells what is known then of all. */
async function proveMutants(options: Options, partly: boolean): Promise<Parts> {
  const all = allMutants(root);
  const verdicts = new Verdicts(join(here, 'verdicts.json'), root, all, options.fresh);
  const chosen = all.filter(({ file }) => fileMatcher(options)(file));
  const open = openOf(chosen, verdicts);
  const asked = options.survivors ? open.filter((mutant) => verdicts.fateOf(mutant) !== 'unjudged') : open;
  const drawn = drawFrom(asked, options, partly);
  say(
    `judging ${drawn.length} of ${chosen.length} mutants; what became of ${chosen.length - open.length} is known ...`,
  );
  if (drawn.length > 0) {
    const killing = new Killing(await coveragesFor(drawn, options), options.survivors);
    for (const mutant of all) {
      const killer = verdicts.killerOf(mutant);
      if (killer !== undefined) killing.experience.note(mutant, killer);
    }
    const deadline = options.minutes === undefined ? Infinity : performance.now() + options.minutes * 60_000;
    await judgeMutants(drawn, killing, verdicts, options.jobs, say, deadline);
    verdicts.save();
  }
  const of = (part: typeof isCore): PartFigures => partFigures(fatesOf(all.filter(part), verdicts));
  const parts = { core: of(isCore), network: of(isNetwork) };
  printMutants('the core', parts.core.mutants, say);
  printMutants('the network', parts.network.mutants, say);
  return parts;
}

/** The same seed draws the same mutants, as long as those whose fate is open are the same. */
function drawFrom(open: readonly Mutant[], { sample, seed }: Options, partly: boolean): readonly Mutant[] {
  if (sample !== undefined) return shuffle(open, seed).slice(0, sample);
  if (partly) return open;
  return [...open.filter(isCore), ...shuffle(open.filter(isNetwork), seed).slice(0, NETWORK_SAMPLE)];
}

/** What the mutants are tried against: those of the core on the reference, those of the network on both loops, all on parts. */
async function coveragesFor(mutants: readonly Mutant[], { quick }: Options): Promise<readonly Coverage[]> {
  const coverages: Coverage[] = [];
  const measure = async (...of: Parameters<typeof coverageOf>): Promise<void> => {
    const { loop, load, tests } = await coverageOf(...of);
    for (const { test, loop, failed } of tests) if (failed !== null) say(`  FAILS ON ${loop} ${test}: ${failed}`);
    const sound = tests.filter(({ failed, ms }) => failed === null && !(quick && ms > SLOW));
    coverages.push({ loop, load, tests: sound.sort((a, b) => a.ms - b.ms) });
  };
  say('measuring which test executes what ...');
  await measure(root, 'reference', mutants.some(isCore) ? 'all' : 'network');
  await measure(root, 'parts', 'all');
  if (!mutants.some(isNetwork)) return coverages;
  if (layer.cannot.socket === undefined) await measure(root, 'selector', 'network');
  else say(`  without the selector's loop: ${layer.cannot.socket}`);
  return coverages;
}

function writeProof(proof: Proof): void {
  writeFileSync(join(here, 'proof.json'), `${JSON.stringify(proof, null, 1)}\n`);
}

function readProof(): Proof {
  return JSON.parse(readFileSync(join(here, 'proof.json'), 'utf8')) as Proof;
}

/** The network's mutants are judged little by little: what is known of them stands for itself. */
function recordNetwork(network: PartFigures): void {
  const proof = readProof();
  writeProof({ ...proof, network, digests: { ...proof.digests, network: digestsOf(root).network } });
  say('of the proof only the figures of the network are written');
}

/** @throws Error when the proof is stale. */
function check(): void {
  const stale = staleness(readProof(), presentOf(root));
  if (stale.length === 0) {
    say('the proof is about the reference, the clauses and the tests as they are');
    return;
  }
  for (const line of stale) say(`  ${line}`);
  throw new Error('the proof is stale: `npm run prove` brings it up to date, then `npm run generate`');
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
