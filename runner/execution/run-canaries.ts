/**
 * Slips the broken loops through the path of the subject. Those in TypeScript are each in a worker of their own, in the
 * subject's place. Those in Python share one in which the subject is loaded, so that they meet whatever it did to its
 * interpreter and to asyncio.
 */
import { CANARIES, type Canary } from './canaries';
import { planRun } from '../plan/selection';
import type { StartResult, WorkerProcess } from './worker-process';

export interface CanariesOptions {
  readonly jobs: number;
  /** Whether the subject is a Python loop. */
  readonly python: boolean;
  /** A worker with the canary of that name, or with the subject. */
  readonly start: (canary?: string) => Promise<StartResult>;
  readonly isStopped: () => boolean;
  /** Whether clauses of the network are planned, for a subject that connects. */
  readonly network: boolean;
  /** Those to slip through in place of the kit's. */
  readonly canaries?: Readonly<Record<string, Pick<Canary, 'breaks' | 'network'>>> | undefined;
}

export interface Counts {
  readonly run: number;
  readonly caught: number;
}

export async function runCanaries(options: CanariesOptions): Promise<Counts> {
  const all = Object.entries<Pick<Canary, 'breaks' | 'network'>>(options.canaries ?? CANARIES);
  const queue = all.filter(([, { network }]) => network !== true || options.network);
  const lanes = options.python ? 1 : Math.max(1, options.jobs);
  const counts = await Promise.all(Array.from({ length: lanes }, () => lane(queue, options)));
  return counts.reduce((a, b) => ({ run: a.run + b.run, caught: a.caught + b.caught }), { run: 0, caught: 0 });
}

async function lane(
  queue: [string, Pick<Canary, 'breaks'>][],
  { python, start, isStopped }: CanariesOptions,
): Promise<Counts> {
  const counts = { run: 0, caught: 0 };
  let worker: WorkerProcess | undefined;
  for (let next = queue.shift(); next !== undefined && !isStopped(); next = queue.shift()) {
    const [name, { breaks }] = next;
    counts.run += 1;
    if (worker === undefined) {
      const started = await start(python ? undefined : name);
      if (started.kind === 'refused') continue;
      ({ worker } = started);
    }
    const { alive, caught } = await tried(worker, breaks, python ? name : undefined);
    if (caught) counts.caught += 1;
    if (alive && !python) await worker.end();
    if (!alive || !python) worker = undefined;
  }
  await worker?.end();
  return counts;
}

async function tried(
  worker: WorkerProcess,
  clause: string,
  canary: string | undefined,
): Promise<{ readonly alive: boolean; readonly caught: boolean }> {
  let caught = false;
  const alive = await worker.run({
    tests: planRun({ clauses: [clause] }).tests.map(({ id }) => id),
    timeoutOf: () => 10,
    ...(canary === undefined ? {} : { canary }),
    onOutcome: (_test, { status }) => {
      // An error of the kit's own is no catch.
      if (status !== 'pass' && status !== 'fault') caught = true;
      return status !== 'fault';
    },
  });
  return { alive, caught };
}
