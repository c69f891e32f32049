/**
 * One measured program: the same in TypeScript, on a subject's loop, and in Python, on native asyncio. Both sides take the best of
 * several rounds in the same run, so that the ratio says more than either figure.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { AbstractEventLoop, AsyncioModule, Coroutine, Subject } from '../spec';

export interface Program {
  readonly name: string;
  /** How many operations one round makes. */
  readonly operations: number;
  /** The least ratio to aim at: operations a second here to those of native asyncio. */
  readonly target: number;
  /** One round; its coroutine runs by runUntilComplete(). */
  body(loop: AbstractEventLoop, asyncio: AsyncioModule, operations: number): Coroutine;
  /** `async def body(loop, n)`. */
  readonly python: string;
}

export interface Measurement {
  readonly name: string;
  /** Operations a second. */
  readonly here: number;
  readonly native: number | null;
  readonly target: number;
}

const ROUNDS = 7;

/** `reference`, or the path of a module that exports a Subject or a factory of loops. */
export function loadSubject(name: string): { subject: Subject; asyncio: AsyncioModule } {
  const reference = load(resolve(__dirname, '../reference')) as { subject: Subject; asyncio: AsyncioModule };
  if (name === 'reference') return reference;
  const exports = load(resolve(name)) as Record<string, unknown>;
  const found = exports['default'] ?? exports['subject'] ?? exports['newEventLoop'];
  const subject = (typeof found === 'function' ? { name, newEventLoop: found } : found) as Subject | undefined;
  if (subject === undefined) throw new Error(`${name} exports neither a subject nor newEventLoop`);
  return { subject, asyncio: { ...reference.asyncio, ...subject.asyncio } };
}

function load(path: string): unknown {
  // A subject's layer is not this one's to import: it is reached by its path, at run time.
  return createRequire(__filename)(path) as unknown;
}

export async function measure(program: Program, name: string): Promise<Measurement> {
  const { subject, asyncio } = loadSubject(name);
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const loop = await subject.newEventLoop();
    const start = performance.now();
    await loop.runUntilComplete(program.body(loop, asyncio, program.operations));
    best = Math.min(best, (performance.now() - start) / 1000);
    loop.close();
  }
  const native = runPython(program);
  return { name: program.name, here: program.operations / best, native, target: program.target };
}

const HARNESS = `
import asyncio, sys, time
n = int(sys.argv[1])
best = float('inf')
for _ in range(${String(ROUNDS)}):
    loop = asyncio.new_event_loop()
    start = time.perf_counter()
    loop.run_until_complete(body(loop, n))
    best = min(best, time.perf_counter() - start)
    loop.close()
print(n / best)
`;

/** Operations a second of native asyncio; `null` without a Python. */
function runPython({ python, operations }: Program): number | null {
  const source = `import asyncio\n${python}\n${HARNESS}`;
  const done = spawnSync(process.env['PYTHON'] ?? 'python3', ['-c', source, String(operations)], { encoding: 'utf8' });
  if (done.error !== undefined) return null;
  if (done.status !== 0) throw new Error(`python3 failed:\n${done.stderr}`);
  return Number(done.stdout);
}

export function report({ name, here, native, target }: Measurement): string {
  const rate = (value: number): string => `${(value / 1e6).toFixed(2)} M/s`.padStart(11);
  const ratio = native === null ? 'no python3' : `${(here / native).toFixed(1)} x`.padStart(8);
  return `${name.padEnd(28)}${rate(here)}  native${native === null ? '' : rate(native)}  ${ratio}  (target ${target} x)`;
}

/** What a bench file does when it is started alone: `node dist/bench/<file> [subject]`. */
export async function main(...programs: readonly Program[]): Promise<void> {
  const subject = process.argv[2] ?? 'reference';
  for (const program of programs) console.log(report(await measure(program, subject)));
}
