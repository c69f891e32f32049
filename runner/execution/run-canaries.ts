/**
 * Slips the broken loops through the path of the subject, one after another in a worker of theirs. Those in TypeScript take
 * the subject's place; those in Python are made where the subject is loaded, so that they meet whatever it did to its
 * interpreter and to asyncio.
 */
import { CANARIES, type Canary } from './canaries';
import { planRun } from '../plan/selection';
import type { StartResult, WorkerProcess } from './worker-process';

export interface CanariesOptions {
  /** Whether the subject is a Python loop. */
  readonly python: boolean;
  /** A worker with canaries in the subject's place, that of this name first, or with the subject. */
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

export async function runCanaries({ python, start, isStopped, ...options }: CanariesOptions): Promise<Counts> {
  const all = Object.entries<Pick<Canary, 'breaks' | 'network'>>(options.canaries ?? CANARIES);
  const counts = { run: 0, caught: 0 };
  let worker: WorkerProcess | undefined;
  for (const [name, { breaks, network }] of all) {
    if (network === true && !options.network) continue;
    if (isStopped()) break;
    counts.run += 1;
    if (worker === undefined) {
      const started = await start(python ? undefined : name);
      if (started.kind === 'refused') continue;
      ({ worker } = started);
    }
    const { alive, caught } = await tried(worker, breaks, name);
    if (caught) counts.caught += 1;
    if (!alive) worker = undefined;
  }
  await worker?.end();
  return counts;
}

async function tried(
  worker: WorkerProcess,
  clause: string,
  canary: string,
): Promise<{ readonly alive: boolean; readonly caught: boolean }> {
  let caught = false;
  const alive = await worker.run({
    tests: planRun({ clauses: [clause] }).tests.map(({ id }) => id),
    timeoutOf: () => 10,
    canary,
    onOutcome: (_test, { status }) => {
      // An error of the kit's own is no catch.
      if (status !== 'pass' && status !== 'fault') caught = true;
      return status !== 'fault';
    },
  });
  return { alive, caught };
}
