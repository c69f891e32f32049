/**
 * `npm run prove`: proves that the tests bite. Two kinds of evidence for a must clause: a hand-made broken loop that a
 * test of that clause catches, or a mutant of the reference that one fails on. Prints the detection power and writes
 * proof.json.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { CLAUSES } from '../../spec';
import { applicability, SUITES, testId, traitsOf, type SubjectTraits } from '../../suites';
import { BROKEN_LOOPS } from '../broken-loops';
import { attempt } from '../broken-loops/attempt';
import { executes, measureCoverage, type TestCoverage } from './coverage';
import { allMutants, digestOf } from './all-mutants';
import type { Mutant } from './mutants';
import { EQUIVALENT } from './equivalent';
import type { ClauseProof, Proof } from './proof';
import { inParallel, runTrial } from './workers';

const jobs = Math.max(1, availableParallelism());
const root = join(__dirname, '..', '..');

/** Deterministic sampling: every n-th mutant, so that a smaller run still sees every file. */
function sample(mutants: readonly Mutant[], most: number): readonly Mutant[] {
  if (mutants.length <= most) return mutants;
  const step = mutants.length / most;
  return Array.from({ length: most }, (_, i) => mutants[Math.floor(i * step)]).filter(
    (m): m is Mutant => m !== undefined,
  );
}

async function main(): Promise<void> {
  const most = Number(process.argv[2] ?? Infinity);
  const say = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  const proofs = new Map<string, ClauseProof>();

  say(`broken loops: ${BROKEN_LOOPS.length}`);
  for (const broken of BROKEN_LOOPS) {
    const { failure } = await attempt(broken);
    if (failure === undefined) say(`  NOT CAUGHT ${broken.breaks}: ${broken.fault}`);
    else if (!proofs.has(broken.breaks)) proofs.set(broken.breaks, { by: 'broken loop', fault: broken.fault });
  }

  say('measuring which test executes what ...');
  const coverage = await measureCoverage(root);
  for (const test of coverage) if (test.failed !== null) say(`  FAILS ON THE REFERENCE ${test.test}: ${test.failed}`);
  const sound = coverage.filter((test) => test.failed === null).sort((a, b) => a.ms - b.ms);

  const all = allMutants(root);
  const mutants = sample(
    all.filter((mutant) => !EQUIVALENT.has(mutant.id)),
    most,
  );
  say(`mutants: ${mutants.length} of ${all.length}, ${EQUIVALENT.size} recorded as equivalent, ${jobs} at a time`);

  const survivors: Mutant[] = [];
  const uncovered: Mutant[] = [];
  let killed = 0;
  let judged = 0;
  await inParallel(mutants, jobs, async (mutant) => {
    const tests = sound.filter((test) => executes(test, mutant.file, mutant.start));
    const killers = await killersOf(mutant, tests, proofs);
    if (killers.length > 0) killed += 1;
    else (tests.length === 0 ? uncovered : survivors).push(mutant);
    for (const clause of killers) {
      const before = proofs.get(clause);
      if (before?.fails !== undefined && before.fails <= killers.length) continue;
      if (before?.by === 'broken loop') continue;
      proofs.set(clause, { by: 'mutant', fault: mutant.id, fails: killers.length });
    }
    judged += 1;
    if (judged % 50 === 0)
      say(`  ${judged} judged, ${killed} killed, ${survivors.length} survive, ${uncovered.length} uncovered`);
  });

  const traits: SubjectTraits = traitsOf({
    name: 'reference',
    newEventLoop: () => {
      throw new Error('not called');
    },
  });
  const testable = new Set(
    SUITES.flatMap((suite) => suite.tests)
      .filter((test) => applicability(test, traits).applies)
      .map((test) => test.clause),
  );
  const must = CLAUSES.filter((clause) => clause.level === 'must');
  const clauses: Record<string, ClauseProof> = {};
  for (const clause of must) {
    clauses[clause.id] = proofs.get(clause.id) ?? {
      by: 'nothing',
      fault: testable.has(clause.id)
        ? 'no fault found yet that its test alone catches'
        : 'observed on Python loops only',
    };
  }
  const proven = Object.values(clauses).filter((proof) => proof.by !== 'nothing').length;
  const proof: Proof = {
    tests: SUITES.flatMap((suite) => suite.tests).map(testId).length,
    mutants: {
      made: mutants.length,
      killed,
      surviving: survivors.length,
      uncovered: uncovered.length,
      equivalent: EQUIVALENT.size,
    },
    must: { clauses: must.length, proven },
    clauses,
    mutantsDigest: digestOf(all),
    survivors: [...survivors, ...uncovered].map((mutant) => mutant.id).sort(),
  };
  const target = join(root, '..', 'test', 'prove', 'proof.json');
  writeFileSync(target, `${JSON.stringify(proof, null, 2)}\n`);
  const power = mutants.length === 0 ? 0 : (100 * killed) / mutants.length;
  say(`must clauses proven: ${proven} of ${must.length}`);
  say(
    `mutants killed: ${killed} of ${mutants.length} (${power.toFixed(1)} %); ${survivors.length} survive, ${uncovered.length} run by no test`,
  );
}

/** A fault that fails many clauses at once shows that a test can fail, and little about why. */
const SHARP = 8;

function isSharp(proof: ClauseProof | undefined): boolean {
  return proof !== undefined && (proof.fails ?? 0) <= SHARP;
}

/** Clauses whose tests fail on the mutant: the first to fail, and all whose proof is missing or crude. */
async function killersOf(
  mutant: Mutant,
  tests: readonly TestCoverage[],
  proofs: ReadonlyMap<string, ClauseProof>,
): Promise<readonly string[]> {
  const clauseOf = new Map(tests.map((test) => [test.test, test.clause]));
  const killers = new Set<string>();
  // Unproven clauses first: each mutant is a chance to prove them.
  const isOpen = ({ clause }: TestCoverage): boolean => !isSharp(proofs.get(clause));
  const open = tests.filter(isOpen);
  const rest = tests.filter((test) => !isOpen(test));
  const attempts = [
    { tests: open, bail: false },
    { tests: rest, bail: true },
  ];
  for (const { tests: chosen, bail } of attempts) {
    if (chosen.length === 0 || (bail && killers.size > 0)) continue;
    const outcome = await runTrial({ root, mutant, tests: chosen.map((test) => test.test), bail });
    if (outcome.unloadable !== undefined) return ['unloadable'];
    for (const [test, { error }] of outcome.results) if (error !== null) killers.add(clauseOf.get(test) ?? '');
    // One hang is evidence enough: a mutant that hangs often hangs everywhere.
    if (outcome.lost !== undefined) killers.add(clauseOf.get(outcome.lost.test) ?? '');
  }
  return [...killers];
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
