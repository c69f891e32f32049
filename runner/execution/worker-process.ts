/** One worker seen from outside: started, told what to run, watched, and killed with all it started when it hangs. */
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Failure } from '../results/record';
import type { SubjectSpec } from '../subjects/subject-spec';
import type { Hello, WorkerMessage } from './messages';

export type Outcome = {
  readonly status: 'pass' | 'fail' | 'hang' | 'crash';
  readonly durationMs: number;
  readonly assertions: number;
  readonly error?: Failure;
};

export type StartResult =
  | { readonly kind: 'ready'; readonly worker: WorkerProcess; readonly hello: Hello }
  | { readonly kind: 'refused'; readonly message: string; readonly remedy?: string };

export interface WorkerOptions {
  readonly spec: SubjectSpec;
  readonly canary?: string;
  /** Seconds the subject may take to load. */
  readonly loadTimeout: number;
}

/** Characters of standard error that a failure shows. */
const TAIL = 2000;
const running = new Set<WorkerProcess>();

/** Kills every worker there is, at once: for signals and the runner's own end. */
export function killAllWorkers(): void {
  for (const worker of running) worker.kill();
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #nonce = randomBytes(16).toString('hex');
  #stderr = '';
  #listener: (message: WorkerMessage) => void = () => {};
  #onGone: (why: string) => void = () => {};
  #gone: string | undefined;

  private constructor(options: WorkerOptions) {
    const heap = process.env['LOOPCERT_WORKER_HEAP_MB'] ?? '1024';
    this.#child = fork(join(__dirname, 'worker.js'), [], {
      detached: process.platform !== 'win32',
      execArgv: ['--expose-gc', `--max-old-space-size=${heap}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
    });
    running.add(this);
    this.#child.stdout?.resume();
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#stderr = (this.#stderr + data.toString('utf8')).slice(-TAIL);
    });
    this.#child.on('message', (message) => {
      if (isSigned(message, this.#nonce)) this.#listener(message);
    });
    this.#child.on('error', (error) => this.#end(`it could not be started: ${error.message}`));
    this.#child.on('exit', (code, signal) =>
      this.#end(
        signal === null ? `the process exited with code ${String(code)}` : `the process was killed by ${signal}`,
      ),
    );
    this.#child.on('disconnect', () => {
      // A subject may close the channel and live on.
      setTimeout(() => {
        this.#end('the process closed its channel to the runner');
        this.kill();
      }, 100).unref();
    });
    this.#child.send(
      {
        kind: 'init',
        nonce: this.#nonce,
        spec: options.spec,
        ...(options.canary === undefined ? {} : { canary: options.canary }),
      },
      () => {},
    );
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

  /**
   * Runs `tests` in order. Calls `onOutcome` for each that ended; resolves to whether the worker can go on. A test that outlasts its
   * time, or during which the process goes, is the last.
   */
  run(
    tests: readonly string[],
    timeoutOf: (test: string) => number,
    onOutcome: (test: string, outcome: Outcome) => void,
  ): Promise<boolean> {
    return new Promise((resolve) => {
      const due = new Set(tests);
      let current: { readonly test: string; readonly started: number } | undefined;
      let timer: NodeJS.Timeout | undefined;
      let settled = false;
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
      const lose = (status: 'hang' | 'crash', message: string): void => {
        // Between two tests it is the one to come that the loss is blamed on: each batch makes progress.
        const test = current?.test ?? [...due][0];
        if (test !== undefined) {
          due.delete(test);
          const durationMs = current === undefined ? 0 : performance.now() - current.started;
          const error = {
            name: status === 'hang' ? 'Hang' : 'Crash',
            message,
            ...(this.#stderr === '' ? {} : { stderr: this.#stderr }),
          };
          onOutcome(test, { status, durationMs, assertions: 0, error });
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
          current = { test: message.test, started: performance.now() };
          this.#stderr = '';
          arm(timeoutOf(message.test), 'still running');
        } else if (message.kind === 'end' && current?.test === message.test) {
          due.delete(message.test);
          current = undefined;
          onOutcome(message.test, this.#judge(message));
          arm(30, 'the worker was silent');
        } else if (message.kind === 'idle') {
          finish(due.size === 0);
        }
      };
      if (this.#gone !== undefined) {
        lose('crash', this.#gone);
        return;
      }
      arm(30, 'the worker was silent');
      this.#child.send({ kind: 'run', tests }, () => {});
    });
  }

  /** Lets the subject clean up, then ends it in any case. */
  async end(): Promise<void> {
    if (this.#gone === undefined) {
      const gone = new Promise<void>((resolve) => {
        this.#onGone = () => resolve();
        setTimeout(resolve, 2000).unref();
      });
      this.#child.send({ kind: 'end' }, () => {});
      await gone;
    }
    this.kill();
  }

  /** Ends the worker and its whole process group. */
  kill(): void {
    running.delete(this);
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  }

  #judge(message: Extract<WorkerMessage, { kind: 'end' }>): Outcome {
    const { passed, assertions, durationMs, error } = message;
    const sound = passed && Number.isInteger(assertions) && assertions > 0;
    if (sound) return { status: 'pass', durationMs, assertions };
    const failure = error ?? { name: 'NothingAsserted', message: 'the test passed without a single assertion' };
    return {
      status: 'fail',
      durationMs,
      assertions: 0,
      error: this.#stderr === '' ? failure : { ...failure, stderr: this.#stderr },
    };
  }

  #end(why: string): void {
    if (this.#gone !== undefined) return;
    this.#gone = why;
    this.#onGone(why);
  }

  #withStderr(message: string): string {
    const tail = this.#stderr.trim();
    return tail === '' ? message : `${message}; it wrote: ${tail.split('\n').slice(-4).join(' / ')}`;
  }
}

function isSigned(message: unknown, nonce: string): message is WorkerMessage {
  return typeof message === 'object' && message !== null && (message as { nonce?: unknown }).nonce === nonce;
}
