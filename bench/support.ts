/**
 * Measured programs: the same in TypeScript and in Python. A Python subject runs Python's own text, inside its interpreter, so
 * that no bridge is measured. Subjects take turns, native asyncio and bare JavaScript among them, and each counts by its best round:
 * on a busy machine the ratios say more than any figure.
 */
import type { AbstractEventLoop, AsyncioModule, Coroutine } from '../spec';
import { openSubject, type OpenSubject } from '../runner/subjects/open-subject';
import { parseSubject } from '../runner/subjects/subject-spec';

export interface Program {
  readonly name: string;
  /** How many operations one round makes at most. */
  readonly operations: number;
  /** The least ratio that the reference aims at: its operations a second to those of native asyncio. */
  readonly target: number;
  /** One round; its coroutine runs by runUntilComplete(). */
  body(loop: AbstractEventLoop, asyncio: AsyncioModule, operations: number): Coroutine;
  /** The same work in bare JavaScript; see bare.ts. */
  bare(operations: number): void;
  /** `async def body(loop, n)`. */
  readonly python: string;
}

const ROUNDS = 7;
/** Seconds that a round should not take; slow subjects make fewer operations. */
const ENOUGH = 0.5;
const NATIVE = 'python:asyncio:SelectorEventLoop';
const BARE = 'bare JavaScript';
/** The share of the rate of bare JavaScript that the reference aims at. */
const SHARE = 0.5;

interface Contestant {
  readonly name: string;
  readonly open: OpenSubject;
}

async function contestants(names: readonly string[]): Promise<readonly Contestant[]> {
  const python = process.env['PYTHON'];
  const open = async (name: string): Promise<Contestant> => ({
    name,
    open: await openSubject(parseSubject(name, { python })),
  });
  const all: Contestant[] = [];
  for (const name of names) all.push(await open(name));
  if (names.includes(NATIVE)) return all;
  try {
    return [...all, await open(NATIVE)];
  } catch {
    console.log('no python3 here: nothing to compare with');
    return all;
  }
}

/** Operations a second in one round. */
async function round({ subject, asyncio }: OpenSubject, program: Program, operations: number): Promise<number> {
  await subject.beforeTest?.();
  const loop = await subject.newEventLoop();
  const coroutine =
    subject.python === undefined
      ? program.body(loop, asyncio, operations)
      : (subject.python.exec(`${program.python}\nreturn body(loop, n)`, { loop, n: operations }) as Coroutine);
  const start = performance.now();
  await loop.runUntilComplete(coroutine);
  const seconds = (performance.now() - start) / 1000;
  loop.close();
  await subject.afterTest?.();
  return operations / seconds;
}

function bareRound(program: Program, operations: number): number {
  const start = performance.now();
  program.bare(operations);
  return (operations * 1000) / (performance.now() - start);
}

async function measure(program: Program, all: readonly Contestant[]): Promise<ReadonlyMap<string, number>> {
  const best = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { name, open } of all) {
    // A first, short round warms up and tells how many operations are enough.
    const rate = await round(open, program, Math.max(1000, program.operations / 100));
    const wanted = Math.min(program.operations, Math.max(1000, rate * ENOUGH));
    counts.set(name, Math.round(wanted / 1000) * 1000);
  }
  bareRound(program, program.operations / 10);
  for (let i = 0; i < ROUNDS; i++) {
    best.set(BARE, Math.max(best.get(BARE) ?? 0, bareRound(program, program.operations)));
    for (const { name, open } of all) {
      const rate = await round(open, program, counts.get(name) ?? program.operations);
      best.set(name, Math.max(best.get(name) ?? 0, rate));
    }
  }
  return best;
}

/** What a bench file does when it is started alone: `node dist/bench/<file> [subject...]`. */
export async function main(...programs: readonly Program[]): Promise<void> {
  const names = process.argv.slice(2);
  const all = await contestants(names.length === 0 ? ['reference'] : names);
  for (const program of programs) {
    const rates = await measure(program, all);
    const native = rates.get(NATIVE);
    const aims = [
      `${SHARE} of bare JavaScript`,
      ...(native === undefined ? [] : [`${program.target} times native asyncio`]),
    ];
    console.log(`${program.name} (the reference aims at ${aims.join(' and ')})`);
    const bare = rates.get(BARE) ?? NaN;
    console.log(`  ${BARE.padEnd(51)} ${(bare / 1e6).toFixed(2).padStart(7)} M/s`);
    for (const { name, open } of all) {
      const rate = rates.get(name) ?? 0;
      const ratio = native === undefined || name === NATIVE ? '' : `  ${(rate / native).toFixed(1).padStart(5)} x`;
      const share = open.subject.python === undefined ? `  ${(rate / bare).toFixed(2)} of bare` : '';
      const runtime = open.subject.runtime ?? `node ${process.versions.node}`;
      console.log(
        `  ${name.padEnd(34)} ${runtime.padEnd(16)} ${(rate / 1e6).toFixed(2).padStart(7)} M/s${share}${ratio}`,
      );
    }
  }
  for (const { open } of all) await open.subject.dispose?.();
}

export function fail(error: unknown): void {
  console.error(error instanceof Error && error.name === 'UsageError' ? error.message : error);
  process.exitCode = 1;
}
