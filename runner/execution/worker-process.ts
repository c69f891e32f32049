/** One worker seen from outside: started, told what to run, watched, and killed with all it started when it hangs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { STACKS_MARK } from '../../spec/layers';
import type { Failure } from '../results/record';
import type { SubjectSpec } from '../subjects/subject-spec';
import { printable } from '../printable';
import { killGroup, killMarked, MARK, memoryOf, removeFolder } from './leftovers';
import type { Hello } from '../subjects/hello';
import type { Command, WorkerMessage } from './messages';
import { takeSealedLines } from './sealed-lines';
import { newSecret } from './seal';
import { commandLine, COMMANDS, MESSAGES } from './worker-channel';

export type Outcome = {
  readonly status: 'pass' | 'fail' | 'hang' | 'crash';
  readonly durationMs: number;
  readonly assertions: number;
  readonly error?: Failure;
};
/** No outcome: an error of the kit's own came between. Its worker is not to be used again. */
export type Fault = { readonly status: 'fault'; readonly error: Failure };

/** What a worker is to run, in order. */
export interface Batch {
  readonly tests: readonly string[];
  /** Seconds after which a test counts as hanging. */
  readonly timeoutOf: (test: string) => number;
  /** The share of its patience that each test gets; all of it when left out. */
  readonly patience?: number;
  /** The broken loop to run them on in the place of the subject's. */
  readonly canary?: string;
  /** Called for each test that ended; says whether to go on. */
  readonly onOutcome: (test: string, outcome: Outcome | Fault) => boolean;
}

export type StartResult =
  | { readonly kind: 'ready'; readonly worker: WorkerProcess; readonly hello: Hello }
  | { readonly kind: 'refused'; readonly message: string; readonly remedy?: string };

export interface WorkerOptions {
  readonly spec: SubjectSpec;
  readonly canary?: string;
  /** Whether tests of the network are planned. */
  readonly wire?: boolean;
  /** The port at which it waits for a debugger before it runs the first test. */
  readonly inspect?: number;
  /** Seconds the subject may take to load. */
  readonly loadTimeout: number;
}

/** Seconds, where somebody attaches a debugger first. */
const FOR_A_PERSON = 86_400;
/** Characters of standard error that a failure shows. */
const TAIL = 2000;
const LONGEST_STACKS = 6000;
const running = new Set<WorkerProcess>();

/** Kills every worker there is, at once: for signals and the runner's own end. */
export function killAllWorkers(): void {
  for (const worker of running) worker.kill();
}

/** Resolves when no worker is left, nor anything one of them started. */
export async function allWorkersGone(): Promise<void> {
  await Promise.all([...running].map((worker) => worker.gone));
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #mark = randomBytes(8).toString('hex');
  readonly #folder = mkdtempSync(join(tmpdir(), 'loopcert-'));
  /** Resolves when the process is gone, and what it left behind. */
  readonly gone: Promise<void>;
  #stderr = '';
  #listener: (message: WorkerMessage) => void = () => {};
  #onGone: (why: string) => void = () => {};
  #ended: string | undefined;
  readonly #history: string[] = [];
  /** Seconds in which it is to begin a test. */
  readonly #silence: number;

  private constructor(options: WorkerOptions) {
    const heap = Number(process.env['LOOPCERT_WORKER_HEAP_MB'] ?? 1024);
    const args = ['--expose-gc', `--max-old-space-size=${heap}`, join(__dirname, 'worker.js')];
    this.#child = spawn(process.execPath, args, {
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      // A folder of its own for its temporary files, which goes when it goes.
      env: { ...process.env, [MARK]: this.#mark, TMPDIR: this.#folder },
    });
    this.#silence = options.inspect === undefined ? 30 : FOR_A_PERSON;
    running.add(this);
    this.#child.stdout?.resume();
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#stderr = (this.#stderr + data.toString('utf8')).slice(-TAIL - LONGEST_STACKS);
    });
    this.#commands.on('error', () => {});
    const secret = newSecret();
    const messages = this.#child.stdio[MESSAGES] as Readable;
    const said = new Promise<void>((resolve) => messages.once('close', resolve));
    takeSealedLines(messages, secret, {
      onMessage: (message) => this.#listener(message),
      onForgery: () => {
        this.#end("something wrote to the runner's channel that is not the kit's");
        this.kill();
      },
      onEnd: () => {
        // A process that ends closes the channel too, and its exit says more.
        setTimeout(() => {
          this.#end('the process closed its channel to the runner');
          this.kill();
        }, 200).unref();
      },
    });
    const watch = setInterval(() => this.#checkMemory(2 * heap + 384), 500).unref();
    this.gone = new Promise((resolve) => {
      const end = (why: string): void => {
        clearInterval(watch);
        this.#end(why);
        for (const stream of this.#child.stdio) stream?.destroy();
        removeFolder(this.#folder);
        running.delete(this);
        resolve();
      };
      this.#child.once('error', (error) => end(`it could not be started: ${error.message}`));
      this.#child.once('exit', (code, signal) => {
        this.kill();
        killMarked(this.#mark);
        const why = signal === null ? `exited with code ${String(code)}` : `was killed by ${signal}`;
        // What it said last may still be on its way.
        const late = setTimeout(() => end(`the process ${why}`), 1000);
        said.then(() => {
          clearTimeout(late);
          end(`the process ${why}`);
        }, end);
      });
    });
    const { spec, canary, wire, inspect } = options;
    this.#command({
      kind: 'init',
      secret,
      spec,
      parent: process.pid,
      mark: this.#mark,
      folder: this.#folder,
      ...(canary === undefined ? {} : { canary }),
      ...(wire === true ? { wire } : {}),
      ...(inspect === undefined ? {} : { inspect }),
    });
  }

  static start(options: WorkerOptions): Promise<StartResult> {
    const worker = new WorkerProcess(options);
    return new Promise((resolve) => {
      const refuse = (message: string, remedy?: string): void => {
        clearTimeout(timer);
        worker.kill();
        resolve({ kind: 'refused', message, ...(remedy === undefined ? {} : { remedy }) });
      };
      const timer = setTimeout(
        () => refuse(`it did not load within ${options.loadTimeout} s`),
        options.loadTimeout * 1000,
      );
      worker.#onGone = (why) => refuse(worker.#withStderr(`${why} while it loaded`));
      worker.#listener = (message) => {
        if (message.kind === 'refused') refuse(message.message, message.remedy);
        if (message.kind !== 'hello') return;
        clearTimeout(timer);
        resolve({ kind: 'ready', worker, hello: message.hello });
      };
    });
  }

  /** What ran in it before `test` ran for the first time, in that order. */
  before(test: string): readonly string[] {
    const at = this.#history.indexOf(test);
    return this.#history.slice(0, at < 0 ? undefined : at);
  }

  /** Whether nothing ran in it yet. */
  get isFresh(): boolean {
    return this.#history.length === 0;
  }

  /**
   * Runs a batch in order; resolves to whether the worker can go on. A test that outlasts its time, or during which the
   * process goes, is the last. What happens between two tests is the doing of the one before: its outcome counts when the
   * next begins.
   */
  run({ tests, timeoutOf, patience, canary, onOutcome }: Batch): Promise<boolean> {
    return new Promise((resolve) => {
      let current: { readonly test: string; readonly started: number } | undefined;
      let ended: { readonly test: string; readonly outcome: Outcome | Fault } | undefined;
      let timer: NodeJS.Timeout | undefined;
      let settled = false;
      const due = new Set(tests);
      this.#stderr = '';
      const finish = (alive: boolean): void => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        this.#listener = () => {};
        this.#onGone = () => {};
        if (!alive) this.kill();
        resolve(alive);
      };
      const settle = (): void => {
        const goesOn = ended === undefined || onOutcome(ended.test, ended.outcome);
        ended = undefined;
        if (!goesOn) finish(false);
      };
      const lose = (status: 'hang' | 'crash', message: string): void => {
        if (settled) return;
        const blamed = current?.test ?? ended?.test;
        if (blamed !== undefined) {
          const durationMs = current === undefined ? durationOf(ended?.outcome) : since(current.started);
          onOutcome(
            blamed,
            this.#lost(status, durationMs, current === undefined ? `${message}, after the test` : message),
          );
        }
        finish(false);
      };
      const arm = (seconds: number, what: string): void => {
        clearTimeout(timer);
        timer = setTimeout(() => lose('hang', `${what} after ${seconds} s`), seconds * 1000);
      };
      this.#onGone = (why) => lose('crash', why);
      this.#listener = (message) => {
        if (message.kind === 'start' && due.has(message.test) && current === undefined) {
          settle();
          if (settled) return;
          due.delete(message.test);
          this.#history.push(message.test);
          current = { test: message.test, started: performance.now() };
          this.#stderr = '';
          arm(timeoutOf(message.test), 'still running');
        } else if (message.kind === 'end' && current?.test === message.test) {
          ended = { test: message.test, outcome: this.#judge(message) };
          arm(timeoutOf(message.test), 'still busy');
          current = undefined;
        } else if (message.kind === 'idle') {
          settle();
          finish(due.size === 0);
        }
      };
      if (this.#ended !== undefined) {
        lose('crash', this.#ended);
        return;
      }
      arm(this.#silence, 'the worker was silent');
      this.#command({
        kind: 'run',
        tests,
        ...(patience === undefined ? {} : { patience }),
        ...(canary === undefined ? {} : { canary }),
      });
    });
  }

  /** Lets the subject clean up, then ends it in any case. */
  async end(): Promise<void> {
    this.#command({ kind: 'end' });
    const timer = setTimeout(() => this.kill(), 2000);
    await this.gone;
    clearTimeout(timer);
  }

  /** Ends the worker and its whole process group; what left the group follows when the worker is {@link gone}. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (process.platform === 'win32') this.#child.kill('SIGKILL');
    else killGroup(pid);
  }

  get #commands(): Writable {
    return this.#child.stdio[COMMANDS] as Writable;
  }

  #command(command: Command): void {
    this.#commands.write(commandLine(command));
  }

  #judge(message: Extract<WorkerMessage, { kind: 'end' }>): Outcome | Fault {
    const { passed, assertions, durationMs, error, fault } = message;
    if (fault !== undefined) return { status: 'fault', error: { ...fault, ...this.#tail() } };
    const sound = passed && Number.isInteger(assertions) && assertions > 0;
    if (sound) return { status: 'pass', durationMs, assertions };
    const failure = error ?? { name: 'NothingAsserted', message: 'the test passed without a single assertion' };
    return { status: 'fail', durationMs, assertions: 0, error: { ...this.#tail(), ...failure } };
  }

  #lost(status: 'hang' | 'crash', durationMs: number, message: string): Outcome {
    const error = { name: status === 'hang' ? 'Hang' : 'Crash', message, ...this.#tail() };
    return { status, durationMs, assertions: 0, error };
  }

  /** What the subject wrote, and what its interpreter did where that kept the worker waiting. */
  #tail(): Pick<Failure, 'stderr' | 'stacks'> {
    const [stderr = '', stacks] = this.#stderr.split(STACKS_MARK);
    return {
      ...(stderr === '' ? {} : { stderr: printable(stderr.slice(-TAIL)) }),
      ...(stacks === undefined ? {} : { stacks: printable(stacks.trim(), LONGEST_STACKS) }),
    };
  }

  #end(why: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    this.#onGone(why);
  }

  /** The heap has a limit of its own; buffers, and what the subject starts, have this one. */
  #checkMemory(limit: number): void {
    const used = Math.round(memoryOf(this.#child.pid ?? 0) / 2 ** 20);
    if (used <= limit) return;
    this.#end(`the process used ${used} MB of memory, more than the ${limit} MB it may`);
    this.kill();
  }

  #withStderr(message: string): string {
    const tail = printable((this.#tail().stderr ?? '').trim());
    return tail === '' ? message : `${message}; it wrote: ${tail.split('\n').slice(-4).join(' / ')}`;
  }
}

function durationOf(outcome: Outcome | Fault | undefined): number {
  return outcome === undefined || outcome.status === 'fault' ? 0 : outcome.durationMs;
}

function since(started: number): number {
  return performance.now() - started;
}
