/** One run of the matrix: its environment, the certification in a process of its own, and what became of it. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UsageError } from '../runner/errors';
import { compactText } from '../runner/results/compact';
import { digestOf } from '../runner/results/digest';
import { readRecord, writeWhole } from '../runner/results/files';
import type { RunRecord } from '../runner/results/record';
import { reduced } from '../runner/results/reduce';
import { runCommand } from './commands';
import { environmentOf, nodeIn, Unavailable } from './environments';
import { CACHE, MATRIX, RECORDS, ROOT } from './folders';
import type { MatrixRun } from './loop-files';

/** What became of a run: a record, or the reason why there is none. */
export type Outcome = { readonly record: RunRecord } | { readonly unavailable: string };

export interface CertifySettings {
  /** Seconds, as `loopcert run --budget` takes them. */
  readonly budget: number;
  readonly seed: number;
  readonly jobs: number;
}

/** A conformant loop may take three times its budget, and a process that does not end is not waited for. */
const LONGEST = 4;

/** The same for the same loop and kit: whoever runs it again compares. */
export async function certify(run: MatrixRun, settings: CertifySettings): Promise<Outcome> {
  let environment: string;
  try {
    environment = await environmentOf(run);
  } catch (error) {
    if (error instanceof Unavailable) return { unavailable: error.message };
    throw error;
  }
  const folder = join(CACHE, 'runs', run.id);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const command = [
    ...[run.node === undefined ? process.execPath : nodeIn(environment)],
    ...[join(ROOT, 'dist', 'runner', 'cli', 'main.js'), 'run', run.subject],
    ...(run.node === undefined ? ['--python', relative(ROOT, environment)] : []),
    ...(usesAdapter(run) ? ['--python-path', join('matrix', 'adapters')] : []),
    ...['--out', folder, '--reporter', 'json'],
    ...['--budget', String(settings.budget), '--seed', String(settings.seed), '--jobs', String(settings.jobs)],
  ];
  const { output, late } = await runCommand(command, settings.budget * LONGEST, run.file.environment);
  const record = found(folder);
  if (record === undefined) {
    return { unavailable: late ? `no verdict in ${settings.budget * LONGEST} s` : reasonIn(output) };
  }
  const small = reduced(record, digestOf(record));
  writeWhole(join(RECORDS, `${run.id}.json`), compactText(small));
  return { record: small };
}

export function usesAdapter({ subject }: MatrixRun): boolean {
  return existsSync(join(MATRIX, 'adapters', `${subject.split(':')[1] ?? ''}.py`));
}

function found(folder: string): RunRecord | undefined {
  const name = readdirSync(folder).find((file) => file.endsWith('.json'));
  if (name === undefined) return undefined;
  try {
    return readRecord(join(folder, name));
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** The line that `loopcert run` ends with where it cannot run. */
function reasonIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.startsWith('loopcert'));
  return (lines.at(-1) ?? 'the run left no record').replace(/^loopcert: /, '').replaceAll(`${ROOT}/`, '');
}
