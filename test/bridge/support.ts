/** Opening misbehaving loops, and telling what they left. Where there is no Python, tests are skipped with the reason. */
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BridgeError, findPython, openNative, type OpenNativeOptions } from '../../bridge';
import type { AbstractEventLoop, Subject } from '../../spec';

export const LOOPS = join(__dirname, 'loops');

/** Skips the suite's tests when there is no python3, or none is possible. */
export function needsPython(suite: Mocha.Suite): void {
  suite.beforeAll('finds a python3', async function () {
    try {
      await findPython('python3');
    } catch (error) {
      // The reason is part of the title that is counted as pending.
      for (const test of suite.tests) test.title += ` (skipped: ${(error as Error).message})`;
      this.skip();
    }
  });
}

const opened = new Set<Subject>();

/** A subject of test/bridge/loops; `patience` is short, so that silence ends soon. */
export async function openLoop(
  factory: string,
  { module = 'misbehaving', ...options }: Partial<OpenNativeOptions> = {},
): Promise<Subject> {
  const subject = await openNative({
    python: 'python3',
    module,
    factory,
    pythonPath: [LOOPS],
    patience: 2,
    ...options,
  });
  opened.add(subject);
  return subject;
}

export async function closeAll(): Promise<void> {
  for (const subject of opened) await subject.dispose?.();
  opened.clear();
}

/** Begins a test on the subject: a new loop in a world of its own. */
export async function begin(subject: Subject): Promise<AbstractEventLoop> {
  await subject.beforeTest?.();
  return subject.newEventLoop();
}

/** What `action` is refused with; it must be refused. */
export async function problem(action: () => unknown): Promise<Error> {
  try {
    await action();
  } catch (error) {
    expect(error).to.be.instanceOf(Error);
    return error as Error;
  }
  throw new Error('nothing was refused');
}

/** The BridgeError that opening ends with. */
export async function refusal(opening: Promise<Subject>): Promise<BridgeError> {
  const error = await problem(async () => {
    await (await opening).dispose?.();
  });
  if (!(error instanceof BridgeError)) throw error;
  return error;
}

/** The processes that a misbehaving loop wrote down. */
export function processesIn(path: string): readonly number[] {
  return [...new Set(readFileSync(path, 'utf8').trim().split('\n').map(Number))];
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // What has ended and was not waited for yet is gone all the same.
  return !existsSync('/proc') || !/^[ZX]/.test(stateOf(pid));
}

function stateOf(pid: number): string {
  return execFileSync('sh', ['-c', `ps -o state= -p ${String(pid)} || echo X`], { encoding: 'utf8' }).trim();
}

/** Waits until the process is gone. */
export async function ended(pid: number, seconds = 3): Promise<boolean> {
  for (let waited = 0; waited < seconds; waited += 0.02) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
