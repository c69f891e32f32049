/**
 * Echo servers, each in a process of its own: node without a loop, the loops of the kit, Python's and uvloop. They take turns, and
 * each counts by its best round: of the figures the CPU time per message says most, since it is the server's alone.
 *
 * `node dist/bench/echo.bench.js [--seconds n] [--rounds n] [--only 1024x50] [server...]`
 */
import { parseArgs } from 'node:util';
import { start, type Contestant } from './echo/contestant';
import { load } from './echo/load';
import { fail } from './support';

const SERVERS = ['net', 'reference', 'selector', 'blocking', 'asyncio', 'uvloop'];
const CASES = [
  { size: 1024, connections: 1 },
  { size: 1024, connections: 50 },
  { size: 65_536, connections: 1 },
  { size: 65_536, connections: 50 },
];
/** The share of the messages a CPU second of raw node:net that the reference aims at. */
const TARGETS: ReadonlyMap<number, number> = new Map([
  [1024, 0.9],
  [65_536, 0.8],
]);

interface Best {
  /** Messages a second. */
  rate: number;
  /** Microseconds of CPU a message. */
  cpu: number;
}

async function compete(all: readonly Contestant[], size: number, connections: number, options: Options): Promise<void> {
  const best = new Map<Contestant, Best>(all.map((one) => [one, { rate: 0, cpu: Infinity }]));
  // The first round warms up.
  for (let round = 0; round <= options.rounds; round++) {
    for (const [one, figures] of best) {
      const before = await one.cpu();
      const count = await load(one.port, connections, size, options.seconds);
      const cpu = ((await one.cpu()) - before) / Math.max(1, count);
      if (round === 0) continue;
      figures.rate = Math.max(figures.rate, count / options.seconds);
      figures.cpu = Math.min(figures.cpu, cpu);
    }
  }
  const target = TARGETS.get(size);
  const aim = target === undefined ? '' : ` (the reference aims at ${String(target)} of net)`;
  console.log(`echo, ${size} bytes, ${connections} connection${connections === 1 ? '' : 's'}${aim}`);
  const measure = best.get(all[0] as Contestant) as Best;
  for (const [{ name }, { rate, cpu }] of best) {
    const ratios = `${(measure.cpu / cpu).toFixed(2)} by CPU  ${(rate / measure.rate).toFixed(2)} by rate`;
    console.log(
      `  ${name.padEnd(12)} ${cpu.toFixed(1).padStart(7)} us/message  ${rate.toFixed(0).padStart(7)} /s  ${ratios}`,
    );
  }
}

interface Options {
  readonly rounds: number;
  readonly seconds: number;
}

/** Whichever of the servers come up, on messages and connections of several numbers. */
export async function echo(names: readonly string[], only: string | undefined, options: Options): Promise<void> {
  const all: Contestant[] = [];
  for (const name of names.length === 0 ? SERVERS : names) {
    try {
      all.push(await start(name));
    } catch (error) {
      console.log(`${name} is not here: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  try {
    for (const { size, connections } of CASES) {
      if (only !== undefined && only !== `${size}x${connections}`) continue;
      await compete(all, size, connections, options);
    }
  } finally {
    for (const one of all) one.end();
  }
}

if (require.main === module) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string' }, rounds: { type: 'string' }, only: { type: 'string' } },
  });
  const options = { seconds: Number(values.seconds ?? 0.5), rounds: Number(values.rounds ?? 5) };
  echo(positionals, values.only, options).catch(fail);
}
