/** Watches a subject go through the stages in a process of its own; a stage that hangs or ends the process has failed. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { SubjectSpec } from '../subjects/subject-spec';
import type { Failed, SmokeMessage } from './messages';
import { stagesOf } from './stages';

export interface SmokeResult {
  /** The titles of the stages that passed. */
  readonly passed: readonly string[];
  readonly failed?: Failed & { readonly stage: string };
  /** Profiles that the subject declares it lacks, with the reason. */
  readonly lacks: Readonly<Record<string, string>>;
  readonly seconds: number;
}

const TAIL = 1000;

export function smoke(spec: SubjectSpec, onPassed: (title: string) => void = () => {}): Promise<SmokeResult> {
  const stages = stagesOf(spec);
  const began = performance.now();
  const child = fork(join(__dirname, 'smoke-process.js'), [], {
    detached: process.platform !== 'win32',
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return new Promise((resolve) => {
    const passed: string[] = [];
    let current = 0;
    let stderr = '';
    let timer: NodeJS.Timeout | undefined;
    const end = (result: Pick<SmokeResult, 'failed' | 'lacks'>): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      child.on('error', () => {});
      killGroup(child.pid);
      resolve({ passed, ...result, seconds: (performance.now() - began) / 1000 });
    };
    const fail = (message: string, otherwise?: string): void => {
      const { culprit, remedy, title } = stages[current] ?? LAST;
      end({ failed: { culprit, remedy: otherwise ?? remedy, stage: title, message }, lacks: {} });
    };
    child.stderr?.on('data', (data: Buffer) => (stderr = (stderr + data.toString()).slice(-TAIL)));
    child.on('error', (error) => fail(`its process could not be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      const words = stderr.trim() === '' ? '' : `; its last words: ${stderr.trim()}`;
      const how = signal ?? `exit code ${String(code)}`;
      fail(`the process ended with ${how}${words}`, signal === null ? LEFT : KILLED);
    });
    child.on('message', (message: SmokeMessage) => {
      if (message.kind === 'begin') {
        current = message.stage;
        const { patience } = stages[current] ?? LAST;
        clearTimeout(timer);
        timer = setTimeout(() => fail(`nothing happened for ${String(patience)} s`), patience * 1000);
      } else if (message.kind === 'passed') {
        const { title } = stages[message.stage] ?? LAST;
        passed.push(title);
        onPassed(title);
      } else if (message.kind === 'failed') {
        end({ failed: { ...message.failed, stage: (stages[message.stage] ?? LAST).title }, lacks: {} });
      } else {
        end({ lacks: message.lacks });
      }
    });
    child.send(spec, () => {});
  });
}

/** A loop that waits would be told to wait otherwise; one that ends the process has another fault. */
const LEFT =
  'let nothing end the process: look for process.exit() in what runs at import, in the factory and in the loop';
const KILLED = 'look for a crash of native code, or for a loop that sends signals to its own process';

const LAST = { title: 'the end', culprit: 'loop', remedy: 'see its last words', patience: 1 } as const;

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
