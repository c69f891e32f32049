/** Certifies a saboteur as a user would, with the command line, and looks at what is left when it has ended. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../../runner';
import { COMMAND, command, type Ended } from '../runner/cli';
import { CONTROL, VICTIM, type Saboteur } from './saboteur';

export interface Judged extends Ended {
  readonly record: RunRecord | undefined;
  /** Files and folders for temporary files that are left. */
  readonly litter: readonly string[];
  /** What is in the folder of the reports. */
  readonly reports: readonly string[];
  /** Processes that are left. */
  readonly orphans: readonly number[];
}

/** Modules that the compiler would not let pass. */
const SOURCES: Readonly<Record<string, string>> = { 'syntax-error': 'exports.newEventLoop = => {' };

export async function judge({ name, clauses = [VICTIM, CONTROL], args = [], env = {} }: Saboteur): Promise<Judged> {
  const folder = mkdtempSync(join(tmpdir(), 'saboteur-'));
  const [out, temporary] = [join(folder, 'out'), join(folder, 'tmp')];
  mkdirSync(temporary);
  const source = SOURCES[name];
  let subject = name.startsWith('python:') ? name : join(__dirname, 'subjects', `${name}.js`);
  if (source !== undefined) writeFileSync((subject = join(folder, `${name}.js`)), source);
  const [program, ...first] = COMMAND;
  const ended = await command(
    program,
    [
      ...first,
      'run',
      subject,
      '--out',
      out,
      '--reporter',
      'terminal',
      '--jobs',
      '1',
      '--python-path',
      join(__dirname, 'python'),
    ]
      .concat(clauses.flatMap((clause) => ['--clause', clause]))
      .concat(args),
    { env: { SABOTEUR: folder, SABOTEUR_FOLDER: folder, SABOTEUR_OUT: out, TMPDIR: temporary, ...env }, timeout: 120 },
  );
  const orphans = await remaining(`SABOTEUR=${folder}`);
  const reports = existsSync(out) ? readdirSync(out) : [];
  const judged = {
    ...ended,
    record: read(join(out, reports[0] ?? 'none')),
    litter: readdirSync(temporary),
    reports,
    orphans,
  };
  for (const pid of orphans) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  return judged;
}

function read(path: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunRecord;
  } catch {
    return undefined;
  }
}

/** Processes with `mark` in their environment; what was killed gets a moment to go. */
export async function remaining(mark: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return [];
  for (let waited = 0; ; waited += 50) {
    const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(mark));
    if (found.length === 0 || waited > 3000) return found.map(Number);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
